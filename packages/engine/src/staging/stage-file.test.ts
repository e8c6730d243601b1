import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stagedTableSchema } from '@godwit/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { stageFile } from './index.ts'
import { countedRows, openTestStaging } from './test-staging.ts'

let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging.close())

const stageOne = async (content: string | Uint8Array, name = 'people.csv') => {
  const { tables } = await staging.stage(name, content)
  expect(tables).toHaveLength(1)
  return tables[0]!
}
const codes = (table: { warnings: { code: string }[] }) => table.warnings.map(({ code }) => code)
const excluded = (table: { excluded: { reason: string; ranges: unknown }[] }) =>
  Object.fromEntries(table.excluded.map(({ reason, ranges }) => [reason, ranges]))
const names = (table: { columns: { name: string }[] }) => table.columns.map(({ name }) => name)

describe('a clean file', () => {
  test('keeps every text untouched, and tells unquoted from quoted empty cells', async () => {
    const table = await stageOne('id,note\n007,NULL\n 8 ,""\n,00:00:00\n"a ""b""\nc",x\n')
    expect(await staging.rows(table)).toEqual([
      [2, '007', 'NULL'],
      [3, ' 8 ', ''],
      [4, null, '00:00:00'],
      [5, 'a "b"\nc', 'x'],
    ])
    expect(excluded(table)).toEqual({ header: [[1, 1]] })
    expect(table.warnings).toEqual([])
  })

  test('comes out in the contract’s form, named after its file', async () => {
    const { tables } = await staging.stage('a.csv', 'x,y\n1,2\n', { tableNames: new Set(['a.csv', 'a.csv (2)']) })
    const { path: _path, ...table } = tables[0]!
    expect(stagedTableSchema.parse({ ...table, storage_key: 'k' })).toMatchObject({
      name: 'a.csv (3)',
      part: null,
      format: 'csv',
      encoding: 'utf-8',
      dialect: { delimiter: ',', quote: '', escape: '' },
      row_count: 1,
    })
  })

  test.each([
    ['semicolons', 'a;b\n1,5;2\n3,5;4\n', ';'],
    ['tabs', 'a\tb\n1\t2\n', '\t'],
    ['pipes', 'a|b\r\n1|2\r\n', '|'],
  ])('may be cut by %s', async (_, content, delimiter) => {
    const table = await stageOne(content)
    expect(table.dialect?.delimiter).toBe(delimiter)
    expect(names(table)).toEqual(['a', 'b'])
  })

  test('gives the same content from the same bytes', async () => {
    const content = `id,name\n${Array.from({ length: 5000 }, (_, at) => `${at},"n ${at}"`).join('\n')}\n`
    const first = await staging.rows(await stageOne(content))
    expect(await staging.rows(await stageOne(content))).toEqual(first)
    expect(first.every((row, at) => row[0] === at + 2 && row[1] === String(at))).toBe(true)
  })

  test('without a header gets columns named by position', async () => {
    const table = await stageOne('1,Ann,2024-01-01\n2,Bo,2024-01-02\n3,Cy,2024-01-03\n')
    expect(names(table)).toEqual(['column_1', 'column_2', 'column_3'])
    expect(table.row_count).toBe(3)
    expect(codes(table)).toEqual(['no_header'])
  })
})

describe('a file with more than a table in it', () => {
  test('has its title, header, section, total, blank and note rows told apart', async () => {
    const table = await stageOne(
      [
        'Staff list,,,',
        'as of May,,,',
        ',,,',
        ',Person,,Pay',
        'No,Name,Start,Salary',
        'Department: Sales,,,',
        '1,Ann,2020-01-01,100',
        '2,Bo,2021-01-01,200',
        'Subtotal,,,300',
        ',,,',
        'Department: IT,,,',
        '3,Cy,2022-01-01,50',
        'Grand total,,,350',
        ',,,',
        '* without contractors,,,',
      ].join('\n'),
    )
    expect(names(table)).toEqual(['No', 'Name', 'Start', 'Salary'])
    expect(table.title).toEqual(['Staff list', 'as of May'])
    expect(excluded(table)).toEqual({
      title: [[1, 2]],
      blank: [
        [3, 3],
        [10, 10],
        [14, 14],
      ],
      header: [[4, 5]],
      total: [
        [9, 9],
        [13, 13],
      ],
      comment: [[15, 15]],
    })
    expect((await staging.rows(table)).map(([row]) => row)).toEqual([6, 7, 8, 11, 12])
    expect(countedRows(table)).toBe(15)
  })

  test('gives one table for each that stands below another', async () => {
    const { tables, warnings } = await staging.stage(
      'ledger.csv',
      'INVOICES,,\nNo,Date,Net\nI-1,2024-01-01,10\nI-2,2024-01-02,20\n,,\nPAYMENTS,,\nRef,Amount,\nB1,10.00,\nB2,20.00,\nB3,5.00,\n',
    )
    expect(tables.map(({ name, row_count }) => [name, row_count])).toEqual([
      ['ledger.csv#INVOICES', 2],
      ['ledger.csv#PAYMENTS', 3],
    ])
    expect(names(tables[1]!)).toEqual(['Ref', 'Amount'])
    expect(await staging.rows(tables[1]!)).toEqual([
      [8, 'B1', '10.00'],
      [9, 'B2', '20.00'],
      [10, 'B3', '5.00'],
    ])
    expect(tables.reduce((sum, table) => sum + countedRows(table), 0)).toBe(10)
    expect(codes({ warnings })).toEqual(['several_tables'])
  })

  test('joins the names of group columns where the header alone is ambiguous', async () => {
    const table = await stageOne(',Q1,,Q2,\nName,Plan,Actual,Plan,Actual\nAnn,1,2,3,4\nBo,5,6,7,8\n')
    expect(names(table)).toEqual(['Name', 'Q1 Plan', 'Q1 Actual', 'Q2 Plan', 'Q2 Actual'])
    expect(excluded(table)).toEqual({ header: [[1, 2]] })
  })

  test('knows the header again when it is repeated, and a line for a spreadsheet program', async () => {
    const table = await stageOne('sep=;\nid;name\n1;Ann\nid;name\n2;Bo\n')
    expect(await staging.rows(table)).toEqual([
      [3, '1', 'Ann'],
      [5, '2', 'Bo'],
    ])
    expect(excluded(table)).toEqual({
      comment: [[1, 1]],
      header: [
        [2, 2],
        [4, 4],
      ],
    })
  })

  test('does not take a name for a total', async () => {
    const table = await stageOne('company,city,staff\nTotal Wine,Perth,12\nSumme GmbH,Bonn,3\nAcme,Rome,7\n')
    expect(table.row_count).toBe(3)
  })
})

/** The beginning of a zip file whose first member is that of a Word document. */
const wordDocument = Buffer.concat([
  Buffer.from('PK\x03\x04', 'latin1'),
  Buffer.alloc(22),
  Buffer.from([17, 0, 0, 0]),
  Buffer.from('word/document.xml'),
])

describe('bad input', () => {
  test.each([
    ['nothing', '', 'file_empty'],
    ['only blanks', ' \n\n', 'file_empty'],
    ['a cut Word document', wordDocument, 'file_unreadable'],
    ['a cut PDF', '%PDF-1.7\n', 'file_unreadable'],
    ['an archive', 'BZh91AY\u0001\u0002', 'file_unsupported'],
    ['binary data', Buffer.from(Array.from({ length: 4096 }, (_, at) => (at * 7919) % 251)), 'file_unreadable'],
    ['a cut Parquet file', 'PAR1 and then nothing', 'file_unreadable'],
  ])('that is %s is refused with what was found', async (_, content, code) => {
    await expect(staging.stage('people.csv', content)).rejects.toMatchObject({
      name: 'EngineError',
      code,
      message: expect.stringContaining('people.csv'),
    })
  })

  test('of a header only is an empty table with a warning', async () => {
    const table = await stageOne('id,name\n')
    expect([table.row_count, names(table), codes(table)]).toEqual([0, ['id', 'name'], ['no_rows']])
    expect(await staging.rows(table)).toEqual([])
    expect(codes(await stageOne('List of people,\nid,name\n'))).toEqual(['no_rows'])
  })

  test('with broken UTF-8 keeps every byte and says where', async () => {
    const bytes = Buffer.concat([Buffer.from('id,name\n1,Jürgen\n2,Zo'), Buffer.from([0xeb]), Buffer.from('\n3,Ann\n')])
    const table = await stageOne(bytes)
    expect(await staging.rows(table)).toEqual([
      [2, '1', 'Jürgen'],
      [3, '2', 'Zoë'],
      [4, '3', 'Ann'],
    ])
    expect(table.warnings).toMatchObject([{ code: 'broken_encoding', rows: [3], count: 1 }])
  })

  test('in another encoding is decoded', async () => {
    expect((await staging.rows(await stageOne(Buffer.from('id,näme\n1,Zoë\n', 'latin1'))))[0]).toEqual([2, '1', 'Zoë'])
    const wide = await stageOne(Buffer.from('\ufeffid,name\n1,名\n', 'utf16le'))
    expect([wide.encoding, await staging.rows(wide)]).toEqual(['utf-16le', [[2, '1', '名']]])
    const marked = await stageOne('\ufeffid,name\n1,é\n')
    expect(names(marked)).toEqual(['id', 'name'])
  })

  test('of one column is a table of one column', async () => {
    const table = await stageOne('mail\na@x.example\nb@x.example\n')
    expect(await staging.rows(table)).toEqual([
      [2, 'a@x.example'],
      [3, 'b@x.example'],
    ])
  })

  test('of 5,000 columns is staged on both paths', async () => {
    const header = Array.from({ length: 5000 }, (_, at) => `c${at}`).join(',')
    const row = Array.from({ length: 5000 }, (_, at) => at).join(',')
    for (const content of [`${header}\n${row}\n${row}\n`, `${header}\n${row}\n\n${row}\n`]) {
      const table = await stageOne(content)
      expect([table.columns.length, table.row_count]).toEqual([5000, 2])
      expect((await staging.rows(table))[0]?.slice(-2)).toEqual(['4998', '4999'])
    }
  })

  test('of millions of columns is refused', async () => {
    await expect(staging.stage('wide.csv', 'x,'.repeat(2_000_000))).rejects.toMatchObject({ code: 'file_unreadable' })
  })

  test('of one line of 50 MB is staged whole', async () => {
    const table = await stageOne('x'.repeat(50_000_000))
    expect([table.row_count, codes(table)]).toEqual([1, ['no_header']])
    const [measured] = await staging.db.rows(
      `SELECT strlen("column_1") AS size FROM read_parquet('${table.path}')` as never,
    )
    expect(measured).toEqual({ size: 50_000_000 })
  })

  test('of one line past any record is refused with where it is', async () => {
    const content = Buffer.alloc(70 * 1024 * 1024, 'x')
    content.write('id,name\n1,')
    await expect(staging.stage('long.csv', content)).rejects.toMatchObject({
      code: 'file_unreadable',
      message: expect.stringContaining('Record 2'),
    })
  })

  test('with repeated, blank and reserved header names gets unique names', async () => {
    const table = await stageOne('Name,name,,_row,Name\na,b,c,d,e\nf,g,h,i,j\n')
    expect(names(table)).toEqual(['Name', 'name (2)', 'column_3', '_row (2)', 'Name (3)'])
    expect(table.columns[2]).toEqual({ name: 'column_3', header: '', nested: false })
    expect((await staging.rows(table))[0]).toEqual([2, 'a', 'b', 'c', 'd', 'e'])
  })

  test('with ragged rows keeps every cell and counts them', async () => {
    const table = await stageOne('a,b,c\n1,2,3\n4,5\n6,7,8,9,10\n1,2,3\n')
    expect(names(table)).toEqual(['a', 'b', 'c', '_extra_1', '_extra_2'])
    expect(await staging.rows(table)).toEqual([
      [2, '1', '2', '3', null, null],
      [3, '4', '5', null, null, null],
      [4, '6', '7', '8', '9', '10'],
      [5, '1', '2', '3', null, null],
    ])
    expect(table.warnings).toMatchObject([
      { code: 'short_rows', rows: [3], count: 1 },
      { code: 'long_rows', rows: [4], count: 1 },
    ])
  })

  test('with mixed line ends, NULs, or CR alone loses nothing', async () => {
    const mixed = await stageOne('a,b\n1,2\r\n3,4\r5,6')
    expect(await staging.rows(mixed)).toEqual([
      [2, '1', '2'],
      [3, '3', '4'],
      [4, '5', '6'],
    ])
    const nul = await stageOne('a,b\n1,x\u0000y\n2,z\n')
    expect((await staging.rows(nul))[0]).toEqual([2, '1', 'x\u0000y'])
    expect(nul.warnings).toMatchObject([{ code: 'nul_characters', rows: [2] }])
    expect(await staging.rows(await stageOne('a,b\r1,2\r3,4\r'))).toEqual([
      [2, '1', '2'],
      [3, '3', '4'],
    ])
  })

  test('with a quote that is never closed ends the row with its line', async () => {
    const table = await stageOne('a,b\n1,"x\n2,y\n3,z\n')
    expect(await staging.rows(table)).toEqual([
      [2, '1', '"x'],
      [3, '2', 'y'],
      [4, '3', 'z'],
    ])
    expect(table.warnings).toMatchObject([{ code: 'unclosed_quotes', rows: [2], count: 1 }])
  })
})

describe('trouble on the way', () => {
  const big = () => `id,name\n${'1,"some text that takes room"\n'.repeat(400_000)}`

  test('a disk that is full while a file is normalised ends with out_of_disk', async () => {
    const outDir = await staging.nextDir()
    const path = join(outDir, 'upload')
    await writeFile(path, `title\n${big()}`)
    await symlink('/dev/full', join(outDir, 'part-1.normalised'))
    const file = { id: '01890000-0000-7000-8000-000000000000', name: 'big.csv', content_type: 'text/csv' }
    await expect(stageFile({ db: staging.db, path, file, outDir, tableNames: new Set() })).rejects.toMatchObject({
      code: 'out_of_disk',
    })
  })

  test.each([
    // A clean file is converted while it is scanned.
    ['clean', 'scanning', big],
    ['dirty', 'converting', () => `title\n${big()}`],
    ['JSON', 'converting', () => `${'{"id":1,"name":"some text that takes room"}\n'.repeat(300_000)}`],
  ])('stopping ends a %s file at once, while %s', async (_, when, content) => {
    const controller = new AbortController()
    let stoppedAt = Number.NaN
    const work = staging.stage('big.csv', content(), {
      signal: controller.signal,
      onProgress: ({ phase }) => {
        if (phase !== when || controller.signal.aborted) return
        setTimeout(() => {
          stoppedAt = performance.now()
          controller.abort()
        }, 20)
      },
    })
    await expect(work).rejects.toMatchObject({ name: 'AbortError' })
    expect(performance.now() - stoppedAt).toBeLessThan(2000)
  })
})
