import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { startWorker, type Worker } from '../../src/run/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { waitForRun } from '../support/follow-run.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { seedMigration } from '../support/seed-migration.ts'

let app: TestApp
let server: FastifyInstance
let worker: Worker
let api: Api
let migration: string
// biome-ignore lint/suspicious/noExplicitAny: a recipe is taken apart and put together wrongly here
let recipe: any

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
  worker = await startWorker(app)
  const id = await seedMigration(app, app.accountId, {
    templates: [{ slug: 'people', name: 'People', columns: [{ name: 'email' }, { name: 'name' }] }],
    files: [{ name: 'people.csv', body: 'Email,Name\nann@example.com,Ann\nbob@example.com,Bob\n' }],
  })
  migration = `/migrations/${id}`
  const { body } = await api.post(`${migration}/runs`, { kind: 'generate' })
  await waitForRun({ app, accountId: app.accountId, migrationId: id, runId: body.run_id }, ['awaiting_approval'])
  recipe = (await api.get(`${migration}/recipe`)).body.recipe
}, 120_000)
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
})

/** The recipe as a person would send it, with something changed. */
function changed(change: (body: { inputs: unknown[]; sheets: Record<string, unknown>[] }) => void) {
  const { inputs, sheets, answers } = structuredClone(recipe)
  const body = { inputs, sheets, answers }
  change(body)
  return body
}
const withEmail = (sql: string) =>
  changed(({ sheets: [sheet] }) => {
    ;(sheet!['columns'] as Record<string, unknown>)['email'] = { sql }
  })

/** Nothing has changed: the same recipe, the same preview, no run under way. */
async function expectUnchanged() {
  expect((await api.get(`${migration}/recipe`)).body.recipe).toEqual(recipe)
  expect((await api.get(`${migration}/preview`)).body.recipe_version).toBe(recipe.version)
  expect((await api.get(`${migration}/runs`)).body.runs).toHaveLength(1)
}

describe('a recipe written by hand is refused, with the place and what to do, and nothing changes:', () => {
  const path = 'sheets.0.columns.email.sql'
  test.each([
    ['an unknown column', 'people."E-Mails"', 'has no column'],
    ['an unknown input', 'persons."Email"', 'no input or join called "persons"'],
    ['a subquery', '(SELECT 1)', 'subquery'],
    ['a subquery in EXISTS', 'EXISTS (SELECT 1)', 'subquery'],
    ['a table by name', 'coalesce((TABLE people), 1)', 'subquery'],
    ['a table function', 'unnest([1, 2])', 'makes rows'],
    ['another query', `query('SELECT 1')`, 'makes rows'],
    ['a table named in text', `query_table('people')`, 'makes rows'],
    ['a file read', `read_text('/etc/passwd')`, 'reads files'],
    ['a CSV read', `read_csv('/etc/passwd')`, 'reads files'],
    ['the clock', 'now()', 'reads the clock'],
    ['the clock without brackets', 'current_date', 'reads the clock'],
    ['the clock inside a function', `strftime(current_timestamp, '%Y')`, 'reads the clock'],
    ['chance', 'random()', 'by chance'],
    ['a random id', 'gen_random_uuid()', 'by chance'],
    ['a setting', `current_setting('memory_limit')`, 'reads settings'],
    ['a variable', `getvariable('x')`, 'reads settings'],
    ['the environment', `getenv('HOME')`, 'reads settings'],
    ['the version', 'version()', 'reads settings'],
    ['a pragma', 'pragma_database_size()', 'reaches into the database engine'],
    ['an extension', `load_extension('httpfs')`, 'reaches into the database engine'],
    ['a sequence', `nextval('s')`, 'reads settings'],
    ['an aggregate outside a group', 'sum(people."Email")', 'group'],
    ['a lambda', `list_filter(['a'], lambda x: true)`, 'lambda'],
    ['a list comprehension', '[x for x in [1, 2]]', 'not a function that recipes may use'],
    ['an inner macro', `_mapped(1, 2, 3)`, 'not a function that recipes may use'],
    ['a function of another schema', `system.main.lower('x')`, 'by a schema'],
    ['a position', '#1', 'not by position'],
    ['a placeholder', '$1', 'placeholders'],
    ['all columns', 'people.*', 'Name each column'],
    ['columns by pattern', `COLUMNS('.*')`, 'Name each column'],
    ['a second column', '1, 2', 'one value'],
    ['a bracket that closes early', '1), (2', 'one value'],
    ['a second statement', '1; DROP TABLE people', 'not an SQL expression'],
    ['a table behind it', '1 FROM people', 'not an SQL expression'],
    ['a type of its own', `people."Email"::STRUCT(a INTEGER)`, 'cannot be used in a recipe'],
    ['a huge width', `lpad('x', 1000000000, 'y')`, 'a number up to 1000'],
    [
      'constants that blow up',
      `replace(replace('${'a'.repeat(5000)}', 'a', '${'a'.repeat(5000)}'), 'a', '${'a'.repeat(5000)}')`,
      'constants alone',
    ],
    ['nesting of 1,000', `${'('.repeat(1000)}1${')'.repeat(1000)}`, 'nested more than'],
    ['nesting of calls', `${'lower('.repeat(500)}'a'${')'.repeat(500)}`, 'nested more than'],
    ['a chain of 5,000 operators', Array.from({ length: 5000 }, () => '1').join('+'), 'nested more than'],
  ])('%s', async (_, sql, why) => {
    const reply = await api.put(`${migration}/recipe`, withEmail(sql))
    expect(reply).toMatchObject({ status: 400, body: { code: 'recipe_invalid' } })
    expect(reply.body.details).toContainEqual({ path, message: expect.stringContaining(why) })
    await expectUnchanged()
  })

  test('an expression of 1 MB', async () => {
    const reply = await api.put(`${migration}/recipe`, withEmail(`'${'x'.repeat(1_000_000)}'`))
    expect([400, 413]).toContain(reply.status)
    expect(reply.body.error).toMatch(/./)
    await expectUnchanged()
  })

  test.each([
    ['an unknown template', { template: 'persons' }, 'sheets.0.template'],
    ['an unknown template column', { columns: { nope: { sql: '1' } } }, 'sheets.0.columns.nope'],
    ['an unknown input', { from: 'persons' }, 'sheets.0.from'],
    ['a join of what is not there', { joins: [{ input: 'persons', as: 'p', on: 'true' }] }, 'sheets.0.joins.0.input'],
    ['a key that is no column', { dedupe: { key: ['nope'], keep: 'first' } }, 'sheets.0.dedupe.key.0'],
    ['a condition with a subquery', { drop: [{ when: 'EXISTS (SELECT 1)', reason: 'x' }] }, 'sheets.0.drop.0.when'],
    [
      'a review with the clock',
      { review: [{ column: 'email', when: 'now() IS NULL', message: 'x' }] },
      'sheets.0.review.0.when',
    ],
  ])('%s', async (_, extra, place) => {
    const body = changed(({ sheets }) => Object.assign(sheets[0]!, extra))
    const reply = await api.put(`${migration}/recipe`, body)
    expect(reply).toMatchObject({ status: 400, body: { code: 'recipe_invalid' } })
    expect(reply.body.details.map((detail: { path: string }) => detail.path)).toContain(place)
    await expectUnchanged()
  })

  test('shapes that compute with what is forbidden, and tables that are not there', async () => {
    const shaped = changed(({ inputs }) => {
      ;(inputs[0] as { shape: unknown[] }).shape = [{ op: 'compute', columns: { x: 'random()' } }]
    })
    const missing = changed(({ inputs }) => {
      ;(inputs[0] as { table: unknown }).table = { name: 'other.csv', columns: ['Nope'] }
    })
    for (const body of [shaped, missing]) {
      expect(await api.put(`${migration}/recipe`, body)).toMatchObject({
        status: 400,
        body: { code: 'recipe_invalid' },
      })
    }
    await expectUnchanged()
  })

  test('fields that a recipe does not have, and something else altogether', async () => {
    const typo = { ...changed(() => {}), shets: [] }
    expect(await api.put(`${migration}/recipe`, typo)).toMatchObject({ status: 400 })
    for (const body of [[], { inputs: [] }, { sheets: [] }])
      expect(await api.put(`${migration}/recipe`, body)).toMatchObject({ status: 400 })
    await expectUnchanged()
  })
})
