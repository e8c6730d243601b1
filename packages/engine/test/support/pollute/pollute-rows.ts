import { type BaseTable, makeTable, pick, type Random } from './base-table.ts'
import { type Pollution, polluteLines, polluteText } from './pollution.ts'
import { joinLines, plainStyle, writeLines, writeRow } from './write-delimited.ts'

type Row = (string | null)[]

/** Writes a table with one row of it written otherwise, and expects `read` of that row. */
function spoilRow(
  random: Random,
  spoil: (row: Row, table: BaseTable) => { line: string; read: Row } | undefined,
  warnings: string[],
) {
  for (;;) {
    const table = makeTable(random)
    const at = random(table.rows.length)
    const spoilt = spoil(table.rows[at]!, table)
    if (!spoilt) continue
    const lines = writeLines([table.names, ...table.rows], plainStyle)
    lines[at + 1] = spoilt.line
    const rows = table.rows.with(at, spoilt.read)
    const width = Math.max(...rows.map((row) => row.length), table.names.length)
    const header = [...table.names, ...Array.from({ length: width - table.names.length }, () => '')]
    return {
      bytes: Buffer.from(joinLines(lines)),
      tables: [{ header, rows: rows.map((row) => [...row, ...Array(width - row.length).fill(null)]) }],
      aside: { header: 1 },
      warnings,
    }
  }
}

const typed = ['date', 'amount', 'count', 'email', 'code']
/** Whether the columns from `at` on are of kinds that tell a cell that has slid. */
const isTold = (table: BaseTable, at: number): boolean =>
  table.kinds.slice(at).some((kind, more) => typed.includes(kind) !== typed.includes(table.kinds[at + more + 1] ?? ''))

export const rowPollutions: Record<string, Pollution> = {
  'rows with fewer cells': (random) =>
    spoilRow(
      random,
      (row) => {
        const kept = 2 + random(row.length - 2)
        if (row.slice(kept - 1).every((cell) => cell === null) || row[kept - 1] === null) return undefined
        return {
          line: writeRow(row.slice(0, kept), plainStyle),
          read: row.with(0, row[0]!).map((cell, at) => (at < kept ? cell : null)),
        }
      },
      ['short_rows'],
    ),
  'rows with more cells': (random) =>
    spoilRow(
      random,
      (row) => {
        // Beside an empty cell, one too many may be a cell that has slid.
        if (row.includes(null)) return undefined
        const more = Array.from({ length: 1 + random(2) }, () => pick(random, ['more', 'and more', '17']))
        return { line: writeRow([...row, ...more], plainStyle), read: [...row, ...more] }
      },
      ['long_rows'],
    ),
  'rows with a delimiter too many': (random) =>
    spoilRow(
      random,
      (row, table) => {
        const at = 1 + random(row.length - 1)
        if (!isTold(table, at) || row.slice(at).every((cell) => cell === null)) return undefined
        if (row.includes(null) || table.rows.some((one) => one.includes(null))) return undefined
        return { line: writeRow([...row.slice(0, at), null, ...row.slice(at)], plainStyle), read: row }
      },
      ['realigned_rows'],
    ),
  'rows with a delimiter missing': (random) =>
    spoilRow(
      random,
      (row, table) => {
        if (table.rows.some((one) => one.includes(null))) return undefined
        // Words before, a number or a date after: what follows is known to have slid.
        const at = table.kinds.findIndex(
          (kind, column) =>
            column > 0 &&
            ['name', 'city', 'goods'].includes(kind) &&
            ['name', 'city', 'goods'].includes(table.kinds[column + 1] ?? '') &&
            typed.includes(table.kinds[column + 2] ?? ''),
        )
        if (at < 0) return undefined
        const merged = `${row[at]}${row[at + 1]}`
        const line = writeRow([...row.slice(0, at), merged, ...row.slice(at + 2)], plainStyle)
        return { line, read: [...row.slice(0, at), merged, null, ...row.slice(at + 2)] }
      },
      ['realigned_rows'],
    ),
  'a delimiter in a cell without quotes': (random) =>
    spoilRow(
      random,
      (row, table) => {
        const at = table.kinds.findIndex((kind) => ['name', 'goods', 'city'].includes(kind))
        // What comes after the words tells, or nothing does.
        if (at < 0 || !typed.includes(table.kinds[at + 1] ?? '') || table.rows.some((one) => one.includes(null)))
          return undefined
        if (!typed.includes(table.kinds[at - 1] ?? '')) return undefined
        const words = `${row[at]}, ${row[at]}`
        return { line: row.with(at, words).join(','), read: row.with(at, words) }
      },
      ['rejoined_rows'],
    ),
  'a row with another delimiter': (random) =>
    spoilRow(
      random,
      (row) => ({ line: writeRow(row, { ...plainStyle, delimiter: pick(random, [';', '\t', '|']) }), read: row }),
      ['other_delimiter'],
    ),
  'a header with another delimiter': (random) =>
    polluteLines(random, (lines, table) => [table.names.join(pick(random, [';', '\t', '|'])), ...lines.slice(1)], {
      warnings: ['other_delimiter'],
    }),
  'a header with a delimiter too many': (random) =>
    polluteLines(
      random,
      (lines, { names }) => [names.toSpliced(1 + random(names.length - 1), 0, '').join(','), ...lines.slice(1)],
      { warnings: ['realigned_rows'] },
    ),
  'a quote before a cell': (random) => spoilRow(random, (row) => quoteIn(random, row, 'before'), ['unclosed_quotes']),
  'a quote within a cell': (random) => spoilRow(random, (row) => quoteIn(random, row, 'within'), []),
  'a quote after a cell': (random) => spoilRow(random, (row) => quoteIn(random, row, 'after'), []),
  'a quote before a cell, others quoted': (random) => {
    const table = makeTable(random)
    const rows = table.rows.map((row) => row.map((cell, at) => (at === 1 && random(2) ? `${cell}, ${cell}` : cell)))
    const lines = writeLines([table.names, ...rows], plainStyle)
    const at = random(rows.length)
    const column = 2 + random(table.names.length - 2)
    if (rows[at]![column] === null) rows[at]![column] = 'x'
    const spoilt = rows[at]!.with(column, `"${rows[at]![column]}`)
    lines[at + 1] = rows[at]!.map((cell, place) => (place === column ? `"${cell}` : writeRow([cell], plainStyle))).join(
      ',',
    )
    return polluteText({ ...table, rows: rows.with(at, spoilt) }, joinLines(lines), { warnings: ['unclosed_quotes'] })
  },
  'a delimiter at the end of each row': (random) =>
    polluteLines(random, (lines) => lines.map((line, at) => (at === 0 ? line : `${line},`))),
  'a delimiter at the end of each line': (random) => polluteLines(random, (lines) => lines.map((line) => `${line},`)),
  'several delimiters at the end of each line': (random) =>
    polluteLines(random, (lines) => lines.map((line) => `${line},,,`)),
  'empty cells left out at the ends': (random) =>
    polluteLines(random, (lines) => lines.map((line, at) => (at === 0 ? line : line.replace(/,+$/, '')))),
  'rows of delimiters only': (random) =>
    polluteLines(random, (lines, { names }) => insertSome(random, lines, ','.repeat(names.length - 1), 3), {
      aside: { header: 1, blank: 3 },
    }),
  'empty rows': (random) =>
    polluteLines(random, (lines) => insertSome(random, lines, '', 3), { aside: { header: 1, blank: 3 } }),
  'an empty row after each': (random) => {
    const file = polluteLines(random, (lines) => lines.flatMap((line) => [line, '']))
    return { ...file, aside: { header: 1, blank: file.tables[0]!.rows.length + 1 } }
  },
  'empty rows at the end': (random) =>
    polluteLines(random, (lines) => [...lines, '', ''], { aside: { header: 1, blank: 2 } }),
  'empty rows at the beginning': (random) =>
    polluteLines(random, (lines) => ['', '', ...lines], { aside: { header: 1, blank: 2 } }),
  'one row': (random) => {
    const table = makeTable(random, { minRows: 1, maxRows: 1, blanks: false })
    return polluteText(table, joinLines(writeLines([table.names, ...table.rows], plainStyle)))
  },
  'no rows': (random) => {
    const table = { ...makeTable(random), rows: [] }
    return polluteText(table, joinLines([table.names.join(',')]), { warnings: ['no_rows'] })
  },
  'NUL characters': (random) => {
    const table = makeTable(random)
    const rows = table.rows.map((row) => row.map((cell, at) => (at === 1 && !random(3) ? `${cell}\u0000` : cell)))
    rows[0]![1] = 'a\u0000b'
    return polluteText({ ...table, rows }, joinLines(writeLines([table.names, ...rows], plainStyle)), {
      warnings: ['nul_characters'],
    })
  },
}

function quoteIn(random: Random, row: Row, where: 'before' | 'within' | 'after') {
  const at = 1 + random(row.length - 1)
  const cell = row[at]
  if (cell === null || cell === undefined || cell.length < 2) return undefined
  const place = where === 'before' ? 0 : where === 'after' ? cell.length : 1 + random(cell.length - 1)
  const read = row.with(at, `${cell.slice(0, place)}"${cell.slice(place)}`)
  return { line: read.map((one) => one ?? '').join(','), read }
}

/** Puts a line between others, after the first two, `count` times in different places. */
export function insertSome(random: Random, lines: readonly string[], line: string, count: number): string[] {
  const result = [...lines]
  for (let at = 0; at < count; at++) result.splice(2 + random(result.length - 2), 0, line)
  return result
}
