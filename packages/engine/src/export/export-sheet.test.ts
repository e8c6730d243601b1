import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Cell, input, makeTemplate, openSheetBench, type SheetBench } from '../../test/support/sheet-bench.ts'
import { renderCsvLine } from './csv.ts'
import { type ExportRequest, exportSheet } from './index.ts'

let bench: SheetBench
beforeAll(async () => {
  bench = await openSheetBench()
})
afterAll(() => bench.close())

const columns = ['a', 'b "quoted", c', 'ä']
const template = makeTemplate('t', [{ name: 'a', required: true }, { name: 'b "quoted", c' }, { name: 'ä' }])

async function exported(rows: Cell[][], options: Partial<ExportRequest> = {}) {
  const table = await bench.stage('source', ['x', 'y', 'z'], rows)
  const filled = await bench.fill(
    {
      inputs: [input('source')],
      sheets: [
        {
          template: 't',
          from: 'source',
          columns: { a: { sql: 'x' }, 'b "quoted", c': { sql: 'y' }, ä: { sql: 'z' } },
        },
      ],
    },
    [template],
    [table],
  )
  const [sheet] = filled.sheets
  const workDir = join(bench.dir, 'exports')
  const { stream, totalRecords } = await exportSheet({
    db: bench.db,
    rowsPath: sheet!.rows_path,
    issuesPath: sheet!.issues_path,
    columns,
    filter: 'all',
    format: 'csv',
    escapeFormulas: false,
    workDir,
    ...options,
  })
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return {
    text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks)),
    totalRecords,
    workDir,
  }
}

/** RFC 4180 to the letter: CRLF ends each record, a quote only at the start of a field, nothing after the closing one. */
function parseStrictly(csv: string): string[][] {
  const records: string[][] = []
  let position = 0
  while (position < csv.length) {
    const record: string[] = []
    for (;;) {
      const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y
      field.lastIndex = position
      const match = field.exec(csv)
      if (!match) throw new Error(`not RFC 4180 at ${position}`)
      record.push(match[1] === undefined ? (match[2] as string) : match[1].replaceAll('""', '"'))
      position = field.lastIndex
      if (match[3] !== ',') break
    }
    records.push(record)
  }
  return records
}

// What PostgreSQL and DuckDB texts cannot hold, or files cannot: lone surrogates.
const cell = fc.oneof(
  fc.constant(null),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('"', ',', '\r', '\n', ' ', "'", '=', '\t', 'x', '\\', '\u0000', '\ufeff'),
    maxLength: 6,
  }),
)

describe('a CSV export', () => {
  test('quotes only where it must, ends lines with CRLF, and keeps spaces', async () => {
    const { text, totalRecords } = await exported([
      [' lead ', 'say "hi"', 'a,b'],
      ['two\nlines', 'cr\r', "it's"],
      [null, '', 'ü'],
    ])
    expect(text).toBe('a,"b ""quoted"", c",ä\r\n lead ,"say ""hi""","a,b"\r\n"two\nlines","cr\r",it\'s\r\n,,ü\r\n')
    expect(totalRecords).toBe(3)
  })

  test('comes back from a strict parser as it was, whatever the cells hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { maxLength: 8 }), async (rows) => {
        const { text } = await exported(rows)
        expect(parseStrictly(text)).toEqual([columns, ...rows.map((row) => row.map((each) => each ?? ''))])
        expect(text).toBe([columns, ...rows].map((row) => `${renderCsvLine(row, false)}\r\n`).join(''))
      }),
      { numRuns: 40 },
    )
  })

  test('leaves formulas alone unless asked to disarm them', async () => {
    const rows = [
      ['=1+1', '+a', '-1'],
      ['@x', '\tt', '\rr'],
      ['"=1"', 'a=b', '=a,"b"'],
    ]
    const plain = parseStrictly((await exported(rows)).text)
    expect(plain.slice(1)).toEqual(rows)
    const escaped = parseStrictly((await exported(rows, { escapeFormulas: true })).text)
    expect(escaped.slice(1)).toEqual([
      ["'=1+1", "'+a", "'-1"],
      ["'@x", "'\tt", "'\rr"],
      ['"=1"', 'a=b', `'=a,"b"`],
    ])
  })

  test('can be of the valid rows or of the invalid ones', async () => {
    const rows = [
      ['1', null, null],
      [null, 'x', null],
      ['3', null, null],
    ]
    const valid = await exported(rows, { filter: 'valid' })
    expect(
      parseStrictly(valid.text)
        .slice(1)
        .map(([first]) => first),
    ).toEqual(['1', '3'])
    expect(valid.totalRecords).toBe(2)
    const invalid = await exported(rows, { filter: 'invalid' })
    expect(parseStrictly(invalid.text).slice(1)).toEqual([['', 'x', '']])
    expect(invalid.totalRecords).toBe(1)
  })

  test('leaves no file behind', async () => {
    const { workDir } = await exported([['1', '2', '3']])
    await expect.poll(() => readdir(workDir)).toEqual([])
  })
})

test('JSON lines have null for an empty cell', async () => {
  const { text } = await exported([['1', null, 'x"\n']], { format: 'jsonl' })
  expect(
    text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([{ a: '1', 'b "quoted", c': null, ä: 'x"\n' }])
})
