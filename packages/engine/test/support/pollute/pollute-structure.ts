import { type BaseTable, makeTable, pick, type Random } from './base-table.ts'
import { insertSome } from './pollute-rows.ts'
import { expectTable, type PollutedFile, type Pollution, polluteLines, polluteText } from './pollution.ts'
import { joinLines, plainStyle, writeLines } from './write-delimited.ts'

const titles = ['Sales of all branches', 'Export of open orders', 'Customer list, as of Monday', 'Stock report']
const notes = ['Source: own figures', 'All prices without tax.', '* estimated', 'End of the list']

const linesOf = (table: BaseTable): string[] => writeLines([table.names, ...table.rows], plainStyle)

/** Two tables one after another, with lines between. */
function twoTables(random: Random, second: (first: BaseTable) => BaseTable, between: string[]): PollutedFile {
  const first = makeTable(random, { blanks: false })
  const other = second(first)
  return {
    bytes: Buffer.from(joinLines([...linesOf(first), ...between, ...linesOf(other)])),
    tables: [expectTable(first), expectTable(other)],
  }
}

function sameWidth(random: Random, { names }: BaseTable): BaseTable {
  for (;;) {
    const table = makeTable(random, { minWidth: names.length, maxWidth: names.length, blanks: false })
    if (table.names.join() !== names.join()) return table
  }
}

/** A table with a column of numbers, sorted by a column of words, and lines that add up. */
function withTotals(random: Random, label: string): PollutedFile {
  const rows = Array.from({ length: 6 + random(20) }, (_, at) => [
    String(at + 1),
    pick(random, ['Ada', 'Max', 'Ida', 'Noor']),
    `${1 + random(500)}`,
    `${10 + random(9000)}.${10 + random(90)}`,
  ])
  const names = ['No', 'Name', 'Pieces', 'Amount']
  const sum = (column: number) => rows.reduce((all, row) => all + Math.round(Number(row[column]) * 100), 0) / 100
  const total = pick(random, [
    [label, '', String(sum(2)), sum(3).toFixed(2)],
    ['', label, String(sum(2)), sum(3).toFixed(2)],
  ])
  const lines = writeLines([names, ...rows, total], plainStyle)
  return { bytes: Buffer.from(joinLines(lines)), tables: [{ header: names, rows }], aside: { header: 1, total: 1 } }
}

export const structurePollutions: Record<string, Pollution> = {
  'no header': (random) => {
    const table = makeTable(random, { blanks: false })
    const lines = linesOf(table).slice(1)
    const header = table.names.map(() => '')
    return {
      bytes: Buffer.from(joinLines(lines)),
      tables: [{ header, rows: table.rows }],
      aside: {},
      warnings: ['no_header'],
    }
  },
  'a title': (random) =>
    polluteLines(random, (lines) => [pick(random, titles), ...lines], { aside: { title: 1, header: 1 } }),
  'titles and an empty row': (random) =>
    polluteLines(random, (lines) => [pick(random, titles), 'Printed on 2024-03-01', '', ...lines], {
      aside: { title: 2, header: 1, blank: 1 },
    }),
  'titles as wide as the table': (random) =>
    polluteLines(
      random,
      (lines, { names }) => {
        const rest = ','.repeat(names.length - 1)
        return [`"${pick(random, titles)}"${rest}`, `Printed on 2024-03-01${rest}`, rest, ...lines]
      },
      { aside: { title: 2, header: 1, blank: 1 } },
    ),
  'facts before the table': (random) =>
    polluteLines(random, (lines) => ['Company:,Example Ltd', 'Printed:,2024-03-01', 'By:,Ada Byron', '', ...lines], {
      aside: { title: 3, header: 1, blank: 1 },
    }),
  'comments at the beginning': (random) =>
    polluteLines(random, (lines) => ['# exported by example 1.2', '# do not edit', ...lines], {
      aside: { comment: 2, header: 1 },
    }),
  'comments between rows': (random) =>
    polluteLines(random, (lines) => insertSome(random, lines, '# checked', 2), { aside: { comment: 2, header: 1 } }),
  'a note at the end': (random) =>
    polluteLines(random, (lines) => [...lines, pick(random, notes)], { aside: { header: 1, comment: 1 } }),
  'notes after an empty row': (random) =>
    polluteLines(random, (lines) => [...lines, '', ...notes.slice(0, 2)], {
      aside: { header: 1, blank: 1, comment: 2 },
    }),
  'a count of rows at the end': (random) =>
    polluteLines(random, (lines) => [...lines, '', `(${lines.length - 1} rows affected)`], {
      aside: { header: 1, blank: 1, comment: 1 },
    }),
  'dashes under the header': (random) =>
    polluteLines(
      random,
      (lines, { names }) => [lines[0]!, names.map((name) => '-'.repeat(name.length)).join(','), ...lines.slice(1)],
      { aside: { header: 2 } },
    ),
  'a total at the end': (random) => withTotals(random, pick(random, ['Total', 'Grand total', 'Summe', 'Sum total'])),
  'sums of groups': (random) => {
    const groups = ['North', 'South', 'East'].map((region) =>
      Array.from({ length: 2 + random(5) }, () => [
        region,
        pick(random, ['lamp', 'desk', 'rug']),
        String(10 + random(900)),
      ]),
    )
    const lines = groups.flatMap((rows) => [
      ...rows.map((row) => row.join(',')),
      `Subtotal,,${rows.reduce((all, row) => all + Number(row[2]), 0)}`,
    ])
    return {
      bytes: Buffer.from(joinLines(['Region,Article,Pieces', ...lines])),
      tables: [{ header: ['Region', 'Article', 'Pieces'], rows: groups.flat() }],
      aside: { header: 1, total: 3 },
    }
  },
  'the header on every page': (random) =>
    polluteLines(
      random,
      (lines) => lines.flatMap((line, at) => (at > 1 && at % 5 === 0 ? [lines[0]!, line] : [line])),
      { aside: undefined },
    ),
  'pages with titles and the header': (random) => {
    const table = makeTable(random, { minRows: 12 })
    const [header, ...lines] = linesOf(table)
    const pages = Array.from({ length: Math.ceil(lines.length / 6) }, (_, at) => lines.slice(at * 6, at * 6 + 6))
    const text = pages.flatMap((page, at) => [
      ...(at > 0 ? [''] : []),
      `Customer list, page ${at + 1} of ${pages.length}`,
      '',
      header!,
      ...page,
    ])
    return polluteText(table, joinLines(text), { aside: undefined })
  },
  'the file twice': (random) => {
    const table = makeTable(random)
    const text = joinLines(linesOf(table))
    const rows = [...table.rows, ...table.rows]
    return polluteText({ ...table, rows }, text + text, { aside: { header: 2 } })
  },
  'a header of two rows': (random) => {
    const table = makeTable(random, { minWidth: 6, blanks: false })
    const groups = table.names.map((_, at) => (at === 1 ? 'Who and what' : at === 4 ? 'The rest' : ''))
    return polluteText(table, joinLines([groups.join(','), ...linesOf(table)]), { aside: { header: 2 } })
  },
  'a header of groups and parts': (random) => {
    const years = ['2021', '2022', '2023'].slice(0, 2 + random(2))
    const rows = Array.from({ length: 5 + random(20) }, () => [
      pick(random, ['Ulm', 'Kiel', 'Bonn', 'Oslo']),
      ...years.flatMap(() => [String(random(500)), String(random(9000))]),
    ])
    const lines = [
      `,${years.flatMap((year) => [year, '']).join(',')}`,
      `City,${years.flatMap(() => ['Pieces', 'Value']).join(',')}`,
      ...rows.map((row) => row.join(',')),
    ]
    return {
      bytes: Buffer.from(joinLines(lines)),
      tables: [{ header: ['City', ...years.flatMap((year) => [`${year} Pieces`, `${year} Value`])], rows }],
      aside: { header: 2 },
    }
  },
  'units under the header': (random) =>
    polluteLines(random, (lines, { names }) => [lines[0]!, names.map(() => '[unit]').join(','), ...lines.slice(1)], {
      aside: { header: 2 },
    }),
  'a name left out': (random) => {
    const table = makeTable(random, { blanks: false })
    const names = table.names.with(random(table.names.length), '')
    return polluteText({ ...table, names }, joinLines([names.join(','), ...linesOf(table).slice(1)]))
  },
  'names given twice': (random) => {
    const table = makeTable(random)
    const names = table.names.with(2, table.names[1]!)
    return polluteText({ ...table, names }, joinLines([names.join(','), ...linesOf(table).slice(1)]))
  },
  'an empty column in front': (random) =>
    moved(
      polluteLines(random, (lines) => lines.map((line) => `,${line}`)),
      0,
    ),
  'an empty column within': (random) => {
    const table = makeTable(random)
    const rows = [table.names, ...table.rows].map((row) => [...row.slice(0, 2), null, ...row.slice(2)])
    return moved(polluteText(table, joinLines(writeLines(rows, plainStyle))), 2)
  },
  'moved down and right': (random) =>
    moved(
      polluteLines(random, (lines) => ['', ',,', ...lines.map((line) => `,${line}`)], {
        aside: { header: 1, blank: 2 },
      }),
      0,
    ),
  'two tables of one width': (random) => twoTables(random, (first) => sameWidth(random, first), ['']),
  'a wider table below': (random) =>
    twoTables(
      random,
      ({ names }) => makeTable(random, { minWidth: names.length + 1, maxWidth: names.length + 2, blanks: false }),
      [''],
    ),
  'a narrower table below': (random) =>
    twoTables(random, () => makeTable(random, { minWidth: 3, maxWidth: 3, blanks: false }), ['', '']),
  'a table with a title below': (random) =>
    twoTables(random, (first) => sameWidth(random, first), ['', pick(random, titles)]),
  'a wider table right below': (random) =>
    twoTables(
      random,
      ({ names }) => makeTable(random, { minWidth: names.length + 1, maxWidth: names.length + 2, blanks: false }),
      [],
    ),
}

/** Expects an empty column with no name at `at`. */
function moved(file: PollutedFile, at: number): PollutedFile {
  return {
    ...file,
    tables: file.tables.map(({ header, rows }) => ({
      header: header.toSpliced(at, 0, ''),
      rows: rows.map((row) => row.toSpliced(at, 0, null)),
    })),
  }
}
