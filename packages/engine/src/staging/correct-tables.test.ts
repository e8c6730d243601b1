import type { TableCorrection } from '@godwit/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countedRows, openTestStaging } from './test-staging.ts'

let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging.close())

const stage = (content: string | Uint8Array, corrections: Record<number, TableCorrection>, name = 'a.csv') =>
  staging.stage(name, content, {
    corrections: new Map(Object.entries(corrections).map(([n, one]) => [Number(n), one])),
  })

const people = 'id,name,city\nx1,Ann,Köln\n2,Bob,Bonn\n3,Cid,Kiel\n'
const twoTables = [
  'Customers,,',
  'id,name,since',
  '1,Ann,2020-01-01',
  '2,Bob,2021-01-01',
  '',
  'Orders,,',
  'no,total,paid on',
  '7,12.50,2022-03-04',
  '8,13.50,2022-03-05',
].join('\n')

describe('what a person says of a table', () => {
  test('places are told of clean and of dirty files', async () => {
    const clean = (await stage(people, {})).tables[0]!
    expect(clean).toMatchObject({
      region: { first_row: 1, last_row: 4, first_column: 1, last_column: 3 },
      header_rows: [1],
      group: 1,
    })
    const { tables } = await stage(twoTables, {})
    expect(tables.map(({ region, header_rows, group }) => [region, header_rows, group])).toEqual([
      [{ first_row: 1, last_row: 5, first_column: 1, last_column: 3 }, [2], 1],
      [{ first_row: 6, last_row: 9, first_column: 1, last_column: 3 }, [7], 1],
    ])
  })

  test('names the header row: what stands above is a title, and every row is counted', async () => {
    const { tables } = await stage(people, { 1: { header_row: 2 } })
    const [table] = tables
    expect(table!.columns.map(({ name }) => name)).toEqual(['x1', 'Ann', 'Köln'])
    expect(await staging.rows(table!)).toEqual([
      [3, '2', 'Bob', 'Bonn'],
      [4, '3', 'Cid', 'Kiel'],
    ])
    expect(table).toMatchObject({
      header_rows: [2],
      excluded: [
        { reason: 'title', rows: 1 },
        { reason: 'header', rows: 1 },
      ],
    })
    expect(table!.warnings[0]).toMatchObject({ code: 'corrected' })
    expect(countedRows(table!)).toBe(4)
  })

  test('can name a header row far down a long file', async () => {
    const lines = Array.from({ length: 3000 }, (_, at) => `${at},x${at},${at * 2}`)
    lines[2500] = 'id,code,double'
    const [table] = (await stage(`${lines.join('\n')}\n`, { 1: { header_row: 2501 } })).tables
    expect(table!.columns.map(({ name }) => name)).toEqual(['id', 'code', 'double'])
    expect(table!.row_count).toBe(499)
    expect(countedRows(table!)).toBe(3000)
  })

  test('says that no row names the columns', async () => {
    const [table] = (await stage(people, { 1: { header_row: 0 } })).tables
    expect(table!.row_count).toBe(4)
    expect(table!.header_rows).toEqual([])
    expect(table!.warnings.map(({ code }) => code)).toContain('no_header')
  })

  test('cuts a region out: other rows are counted as outside, other columns are gone', async () => {
    const region = { first_row: 1, last_row: 3, first_column: 2, last_column: 3 }
    const [table] = (await stage(people, { 1: { region } })).tables
    expect(table!.columns.map(({ name }) => name)).toEqual(['name', 'city'])
    expect(await staging.rows(table!)).toEqual([
      [2, 'Ann', 'Köln'],
      [3, 'Bob', 'Bonn'],
    ])
    expect(table!.region).toEqual(region)
    expect(table!.excluded).toContainEqual({ reason: 'outside', ranges: [[4, 4]], rows: 1 })
    expect(countedRows(table!)).toBe(4)
  })

  test('lets a table go on into one that is left out', async () => {
    const region = { first_row: 1, last_row: 9, first_column: 1, last_column: 3 }
    const { tables } = await stage(twoTables, { 1: { region, header_row: 2 }, 2: { skip: true } })
    expect((await staging.rows(tables[0]!)).map(([row]) => row)).toEqual([3, 4, 6, 7, 8, 9])
    expect(tables[1]).toMatchObject({ skipped: true, row_count: 0 })
    expect(tables[1]!.excluded).toContainEqual({ reason: 'skipped', ranges: [[8, 9]], rows: 2 })
    expect(await staging.rows(tables[1]!)).toEqual([])
    // A region may begin before that of a table further up.
    const moved = await stage(twoTables, { 1: { skip: true }, 2: { region: { ...region, first_row: 2 } } })
    expect(moved.tables[1]!.columns.map(({ name }) => name)).toEqual(['id', 'name', 'since'])
    expect((await staging.rows(moved.tables[1]!)).map(([row]) => row)).toEqual([3, 4, 6, 7, 8, 9])
  })

  test('sets the delimiter, even one that no row holds', async () => {
    const text = 'a;b|c\n1;2|3\n4;5|6\n'
    const byBar = (await stage(text, { 1: { delimiter: '|' } })).tables[0]!
    expect(byBar.columns.map(({ name }) => name)).toEqual(['a;b', 'c'])
    expect(byBar.dialect).toMatchObject({ delimiter: '|' })
    const none = (await stage(text, { 1: { delimiter: '#' } })).tables[0]!
    expect(none.columns.map(({ name }) => name)).toEqual(['a;b|c'])
  })

  test('sets the encoding, and is told of bytes that do not exist in it', async () => {
    const bytes = Buffer.concat([Buffer.from('id,name\n1,M'), Buffer.from([0xfc]), Buffer.from('ller\n2,Bob\n')])
    const read = async (encoding: string) => (await stage(bytes, { 1: { encoding } })).tables[0]!
    const western = await read('windows-1252')
    expect(await staging.rows(western)).toContainEqual([2, '1', 'Müller'])
    expect(western.encoding).toBe('windows-1252')
    expect(await staging.rows(await read('windows-1251'))).toContainEqual([2, '1', 'Mьller'])
    const unicode = await read('utf-8')
    expect(await staging.rows(unicode)).toContainEqual([2, '1', 'Müller'])
    expect(unicode.warnings.map(({ code }) => code)).toContain('broken_encoding')
    const holes = (
      await stage(Buffer.from([0x61, 0x2c, 0x62, 10, 0x31, 0x2c, 0xff, 10]), { 1: { encoding: 'windows-874' } })
    ).tables[0]!
    expect(holes.warnings.map(({ code }) => code)).toContain('encoding_unfitting')
  })

  test('stands aside, and is told, where it does not fit what is in the file', async () => {
    const file = await stage('id,name\n1,Ann\n\n', { 1: { header_row: 3 }, 4: { skip: true } })
    expect(file.tables[0]!.warnings.map(({ code }) => code)).toContain('correction_unfitting')
    expect(file.tables[0]!.row_count).toBe(1)
    expect(file.warnings).toMatchObject([{ code: 'correction_unfitting' }])
  })
})
