import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { startWorker, type Worker } from '../../src/run/index.ts'
import { type Api, type ApiReply, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp
let server: FastifyInstance
let worker: Worker
let api: Api
let id: string

const people = [
  'Email,Name',
  'ada@example.com,"Lovelace, Ada"',
  'broken,=1+1',
  'grace@example.com,"Grace ""Amazing"" Hopper"',
  'linus@example.com,',
].join('\n')

const ended = async (started: ApiReply) => {
  expect(started.status, started.text).toBe(201)
  for (let n = 0; n < 600; n++) {
    const { body: state } = await api.get(`/migrations/${id}/runs/${started.body.run_id}`)
    if (!['queued', 'running'].includes(state.status)) return state
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('the run did not end')
}
const run = async (body: object) => ended(await api.post(`/migrations/${id}/runs`, body))

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  worker = await startWorker(app)
  api = await callApi(server, app.apiKey)
  await api.post('/templates', {
    name: 'Contacts',
    columns: [{ name: 'Email', required: true, desiredRule: 'strict', strictRule: '^[^@]+@[^@]+$' }, { name: 'Name' }],
  })
  id = (await api.post('/migrations', { name: 'Sheets' })).body.migration.id
  await api.upload(id, 'people.csv', people)
})
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
})

test('before the first execute the sheets are there and empty', async () => {
  const { sheets } = (await api.get(`/migrations/${id}/sheets`)).body
  expect(sheets).toMatchObject([{ slug: 'contacts', name: 'Contacts', columns: ['Email', 'Name'], row_count: 0 }])
  expect((await api.get(`/migrations/${id}/sheets/contacts/rows`)).body).toEqual({
    rows: [],
    total_rows: 0,
    next_cursor: null,
  })
  const csv = await api.get(`/migrations/${id}/exports/contacts.csv`)
  expect(csv.text).toBe('Email,Name\r\n')
  expect(csv.headers['x-total-records']).toBe('0')
  expect((await api.get(`/migrations/${id}/preview`)).body.code).toBe('preview_not_found')
})

test('a preview shows pages of rows, the invalid cells and the plan', async () => {
  const generated = await run({ kind: 'generate' })
  expect(generated.status, JSON.stringify(generated)).toBe('awaiting_approval')
  const preview = (await api.get(`/migrations/${id}/preview`)).body
  expect(preview.templates).toEqual([{ slug: 'contacts', name: 'Contacts' }])
  const [sheet] = preview.sheets
  expect(sheet.rows[0]).toEqual(['Email', 'Name'])
  expect(sheet.rows).toHaveLength(5)
  expect(sheet).toMatchObject({ total_rows: 4, invalid_rows: 1 })
  expect(sheet.invalid_cells).toMatchObject([{ row: 1, column: 'Email', value: 'broken', rule: 'strict' }])
  expect(preview.plan).not.toBe('')
  const second = (await api.get(`/migrations/${id}/preview`, { query: { limit: 1, offset: 1 } })).body.sheets[0]
  expect(second.rows).toHaveLength(2)
  expect(second.invalid_cells[0].row).toBe(0)
  const invalid = (await api.get(`/migrations/${id}/preview`, { query: { filter: 'invalid' } })).body.sheets[0]
  expect(invalid.rows).toHaveLength(2)
  expect((await api.get(`/migrations/${id}/preview`, { query: { template: 'contacts' } })).body.sheets).toHaveLength(1)
  expect((await api.get(`/migrations/${id}/preview`, { query: { template: 'nothing' } })).status).toBe(404)
  expect((await api.get(`/migrations/${id}/preview`, { query: { limit: 201 } })).status).toBe(400)
  expect((await api.get(`/migrations/${id}`)).body.migration.status).toBe('awaiting_approval')
})

test('the recipe is shown, its versions are listed, and a hand edit is checked, previewed and kept', async () => {
  const { recipe } = (await api.get(`/migrations/${id}/recipe`)).body
  expect(recipe).toMatchObject({ version: 1, author: 'agent', parent: null })
  const body = { inputs: recipe.inputs, sheets: recipe.sheets, answers: recipe.answers }
  const wrong = structuredClone(body)
  wrong.sheets[0].columns.Name.sql = 'no_such_function(1)'
  const refused = await api.put(`/migrations/${id}/recipe`, wrong)
  expect(refused).toMatchObject({ status: 400, body: { code: 'recipe_invalid' } })
  expect(refused.body.details.length).toBeGreaterThan(0)
  expect((await api.put(`/migrations/${id}/recipe`, { ...body, extra: 1 })).body.code).toBe('unknown_field')

  const edited = structuredClone(body)
  edited.sheets[0].columns.Name.sql = `'Someone'`
  expect((await ended(await api.put(`/migrations/${id}/recipe`, edited))).status).toBe('awaiting_approval')
  expect((await api.get(`/migrations/${id}/recipe`)).body.recipe).toMatchObject({
    version: 2,
    parent: 1,
    author: 'person',
  })
  expect((await api.get(`/migrations/${id}/preview`)).body.sheets[0].rows[1][1]).toBe('Someone')
  expect((await api.get(`/migrations/${id}/recipe`, { query: { version: 1 } })).body.recipe.version).toBe(1)
  expect((await api.get(`/migrations/${id}/recipe`, { query: { version: 9 } })).status).toBe(404)
  const versions = (await api.get(`/migrations/${id}/recipe/versions`, { query: { limit: 1 } })).body
  expect(versions.versions.map((each: { version: number }) => each.version)).toEqual([2])
  const rest = (await api.get(`/migrations/${id}/recipe/versions`, { query: { cursor: versions.next_cursor } })).body
  expect(rest).toMatchObject({ versions: [{ version: 1 }], next_cursor: null })
  // back to the agent's own
  await ended(await api.put(`/migrations/${id}/recipe`, body))
})

test('after an execute rows are paged with their issues and where they came from', async () => {
  const executed = await run({ kind: 'execute' })
  expect(executed.status, JSON.stringify(executed)).toBe('completed')
  expect(executed.report).toMatchObject({ inserted: 4, invalidCellCount: 1, coverage: { balanced: true } })
  const rows: Record<string, unknown>[] = []
  let cursor: string | null = null
  do {
    const query: Record<string, string | number> = cursor === null ? { limit: 3 } : { limit: 3, cursor }
    const { body } = await api.get(`/migrations/${id}/sheets/contacts/rows`, { query })
    expect(body.total_rows).toBe(4)
    rows.push(...body.rows)
    cursor = body.next_cursor
  } while (cursor !== null)
  expect(rows).toHaveLength(4)
  expect(rows[0]).toMatchObject({ _id: 1, Email: 'ada@example.com', Name: 'Lovelace, Ada', _issues: [] })
  expect(rows[0]!['_origin']).toMatchObject([{ row: 2 }])
  expect(rows[1]).toMatchObject({ Email: 'broken', _issues: [{ column: 'Email', rule: 'strict' }] })
  expect(rows[3]).toMatchObject({ Name: null })
  const invalid = (await api.get(`/migrations/${id}/sheets/contacts/rows`, { query: { filter: 'invalid' } })).body
  expect(invalid).toMatchObject({ total_rows: 1, rows: [{ _id: 2 }] })
  expect((await api.get(`/migrations/${id}/sheets/contacts/rows`, { query: { cursor: '!' } })).body.code).toBe(
    'invalid_cursor',
  )
  expect((await api.get(`/migrations/${id}/sheets/nothing/rows`)).body.code).toBe('sheet_not_found')
})

test('rows are searched and sorted', async () => {
  const emails = async (query: Record<string, string>) =>
    (await api.get(`/migrations/${id}/sheets/contacts/rows`, { query })).body.rows.map(
      (row: { Email: string }) => row.Email,
    )
  expect(await emails({ search: 'LOVE' })).toEqual(['ada@example.com'])
  expect(await emails({ search: 'love', filter: 'invalid' })).toEqual([])
  expect(await emails({ search: "'" })).toEqual([])
  expect(await emails({ sort: '-Email', limit: '2' })).toEqual(['linus@example.com', 'grace@example.com'])
  expect(await emails({ sort: 'Name' })).toEqual([
    'broken',
    'grace@example.com',
    'ada@example.com',
    'linus@example.com',
  ])
  expect(
    (await api.get(`/migrations/${id}/sheets/contacts/rows`, { query: { sort: 'Nome' } })).body.details,
  ).toMatchObject([{ path: 'sort' }])
})

test('every cell is traced to its source table, row, column and raw value', async () => {
  const { lineage } = (await api.get(`/migrations/${id}/sheets/contacts/rows/3/lineage`)).body
  expect(lineage.row_id).toBe(3)
  expect(lineage.origin).toEqual([{ table: expect.stringContaining('people'), row: 4 }])
  expect(lineage.cells[1]).toMatchObject({
    column: 'Name',
    value: 'Grace "Amazing" Hopper',
    sources: [{ row: 4, column: 'Name', raw: 'Grace "Amazing" Hopper' }],
  })
  expect(lineage.cells[1].expression).toContain('Name')
  for (const row of ['99', '0', '-1', 'x']) {
    const reply = await api.get(`/migrations/${id}/sheets/contacts/rows/${row}/lineage`)
    expect(reply).toMatchObject({ status: 404, body: { code: 'sheet_row_not_found' } })
  }
})

test('exports are RFC 4180, filtered, counted, and disarmed on request', async () => {
  const get = (file: string, query: Record<string, string> = {}) =>
    api.get(`/migrations/${id}/exports/${file}`, { query })
  const all = await get('contacts.csv', { filter: 'all' })
  expect(all.text).toBe(
    'Email,Name\r\nada@example.com,"Lovelace, Ada"\r\nbroken,=1+1\r\ngrace@example.com,"Grace ""Amazing"" Hopper"\r\nlinus@example.com,\r\n',
  )
  expect(all.headers).toMatchObject({
    'x-total-records': '4',
    'content-disposition': 'attachment; filename="contacts.csv"',
    vary: 'accept-encoding',
  })
  expect(String(all.headers['content-type'])).toContain('text/csv')
  const valid = await get('contacts.csv')
  expect(valid.headers['x-total-records']).toBe('3')
  expect(valid.text).not.toContain('broken')
  const invalid = await get('contacts.csv', { filter: 'invalid', escape_formulas: 'true' })
  expect(invalid.text).toBe("Email,Name\r\nbroken,'=1+1\r\n")
  const lines = await get('contacts.jsonl', { filter: 'all' })
  expect(
    lines.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))[3],
  ).toEqual({ Email: 'linus@example.com', Name: null })
})

test('an export is compressed for clients that take it, and is the same', async () => {
  const url = `/api/v1/migrations/${id}/exports/contacts.csv?filter=all`
  const headers = { 'x-api-key': app.apiKey }
  const plain = await server.inject({ url, headers: { ...headers, 'accept-encoding': 'gzip;q=0, identity' } })
  const packed = await server.inject({ url, headers: { ...headers, 'accept-encoding': 'br, gzip' } })
  expect(plain.headers['content-encoding']).toBeUndefined()
  expect(packed.headers['content-encoding']).toBe('gzip')
  const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
  expect(hash(gunzipSync(packed.rawPayload))).toBe(hash(plain.rawPayload))
})

test('what cannot be exported is refused with a reason', async () => {
  const get = (path: string) => api.get(`/migrations/${id}/exports/${path}`)
  for (const file of ['contacts', 'contacts.exe', 'contacts.csv.exe', '.csv', 'contacts.toString']) {
    expect(await get(file), file).toMatchObject({ status: 400, body: { code: 'export_format_unsupported' } })
  }
  expect((await get('contacts.csv?filter=some')).status).toBe(400)
  expect((await get('contacts.csv?escape_formulas=perhaps')).status).toBe(400)
  expect(await get('nothing.csv')).toMatchObject({ status: 404, body: { code: 'sheet_not_found' } })
  expect((await get('..%2f..%2fetc%2fpasswd.csv')).status).toBe(404)
})
