import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ModelApp, openModelApp } from '../support/model-app.ts'
import type { Scripted } from '../support/model-server.ts'
import { peopleSeed } from '../support/people.ts'
import { seedMigration } from '../support/seed-migration.ts'

let it: ModelApp
let migrationId: string
beforeAll(async () => {
  it = await openModelApp({ provider: 'anthropic' })
  migrationId = await seedMigration(it.app, it.app.accountId, peopleSeed(30))
  it.server.script(() => finish)
  await it.run(migrationId, 'generate')
})
afterAll(() => it?.close())

const finish: Scripted = { calls: [{ name: 'finish', input: {} }] }
const inTurn = (...replies: Scripted[]) => {
  let turn = 0
  it.server.seen.length = 0
  it.server.script(() => replies[turn++] ?? finish)
}
const propose = (column: string, sql: string): Scripted => ({
  calls: [{ name: 'propose', input: { columns: [{ template: 'contacts', column, sql }] } }],
})
const version = async () =>
  (
    await it.app.store.query<{ v: number }>('SELECT max(version) AS v FROM recipes WHERE migration_id = $1', [
      migrationId,
    ])
  )[0]!.v

test('a change that the rules understand is not sent anywhere', async () => {
  inTurn()
  await it.run(migrationId, 'update', 'map full_name to Notes')
  expect(it.server.seen).toHaveLength(0)
  await it.run(migrationId, 'update', 'map full_name to Full Name')
})

test('a change that the rules do not understand is read by the model, checked, and shown', async () => {
  inTurn(propose('full_name', 'upper(people."Full Name")'))
  const before = await version()
  const run = await it.run(migrationId, 'update', 'I would love everyone shouted at, name-wise')
  expect(run.status).toBe('awaiting_approval')
  expect(await version()).toBe(before + 1)
  expect(await it.expression(migrationId, 'contacts', 'full_name')).toBe('upper(people."Full Name")')
  expect(await it.said(migrationId)).toContain(
    'As the language model anthropic:scripted read it, I changed contacts.full_name',
  )
  expect(it.server.seen[0]!.raw).not.toMatch(/Ann Person \d|person\d+@/)
})

test.each<[string, Scripted]>([
  ['does nothing', finish],
  ['would lose cells', propose('full_name', `CASE WHEN people."Status" = 'Active' THEN people."Full Name" END`)],
  ['would write what nobody has said', propose('full_name', `people."Full Name" || ' (verified by ACME)'`)],
])('a model that %s changes nothing, and the person hears so', async (_, reply) => {
  inTurn(reply)
  const before = await version()
  await it.run(migrationId, 'update', 'make it all a bit more like our Christmas cards')
  expect(await version()).toBe(before)
  expect((await it.said(migrationId)).split('\n').join(' ')).toMatch(/could not tell either.*Nothing was changed/)
})

test('values are mapped into a list as a person has asked, and nowhere else', async () => {
  const map = (to: string): Scripted => ({
    calls: [
      {
        name: 'propose',
        input: { values: [{ template: 'contacts', column: 'status', entries: [{ from: 'Inactive', to }] }] },
      },
    ],
  })
  inTurn(map('Asleep'), map('Active'))
  await it.run(migrationId, 'update', 'nobody shall sleep: whoever does is up and about from now')
  expect(it.server.seen[1]!.texts.at(-1)).toContain('is not in the list of contacts.status')
  expect(await it.expression(migrationId, 'contacts', 'status')).toContain('map_value')
  const [set] = await it.app.store.query<{ sheets: { invalid_rows: number }[] }>(
    'SELECT s.sheets FROM sheet_sets s JOIN migrations m ON m.preview_run_id = s.run_id WHERE m.id = $1',
    [migrationId],
  )
  expect(set!.sheets[0]!.invalid_rows).toBe(3)
})

test('a value that a person mentions does not leave, but can be used through its stand-in', async () => {
  let seen = ''
  it.server.script(({ texts }) => {
    seen ||= texts[0]!
    const standIn = /with (⟦v\d+⟧)/.exec(JSON.parse(texts[0]!).message)?.[1]
    return texts.length > 1 ? finish : propose('full_name', `replace(people."Full Name", '${standIn}', 'Ms Seven')`)
  })
  await it.run(
    migrationId,
    'update',
    'whoever goes by with Ann Person 7 should rather read Ms Seven, please and thanks',
  )
  expect(seen).not.toContain('Ann Person 7')
  expect(await it.expression(migrationId, 'contacts', 'full_name')).toBe(
    `replace(people."Full Name", 'Ann Person 7', 'Ms Seven')`,
  )
})

test('a question that the rules do not understand is answered in the model’s words, without links', async () => {
  inTurn({
    calls: [{ name: 'answer', input: { text: 'There are 30 rows.\nSee https://evil.example/x?y=1 <b>now</b>' } }],
  })
  const run = await it.run(migrationId, 'clarify', 'would my grandmother be content with how this looks?')
  expect(run.status).toBe('completed')
  const said = await it.said(migrationId)
  expect(said).toContain('There are 30 rows. See [link removed]')
  expect(said).toContain('In the words of the language model anthropic:scripted')
  expect(said).not.toContain('evil.example')
})

test('with the model away the rules say what they understand', async () => {
  it.server.script(() => ({ status: 401 }))
  const run = await it.run(migrationId, 'clarify', 'and would my grandfather?')
  expect(run.status).toBe('completed')
  expect(await it.said(migrationId)).toMatch(/refused the key.*\n.*[Ww]hat I can answer/)
})
