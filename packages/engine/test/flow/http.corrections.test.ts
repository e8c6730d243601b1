import { createRequire } from 'node:module'
import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { createRun, startWorker, type Worker } from '../../src/run/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { type MigrationRun, startMigration } from '../support/run-migration.ts'

const XLSX = createRequire(import.meta.url)('@e965/xlsx') as typeof import('@e965/xlsx')

let app: TestApp
let server: FastifyInstance
let worker: Worker | undefined
let api: Api

beforeAll(async () => {
  app = await openTestApp({ GODWIT_RATE_LIMIT_PER_MINUTE: '0' })
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
  worker = await startWorker(app)
  const people = { slug: 'people', name: 'People', columns: [{ name: 'id' }, { name: 'name' }, { name: 'city' }] }
  expect((await api.post('/templates', people)).status).toBe(201)
})
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
})

const fileOf = async ({ path }: MigrationRun) => (await api.get(`${path}/files`)).body.files[0]
const correct = (migration: MigrationRun, fileId: string, n: number | string, body: object) =>
  api.patch(`${migration.path}/files/${fileId}/tables/${n}`, body)

/** Executes what is proposed, and gives the report's account of the tables. */
async function coverageOf(migration: MigrationRun) {
  const { status, report } = await migration.execute()
  expect(status).toBe('completed')
  expect(report.coverage.balanced).toBe(true)
  return report.coverage.tables
}

/** A print-out whose first rows look like people, though the names of the columns stand further down. */
const messy = ['17;Ann Lee;Köln', '18;Bob Ray;Bonn', 'id;name;city', '1;Cid Fox;Kiel', '2;Dan Orr;Ulm'].join('\r\n')

test('a header row that a person sets counts from the next generate on, until it is taken back', async () => {
  const migration = await startMigration(api, { name: 'Messy', templates: ['people'], files: { 'messy.csv': messy } })
  const before = await fileOf(migration)
  expect(before.tables).toEqual([])
  expect(await correct(migration, before.id, 1, { header_row: 3 })).toMatchObject({
    status: 404,
    body: { code: 'file_table_not_found' },
  })

  await migration.generate()
  const { id, tables } = await fileOf(migration)
  expect(tables).toMatchObject([
    {
      n: 1,
      name: 'messy.csv',
      format: 'csv',
      encoding: 'utf-8',
      dialect: { delimiter: ';' },
      region: { first_row: 1, last_row: 5, first_column: 1, last_column: 3 },
      skipped: false,
      correction: null,
    },
  ])

  const set = await correct(migration, id, 1, { header_row: 3 })
  expect(set).toMatchObject({ status: 200, body: { file: { tables: [{ correction: { header_row: 3 } }] } } })
  expect((await migration.generate()).status).toBe('awaiting_approval')
  const [table] = (await fileOf(migration)).tables
  expect(table).toMatchObject({
    header_rows: [3],
    columns: ['id', 'name', 'city'],
    row_count: 2,
    excluded: [
      { reason: 'title', rows: 2 },
      { reason: 'header', rows: 1 },
    ],
    correction: { header_row: 3 },
  })
  expect(table.warnings[0]).toMatchObject({ code: 'corrected' })
  expect(await coverageOf(migration)).toMatchObject([{ rows: 5, imported: 2 }])
  expect(await migration.csv('people')).toEqual(['id,name,city', '1,Cid Fox,Kiel', '2,Dan Orr,Ulm'])

  const region = { first_row: 3, last_row: 4, first_column: 1, last_column: 2 }
  expect((await correct(migration, id, 1, { region })).status).toBe(200)
  await migration.generate()
  expect((await fileOf(migration)).tables[0]).toMatchObject({ columns: ['id', 'name'], row_count: 1, region })

  const reset = await correct(migration, id, 1, { reset: true })
  expect(reset.body.file.tables[0].correction).toBeNull()
  await migration.generate()
  expect((await fileOf(migration)).tables).toEqual(tables)

  const audit = await api.get('/audit', { query: { limit: 50 } })
  expect(audit.body.audit.map(({ action }: { action: string }) => action)).toContain('file.correct')
})

test('a delimiter and an encoding that a person sets are used for the whole text', async () => {
  const migration = await startMigration(api, {
    name: 'Text',
    templates: ['people'],
    files: { 'people.txt': 'id|name|city\n1|Lee, Ann|Köln, Mitte\n2|Ray, Bob|Bonn, Nord\n' },
  })
  await migration.generate()
  const { id } = await fileOf(migration)
  await correct(migration, id, 1, { delimiter: ',', encoding: 'Windows-1251' })
  await migration.generate()
  const wrong = (await fileOf(migration)).tables[0]
  expect(wrong).toMatchObject({
    dialect: { delimiter: ',' },
    encoding: 'windows-1251',
    correction: { delimiter: ',', encoding: 'windows-1251' },
  })
  await correct(migration, id, 1, { delimiter: '|', encoding: null })
  await migration.generate()
  expect((await fileOf(migration)).tables[0]).toMatchObject({
    dialect: { delimiter: '|' },
    encoding: 'utf-8',
    columns: ['id', 'name', 'city'],
    correction: { delimiter: '|' },
  })
})

test('of a sheet with two tables a person leaves one out; its rows are counted', async () => {
  const book = XLSX.utils.book_new()
  const rows = [
    ['People', null, null],
    ['id', 'name', 'city'],
    [1, 'Ann Lee', 'Köln'],
    [2, 'Bob Ray', 'Bonn'],
    [],
    ['Old people', null, null],
    ['no', 'called', 'since'],
    [8, 'Eve Old', '2020-01-01'],
    [9, 'Flo Old', '2020-01-02'],
    [10, 'Gus Old', '2020-01-03'],
  ]
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), 'List')
  const migration = await startMigration(api, { name: 'Book', templates: ['people'] })
  await api.upload(migration.id, 'list.xlsx', XLSX.write(book, { type: 'buffer', bookType: 'xlsx' }) as Buffer)
  await migration.generate()
  const { id, tables } = await fileOf(migration)
  expect(tables).toMatchObject([
    { n: 1, header_rows: [2], row_count: 2, region: { first_row: 1, last_row: 5 } },
    { n: 2, header_rows: [7], row_count: 3, region: { first_row: 6, last_row: 10 } },
  ])
  const overlapping = { first_row: 1, last_row: 7, first_column: 1, last_column: 3 }
  expect(await correct(migration, id, 1, { region: overlapping })).toMatchObject({
    status: 400,
    body: { code: 'invalid_request', details: [{ path: 'region' }] },
  })
  expect((await correct(migration, id, 2, { skip: true })).status).toBe(200)
  expect((await migration.generate()).status).toBe('awaiting_approval')
  const [, skipped] = (await fileOf(migration)).tables
  expect(skipped).toMatchObject({ skipped: true, row_count: 0, correction: { skip: true } })
  expect(skipped.excluded).toContainEqual({ reason: 'skipped', rows: 3 })
  const coverage = await coverageOf(migration)
  expect(coverage[0]).toMatchObject({ imported: 2 })
  expect(coverage[1].dropped).toContainEqual({ reason: 'table left out by a person', rows: 3 })
  expect(await migration.csv('people')).toEqual(['id,name,city', '1,Ann Lee,Köln', '2,Bob Ray,Bonn'])

  await correct(migration, id, 1, { skip: true })
  expect(await migration.generate()).toMatchObject({ status: 'failed', error_code: 'no_tables' })
})

test('what cannot be corrected is refused, each field by name', async () => {
  const migration = await startMigration(api, {
    name: 'Wrong',
    templates: ['people'],
    files: { 'people.csv': 'id,name,city\n1,Ann,Kiel\n2,Bob,Bonn\n' },
  })
  await migration.generate()
  const { id } = await fileOf(migration)
  const paths = async (body: object) => {
    const { status, body: answer } = await correct(migration, id, 1, body)
    expect(status).toBe(400)
    return (answer.details ?? []).map(({ path }: { path: string }) => path)
  }
  expect(await paths({ header_row: 4 })).toEqual(['header_row'])
  expect(await paths({ encoding: 'klingon', delimiter: '"' })).toEqual(['delimiter', 'encoding'])
  expect(await paths({ region: { first_row: 3, last_row: 2, first_column: 1, last_column: 1 } })).toEqual(['region'])
  expect(await paths({})).toEqual(['reset'])
  expect(await paths({ reset: true, skip: true })).toEqual(['reset'])
  expect(await paths({ header: 1 })).toEqual(['header'])
  for (const n of ['2', '0', 'x']) expect((await correct(migration, id, n, { skip: true })).status).toBe(404)
  expect((await correct(migration, migration.id, 1, { skip: true })).body.code).toBe('file_not_found')

  const records = await startMigration(api, {
    name: 'Records',
    templates: ['people'],
    files: { 'people.json': '[{"id":"1","name":"Ann","city":"Kiel"},{"id":"2","name":"Bob","city":"Bonn"}]' },
  })
  await records.generate()
  const json = await fileOf(records)
  expect(json.tables).toMatchObject([{ format: 'json', region: null, header_rows: [] }])
  expect(await correct(records, json.id, 1, { header_row: 1, delimiter: ',' })).toMatchObject({
    status: 400,
    body: { details: [{ path: 'delimiter' }, { path: 'header_row' }] },
  })

  await worker?.stop()
  worker = undefined
  await createRun(app, app.accountId, migration.id, { kind: 'generate' })
  expect(await correct(migration, id, 1, { skip: true })).toMatchObject({ status: 409, body: { code: 'file_in_use' } })
})
