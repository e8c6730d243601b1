import { makeTable, pick } from './base-table.ts'
import { type Pollution, polluteLines, polluteText } from './pollution.ts'
import { joinLines, plainStyle, type Style, writeCell, writeLines, writeRow } from './write-delimited.ts'

const styled =
  (style: Partial<Style>): Pollution =>
  (random) =>
    polluteLines(random, (lines) => lines, {}, style)

/** Puts a quote, the delimiter or a line end into some words of a table. */
const spiced =
  (style: Partial<Style>, spice: string): Pollution =>
  (random) => {
    const table = makeTable(random)
    const words = table.kinds.flatMap((kind, at) => (['name', 'city', 'goods', 'remark'].includes(kind) ? [at] : []))
    const rows = table.rows.map((row) =>
      row.map((cell, at) => {
        if (cell === null || !words.includes(at) || random(3) > 0) return cell
        const place = 1 + random(cell.length - 1)
        return `${cell.slice(0, place)}${spice}${cell.slice(place)}`
      }),
    )
    const full = { ...plainStyle, ...style }
    const text = joinLines(writeLines([table.names, ...rows], full), full.lineEnd)
    return polluteText({ ...table, rows }, text)
  }

export const dialectPollutions: Record<string, Pollution> = {
  'delimiter semicolon': styled({ delimiter: ';' }),
  'delimiter tab': styled({ delimiter: '\t' }),
  'delimiter bar': styled({ delimiter: '|' }),
  'delimiter colon': styled({ delimiter: ':' }),
  'delimiter caret': styled({ delimiter: '^' }),
  'delimiter tilde': styled({ delimiter: '~' }),
  'delimiter control character': styled({ delimiter: '\u0001' }),
  'delimiter of several characters': (random) =>
    styled({ delimiter: pick(random, ['||', '::', '|~|', ';;', '<>', '##']) })(random),
  'delimiter comma and blank': styled({ delimiter: ', ' }),
  'delimiter blank': styled({ delimiter: ' ' }),
  'lined up with blanks': (random) => {
    const table = makeTable(random, { blanks: false })
    return polluteText(table, lineUp(table.names, table.rows, '  '))
  },
  'fixed width': (random) => {
    // In a few lines words may line up by chance.
    const table = makeTable(random, { minRows: 20 })
    return polluteText(table, lineUp(table.names, table.rows, ' '))
  },
  'single quotes': spiced({ quote: "'", escape: "'" }, ','),
  'everything quoted': spiced({ quoting: 'all' }, ','),
  'everything in single quotes': styled({ quote: "'", escape: "'", quoting: 'all' }),
  'nothing quoted': spiced({ quoting: 'none' }, '"'),
  'quotes doubled': spiced({}, '"'),
  'quotes escaped with a backslash': spiced({ escape: '\\' }, '"'),
  'quotes not escaped': spiced({ escape: '', quoting: 'all' }, '"'),
  'line ends in cells': spiced({}, '\n'),
  'line ends and delimiters in cells': spiced({ delimiter: ';', lineEnd: '\r\n' }, ';\n'),
  'quotes mixed by column': (random) => {
    const table = makeTable(random)
    const rows = table.rows.map((row) => row.map((cell, at) => (at === 1 && random(2) ? `${cell}, ${cell}` : cell)))
    const styles = table.names.map((_, at): Style => {
      if (at === 0) return plainStyle
      return at === 1 || random(2) === 0
        ? { ...plainStyle, quote: "'", escape: "'", quoting: 'all' }
        : { ...plainStyle, quoting: 'all' }
    })
    // One of each at least.
    styles[2] = { ...plainStyle, quoting: 'all' }
    const lines = [
      table.names.join(','),
      ...rows.map((row) => row.map((cell, at) => writeCell(cell, styles[at]!)).join(',')),
    ]
    return polluteText({ ...table, rows }, joinLines(lines))
  },
  'whole lines quoted': (random) => {
    const table = makeTable(random)
    const rows = table.rows.map((row) => row.map((cell, at) => (at === 1 && random(2) ? `${cell}, ${cell}` : cell)))
    const whole = (line: string) => `"${line.replaceAll('"', '""')}"`
    const lines = writeLines([table.names, ...rows], plainStyle)
    return polluteText({ ...table, rows }, joinLines(lines.map(whole)))
  },
  'lines with quotes quoted whole': (random) => {
    const table = makeTable(random)
    const rows = table.rows.map((row) => row.map((cell, at) => (at === 1 && !random(4) ? `${cell}, ${cell}` : cell)))
    const whole = (line: string) => (line.includes('"') ? `"${line.replaceAll('"', '""')}"` : line)
    const lines = writeLines([table.names, ...rows], plainStyle)
    return polluteText({ ...table, rows }, joinLines(lines.map(whole)))
  },
  'line ends CRLF': styled({ lineEnd: '\r\n' }),
  'line ends CR': styled({ lineEnd: '\r' }),
  'line ends CR CR LF': (random) => {
    const file = styled({ lineEnd: '\r\r\n' })(random)
    return { ...file, aside: { header: 1, blank: file.tables[0]!.rows.length + 1 } }
  },
  'line ends mixed': (random) => {
    const table = makeTable(random)
    const lines = writeLines([table.names, ...table.rows], plainStyle)
    return polluteText(table, lines.map((line) => line + pick(random, ['\n', '\r\n', '\r'])).join(''))
  },
  'no line end at the end': (random) => {
    const file = styled({})(random)
    return { ...file, bytes: file.bytes.subarray(0, -1) }
  },
  'blanks around cells in quotes': (random) => {
    const table = makeTable(random)
    const lines = [table.names, ...table.rows].map((row) => writeRow(row, { ...plainStyle, quoting: 'all' }))
    return polluteText(table, joinLines(lines.map((line) => line.replaceAll('","', '" , "'))), {
      warnings: ['blanks_outside_quotes'],
    })
  },
  'a line for a spreadsheet program': (random) => {
    const delimiter = pick(random, [';', '|', '\t', ','])
    const lineEnd = pick(random, ['\n', '\r\n'])
    const file = polluteLines(
      random,
      (lines) => [pick(random, [`sep=${delimiter}`, `"sep=${delimiter}"`]), ...lines],
      { aside: { header: 1, comment: 1 } },
      { delimiter, lineEnd },
    )
    return file
  },
}

/** Cells in columns of one width, as a printer has them. */
function lineUp(names: string[], rows: (string | null)[][], gap: string): string {
  const all = [names, ...rows]
  const widths = names.map((_, at) => Math.max(...all.map((row) => (row[at] ?? '').length)))
  return joinLines(
    all.map((row) =>
      row
        .map((cell, at) => (cell ?? '').padEnd(widths[at]!))
        .join(gap)
        .trimEnd(),
    ),
  )
}
