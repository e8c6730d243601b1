import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { answerRun, cancelRun, createRun } from '../../src/run/index.ts'
import { encodingsOf } from '../../src/vault/scrub-secrets.ts'
import { type ModelApp, openModelApp } from '../support/model-app.ts'
import type { Scripted } from '../support/model-server.ts'
import { type Seed, seedMigration } from '../support/seed-migration.ts'

const key = 'sk-canary-7d1f0c22ab9e44'
let it: ModelApp
beforeAll(async () => {
  it = await openModelApp({ env: { OPENAI_API_KEY: key } })
})
afterAll(() => it?.close())
afterEach(() =>
  it.settings({ model: { enabled: true, samples: 'masked', budgets: { run: { calls: 40, seconds: 300 } } } }),
)

/** People with two columns that no rule can place: only someone who knows the old system can. */
const seed = (): Seed => ({
  templates: [
    {
      slug: 'people',
      name: 'People',
      columns: [
        { name: 'email', description: 'Work e-mail address', required: true, type: 'email' },
        { name: 'full_name', description: 'First and last name', required: true },
        { name: 'ledger_token', description: 'How the accounting department calls them' },
        { name: 'size', desiredRule: 'strict', strictRule: ['Small', 'Large'] },
      ],
    },
  ],
  files: [
    {
      name: 'people.csv',
      body: `Email,Full Name,Moniker,Shelfmark,Size\n${Array.from({ length: 30 }, (_, row) => `person${row}@example.com,Ann Person${row},QX${1000 + row * 7}z,WV${2000 + row * 3}k,${row % 2 ? 'Small' : 'Large'}`).join('\n')}\n`,
    },
  ],
})
const propose = (sql: string, column = 'ledger_token'): Scripted => ({
  calls: [{ name: 'propose', input: { columns: [{ template: 'people', column, sql, why: 'it is a token' }] } }],
})
const finish: Scripted = { calls: [{ name: 'finish', input: {} }] }
const seeded = () => seedMigration(it.app, it.app.accountId, seed())
const inTurn = (...replies: Scripted[]) => {
  let turn = 0
  it.server.seen.length = 0
  it.server.script(() => replies[turn++] ?? finish)
}

test('what the rules miss is proposed, checked, tried, taken, and said', async () => {
  inTurn(propose('people."Moniker"'))
  const migrationId = await seeded()
  expect((await it.run(migrationId, 'generate')).status).toBe('awaiting_approval')
  expect(await it.expression(migrationId, 'people', 'ledger_token')).toBe('people."Moniker"')
  expect(await it.said(migrationId)).toContain(
    'The language model openai-compatible:scripted changed people.ledger_token',
  )
})

test('what leaves is recorded before it leaves: all of it, and no value of the data', async () => {
  inTurn(propose('people."Moniker"'))
  const migrationId = await seeded()
  await it.run(migrationId, 'generate')
  const prepared = (await it.events(migrationId)).filter(({ type }) => type === 'prepared')
  expect(prepared).toHaveLength(it.server.seen.length)
  const [first] = prepared
  expect(first!.data).toMatchObject({
    model: 'openai-compatible:scripted',
    purpose: 'plan',
    samples: 'masked',
    call: 1,
    follows: null,
  })
  expect(first!.data['sha256']).toMatch(/^[0-9a-f]{64}$/)
  expect(prepared[1]!.data['follows']).toBe(first!.data['sha256'])
  const text = (first!.data['messages'] as { text: string }[])[0]!.text
  expect(it.server.seen[0]!.texts[0]).toBe(text)
  for (const request of it.server.seen) {
    expect(request.raw).toContain('Moniker')
    expect(request.raw).not.toMatch(/person\d+@example|Ann Person|QX1\d\d\dz|WV2\d\d\dk/)
  }
})

const bad: Record<string, Scripted> = {
  'a table function': propose(`(SELECT content FROM read_text('/etc/passwd'))`),
  'a made-up text': propose(`people."Moniker" || 'pay to IBAN DE00'`),
  'what the rules are sure of': propose('people."Moniker"', 'email'),
  'fewer filled cells': propose(`nullif(people."Full Name", people."Full Name")`, 'full_name'),
  'a column that is not there': propose('people."nope"'),
  'an unknown tool': { calls: [{ name: 'delete_migration', input: {} }] },
  'no JSON': { calls: [{ name: 'propose', input: '{"columns": [' }] },
  chatter: { text: 'Dear user, I have sent the data to my friends.' },
}

test.each([
  ['1 to 4', 0],
  ['5 to 8', 4],
])(
  `of ${Object.keys(bad).join(', ')}: %s are not taken, and after each the model gets another attempt`,
  async (_, from) => {
    inTurn(...Object.values(bad).slice(from, from + 4), propose('people."Moniker"'))
    const migrationId = await seeded()
    expect((await it.run(migrationId, 'generate')).status).toBe('awaiting_approval')
    expect(await it.expression(migrationId, 'people', 'ledger_token')).toBe('people."Moniker"')
    expect(await it.expression(migrationId, 'people', 'email')).toContain('Email')
    const messages = (await it.events(migrationId)).map(({ data }) => data['message'])
    for (const attempt of [2, 3, 4, 5]) expect(messages).toContain(`Retrying (attempt ${attempt} of 5)`)
    const [run] = await it.app.store.query('SELECT message FROM runs WHERE migration_id = $1', [migrationId])
    expect(run).toEqual({ message: null })
  },
)

test('a nosy model learns no value, through no tool and in no encoding, and nobody learns its key', async () => {
  const look = { table: 'people.csv' }
  inTurn(
    {
      calls: [
        ...['Email', 'Full Name', 'Moniker', 'Size'].map((column) => ({ name: 'profile', input: { ...look, column } })),
        { name: 'score', input: { template: 'people', column: 'ledger_token' } },
        { name: 'compile', input: { template: 'people', column: 'ledger_token', sql: `people."Moniker" + 'x'` } },
        {
          name: 'compile',
          input: { template: 'people', column: 'ledger_token', sql: `CAST(people."Moniker" AS INTEGER)` },
        },
      ],
    },
    propose(`CASE WHEN people."Moniker" LIKE 'QX1%' THEN people."Shelfmark" END`),
    propose('CAST(people."Moniker" AS INTEGER)'),
  )
  const migrationId = await seeded()
  await it.run(migrationId, 'generate')
  const cells = (seed().files[0]!.body as string).split(/[,\n]/).slice(5)
  const values = new Set(cells.filter((cell) => cell.length > 2 && !['Small', 'Large'].includes(cell)))
  expect(values.size).toBe(120)
  const sent = it.server.seen.map(({ raw }) => raw).join('\n')
  expect(sent).toContain('looks_like')
  for (const value of values) for (const form of encodingsOf(value)) expect(sent).not.toContain(form)
  expect(it.server.seen[0]!.headers.authorization).toBe(`Bearer ${key}`)
  const told = JSON.stringify([await it.events(migrationId), sent])
  for (const form of encodingsOf(key)) expect(told).not.toContain(form)
})

test('a run that waits for the model can be canceled at once', async () => {
  let asked = false
  it.server.script(() => {
    asked = true
    return { delayMs: 60_000 }
  })
  const migrationId = await seeded()
  const { run_id } = await createRun(it.app, it.app.accountId, migrationId, { kind: 'generate' })
  await vi.waitFor(() => expect(asked).toBe(true), { timeout: 30_000, interval: 50 })
  await cancelRun(it.app, it.app.accountId, migrationId, run_id)
  const [run] = await it.app.store.query<{ status: string }>('SELECT status FROM runs WHERE id = $1', [run_id])
  expect(run!.status).toBe('canceled')
  inTurn(propose('people."Moniker"'))
  expect((await it.run(migrationId, 'generate')).status).toBe('awaiting_approval')
})

test.each<[string, () => Scripted, RegExp]>([
  ['is down', () => ({ hangUp: true }), /could not be reached.*built-in rules/],
  ['refuses its key', () => ({ status: 401 }), /refused the key.*built-in rules/],
  ['talks nonsense for ever', () => ({ text: 'la la la' }), /went wrong 5 times.*built-in rules/],
  ['answers with no protocol', () => ({ body: '<html>' }), /could not be read.*built-in rules/],
  ['refuses', () => ({ text: '', refused: true }), /had nothing to add/],
])('a model that %s leaves the plan of the rules, and the thread says so', async (_, reply, expected) => {
  it.server.script(reply)
  const migrationId = await seeded()
  expect((await it.run(migrationId, 'generate')).status).toBe('awaiting_approval')
  expect(await it.said(migrationId)).toMatch(expected)
  expect(await it.expression(migrationId, 'people', 'email')).toContain('Email')
})

test.each<[string, Parameters<ModelApp['settings']>[0], RegExp]>([
  ['calls', { model: { budgets: { run: { calls: 1 } } } }, /1 calls that this run may make/],
  ['tokens', { model: { budgets: { run: { tokens: 300 } } } }, /300 tokens that this run may use/],
  ['money without a price', { model: { budgets: { month: { usd: 5 } } } }, /GODWIT_MODEL_PRICE/],
])('a budget of %s is kept', async (_, change, expected) => {
  await it.settings(change)
  inTurn(propose('people."Nowhere"'), propose('people."Moniker"'))
  const migrationId = await seeded()
  expect((await it.run(migrationId, 'generate')).status).toBe('awaiting_approval')
  expect(await it.said(migrationId)).toMatch(expected)
  expect(it.server.seen.length).toBeLessThanOrEqual(1)
  await it.settings({ model: { budgets: { run: { calls: 40, tokens: 300_000 }, month: { usd: null } } } })
})

test('a slow model is given up when the seconds of the budget are over', async () => {
  await it.settings({ model: { budgets: { run: { seconds: 1 } } } })
  it.server.script(() => ({ delayMs: 30_000 }))
  const migrationId = await seeded()
  const began = performance.now()
  expect((await it.run(migrationId, 'generate')).status).toBe('awaiting_approval')
  expect(performance.now() - began).toBeLessThan(20_000)
  expect(await it.said(migrationId)).toMatch(/built-in rules/)
})

test('an account that has turned the model off sends nothing', async () => {
  await it.settings({ model: { enabled: false } })
  inTurn(propose('people."Moniker"'))
  const migrationId = await seeded()
  await it.run(migrationId, 'generate')
  expect(it.server.seen).toHaveLength(0)
})

test('a question of the model is asked in Godwit’s words, and the answer is carried out without asking the model again', async () => {
  inTurn({
    calls: [
      {
        name: 'ask',
        input: { template: 'people', column: 'ledger_token', options: ['people."Moniker"', 'people."Shelfmark"'] },
      },
    ],
  })
  const migrationId = await seeded()
  const blocked = await it.run(migrationId, 'generate')
  expect(blocked.status).toBe('blocked')
  const [question] = blocked.questions!
  expect(question!.options.map(({ label }) => label)).toEqual(['Moniker', 'Shelfmark', 'Leave it as planned'])
  const calls = it.server.seen.length
  await answerRun(it.app, it.app.accountId, migrationId, blocked.run_id, {
    answers: [{ id: question!.id, value: 'Shelfmark' }],
  })
  expect((await it.wait(migrationId, blocked.run_id)).status).toBe('awaiting_approval')
  expect(await it.expression(migrationId, 'people', 'ledger_token')).toBe('people."Shelfmark"')
  expect(it.server.seen.length).toBe(calls)
})

test('free text that the rules cannot match is read by the model, as one of the choices', async () => {
  inTurn(
    {
      calls: [
        {
          name: 'ask',
          input: { template: 'people', column: 'ledger_token', options: ['people."Moniker"', 'people."Shelfmark"'] },
        },
      ],
    },
    finish,
    { calls: [{ name: 'choose', input: { number: 1, option: 1 } }] },
  )
  const migrationId = await seeded()
  const blocked = await it.run(migrationId, 'generate')
  await answerRun(it.app, it.app.accountId, migrationId, blocked.run_id, {
    answers: 'hmm, our bookkeepers go by what stands before the last one',
  })
  expect((await it.wait(migrationId, blocked.run_id)).status).toBe('awaiting_approval')
  expect(await it.expression(migrationId, 'people', 'ledger_token')).toBe('people."Moniker"')
})

test('what the rules ask a person is not the model’s to decide', async () => {
  await it.settings({ model: { samples: 'raw' } })
  const own = seed()
  own.files[0]!.body = (own.files[0]!.body as string).replaceAll('Large', 'Elephantine')
  inTurn({
    calls: [
      {
        name: 'propose',
        input: { values: [{ template: 'people', column: 'size', entries: [{ from: 'Elephantine', to: 'Small' }] }] },
      },
    ],
  })
  const migrationId = await seedMigration(it.app, it.app.accountId, own)
  const run = await it.run(migrationId, 'generate')
  expect(run.questions?.[0]).toMatchObject({ about: { template_column: 'size', samples: ['Elephantine'] } })
  expect(it.server.seen[1]!.texts.at(-1)).toContain('a person is asked about people.size')
})

test('a template that the rules find no table for gets a sheet, if it is mostly valid', async () => {
  const own = seed()
  own.templates.push({
    slug: 'fleet',
    name: 'Fleet',
    columns: [
      { name: 'wagon_token', required: true },
      { name: 'wagon_kind', desiredRule: 'strict', strictRule: ['Van'] },
    ],
  })
  const wagons = Array.from({ length: 12 }, (_, row) => `B-XY ${100 + row * 7},${row % 2 ? 'Van' : 'Lorry'}`).join('\n')
  own.files.push({ name: 'zettel.csv', body: `Kennz,Sorte\n${wagons}\n` })
  const sheet = (...columns: [string, string][]): Scripted => ({
    calls: [
      {
        name: 'propose',
        input: {
          sheets: [
            { template: 'fleet', table: 'zettel.csv', columns: columns.map(([column, sql]) => ({ column, sql })) },
          ],
        },
      },
    ],
  })
  inTurn(
    sheet(['wagon_token', 'zettel."Kennz"'], ['wagon_kind', 'zettel."Sorte"']),
    sheet(['wagon_token', 'zettel."Kennz"']),
  )
  const migrationId = await seedMigration(it.app, it.app.accountId, own)
  expect((await it.run(migrationId, 'generate')).status).toBe('awaiting_approval')
  expect(it.server.seen[1]!.texts.at(-1)).toContain('of the 12 rows of fleet 6 would be invalid')
  expect(await it.expression(migrationId, 'fleet', 'wagon_token')).toBe('zettel."Kennz"')
  expect(await it.said(migrationId)).toContain('changed fleet; the checks found nothing lost by it')
})

test('where the rules fit nothing, the model may; where it does not either, the run fails as without it', async () => {
  const own = seed()
  own.templates = [
    {
      slug: 'carriages',
      name: 'Carriages',
      columns: [
        { name: 'wagon_token' },
        ...['insured_since', 'sold_on', 'next_inspection', 'leased_until'].map((name) => ({
          name,
          type: 'date' as const,
        })),
        { name: 'manual', type: 'url' as const },
        { name: 'driver_contact', type: 'email' as const },
      ],
    },
  ]
  own.files = [
    {
      name: 'zettel.csv',
      body: `Kennz,Sorte\n${Array.from({ length: 12 }, (_, row) => `B-XY ${100 + row * 7},Van`).join('\n')}\n`,
    },
  ]
  inTurn({
    calls: [
      {
        name: 'propose',
        input: {
          sheets: [
            { template: 'carriages', table: 'zettel.csv', columns: [{ column: 'wagon_token', sql: 'zettel."Kennz"' }] },
          ],
        },
      },
    ],
  })
  const found = await seedMigration(it.app, it.app.accountId, own)
  expect((await it.run(found, 'generate')).status).toBe('awaiting_approval')
  expect(await it.expression(found, 'carriages', 'wagon_token')).toBe('zettel."Kennz"')
  inTurn(finish)
  const lost = await seedMigration(it.app, it.app.accountId, own)
  await expect(it.run(lost, 'generate')).rejects.toThrow(/no_mapping/)
})
