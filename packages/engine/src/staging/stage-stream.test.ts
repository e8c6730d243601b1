import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql, text } from '../sql/quote.ts'
import { type StageStreamOptions, stageStream } from './stage-stream.ts'
import { openTestStaging } from './test-staging.ts'

let staging: Awaited<ReturnType<typeof openTestStaging>>

beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging?.close())

async function stage(
  records: (object | string)[],
  options: Partial<StageStreamOptions['stream']> & Pick<Partial<StageStreamOptions>, 'previous' | 'tableNames'> = {},
) {
  const { previous = null, tableNames = new Set<string>(), ...stream } = options
  const outDir = await staging.nextDir()
  const path = join(outDir, 'records.ndjson')
  await writeFile(
    path,
    records.map((record) => `${typeof record === 'string' ? record : JSON.stringify(record)}\n`).join(''),
  )
  const staged = await stageStream({
    db: staging.db,
    path,
    stream: {
      connectionId: '00000000-0000-7000-8000-000000000001',
      name: 'contacts',
      sourceName: 'Harbour CRM',
      primaryKey: [['id']],
      deletedField: null,
      ...stream,
    },
    previous,
    outDir,
    tableNames,
  })
  const rows = staged
    ? await staging.db.rows(sql(`SELECT * FROM read_parquet(${text(staged.table.path)}) ORDER BY _row`))
    : []
  return { staged, rows, table: staged?.table }
}

test('records become rows in the order they came, with the columns of all pages and every digit', async () => {
  const { table, rows } = await stage([
    { id: 1, name: ' Ada ', at: { city: 'Riga' } },
    '{"id":2,"name":null,"big":9007199254740993,"tags":["a"]}',
    { id: 3, extra: '007' },
  ])
  expect(table).toMatchObject({
    name: 'contacts',
    source: { kind: 'stream', stream: 'contacts' },
    format: 'stream',
    row_count: 3,
    excluded: [],
    warnings: [],
  })
  expect(rows).toMatchObject([
    { _row: 1, id: '1', name: ' Ada ', 'at.city': 'Riga' },
    { _row: 2, name: null, big: '9007199254740993', tags: '["a"]' },
    { _row: 3, extra: '007' },
  ])
})

test('one record that holds a list stays one record', async () => {
  const { rows } = await stage([{ id: 1, items: [{ sku: 'a' }, { sku: 'b' }] }])
  expect(rows).toMatchObject([{ id: '1', items: '[{"sku":"a"},{"sku":"b"}]' }])
})

test('of the versions of a record the last one counts, and the others are accounted for', async () => {
  const { table, rows } = await stage([
    { id: 1, name: 'old' },
    { id: 2 },
    { id: 1, name: 'new' },
    { id: 1, name: 'newest' },
  ])
  expect(rows).toMatchObject([
    { _row: 2, id: '2' },
    { _row: 4, id: '1', name: 'newest' },
  ])
  expect(table).toMatchObject({
    row_count: 2,
    excluded: [
      {
        reason: 'superseded',
        rows: 2,
        ranges: [
          [1, 1],
          [3, 3],
        ],
      },
    ],
  })
})

test('records without their key are all kept, and told of', async () => {
  const { table, rows } = await stage([{ id: 1 }, { name: 'a' }, { name: 'b' }, { id: 1 }])
  expect(rows.map(({ _row }) => _row)).toEqual([2, 3, 4])
  expect(table!.warnings).toMatchObject([{ code: 'records_without_key', rows: [2, 3], count: 2 }])
  const none = await stage([{ name: 'a' }, { name: 'a' }])
  expect(none.table).toMatchObject({ row_count: 2, warnings: [{ code: 'key_missing' }] })
})

test('a record whose last version says that it is gone is left out', async () => {
  const { table, rows } = await stage(
    [{ id: 1, gone: false }, { id: 2, gone: true }, { id: 1, gone: true }, { id: 3 }, { id: 2, gone: false }],
    { deletedField: ['gone'] },
  )
  expect(rows.map(({ id }) => id)).toEqual(['3', '2'])
  expect(table!.excluded).toMatchObject([
    { reason: 'superseded', ranges: [[1, 2]] },
    { reason: 'deleted', ranges: [[3, 3]] },
  ])
})

test('merged into an earlier reading, records replace theirs, add themselves, or take it away', async () => {
  const first = await stage([{ id: 1, name: 'a' }, { id: 2, name: 'b' }, { id: 3, name: 'c' }, { name: 'no key' }])
  const previous = { path: first.table!.path, columns: first.table!.columns }
  const { staged, rows } = await stage(
    [
      { id: 2, name: 'B', Fax: '1' },
      { id: 9, name: 'new' },
      { id: 3, gone: true },
      { id: 2, name: 'BB', fax: '2', nested: { x: 1 } },
      { id: 77, gone: true },
    ],
    { previous, deletedField: ['gone'] },
  )
  expect(rows.map(({ _row, id, name }) => [_row, id, name])).toEqual([
    [1, '1', 'a'],
    [2, null, 'no key'],
    [3, '9', 'new'],
    [4, '2', 'BB'],
  ])
  expect(staged).toMatchObject({ replaced: 1, removed: 1, added: 1, table: { row_count: 4, excluded: [] } })
  expect(staged!.table.columns.map(({ name }) => name)).toEqual([
    'id',
    'name',
    'Fax',
    'gone',
    'fax (2)',
    'nested',
    'nested.x',
  ])
})

test('without records there is no table; a name that is taken gets the name of the source', async () => {
  expect((await stage([])).staged).toBeNull()
  const { table } = await stage([{ id: 1 }], { tableNames: new Set(['contacts']) })
  expect(table!.name).toBe('contacts (Harbour CRM)')
})
