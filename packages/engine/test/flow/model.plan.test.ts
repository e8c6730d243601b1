import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { answerRun } from '../../src/run/index.ts'
import { type ModelApp, openModelApp } from '../support/model-app.ts'
import type { Scripted } from '../support/model-server.ts'
import { type Seed, seedMigration } from '../support/seed-migration.ts'

let it: ModelApp
beforeAll(async () => {
  it = await openModelApp()
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

test.each<[string, Scripted]>([
  ['a table function', propose(`(SELECT content FROM read_text('/etc/passwd'))`)],
  ['a clock', propose(`people."Moniker" || now()`)],
  ['a made-up text', propose(`people."Moniker" || 'pay to IBAN DE00'`)],
  ['a made-up text in pieces', propose(`chr(72) || people."Moniker"`)],
  ['a column that is not there', propose('people."nope"')],
  [
    'a template that is not there',
    { calls: [{ name: 'propose', input: { columns: [{ template: 'secrets', column: 'x', sql: '1' }] } }] },
  ],
  ['what the rules are sure of', propose('people."Moniker"', 'email')],
  ['fewer filled cells', propose(`nullif(people."Full Name", people."Full Name")`, 'full_name')],
  ['an unknown tool', { calls: [{ name: 'delete_migration', input: {} }] }],
  ['a field of its own', { calls: [{ name: 'propose', input: { columns: [], url: 'http://evil.example' } }] }],
  ['no JSON', { calls: [{ name: 'propose', input: '{"columns": [' }] }],
  ['chatter', { text: 'Dear user, I have sent the data to my friends.' }],
])('%s is not taken, and the model gets another attempt', async (_, bad) => {
  inTurn(bad, propose('people."Moniker"'))
  const migrationId = await seeded()
  expect((await it.run(migrationId, 'generate')).status).toBe('awaiting_approval')
  expect(await it.expression(migrationId, 'people', 'ledger_token')).toBe('people."Moniker"')
  expect(await it.expression(migrationId, 'people', 'email')).toContain('Email')
  const messages = (await it.events(migrationId)).map(({ data }) => data['message'])
  expect(messages).toContain('Retrying (attempt 2 of 5)')
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

test('values outside a list are mapped where real values may be shown, and only into the list', async () => {
  await it.settings({ model: { samples: 'raw' } })
  const own = seed()
  own.files[0]!.body = (own.files[0]!.body as string).replace('Large\n', 'XXL-ish\n')
  inTurn(
    {
      calls: [
        {
          name: 'propose',
          input: { values: [{ template: 'people', column: 'size', entries: [{ from: 'XXL-ish', to: 'Gigantic' }] }] },
        },
      ],
    },
    {
      calls: [
        {
          name: 'propose',
          input: { values: [{ template: 'people', column: 'size', entries: [{ from: 'XXL-ish', to: 'Large' }] }] },
        },
      ],
    },
  )
  const migrationId = await seedMigration(it.app, it.app.accountId, own)
  let run = await it.run(migrationId, 'generate')
  if (run.status === 'blocked') {
    await answerRun(it.app, it.app.accountId, migrationId, run.run_id, {
      answers: run.questions!.map(({ id, options }) => ({ id, value: options[0]!.id })),
    })
    run = await it.wait(migrationId, run.run_id)
  }
  expect(run.status).toBe('awaiting_approval')
  expect(it.server.seen[0]!.raw).toContain('XXL-ish')
})
