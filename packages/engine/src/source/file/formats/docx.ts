import type { Cell } from '../dialect.ts'
import { type Reader, type ReaderOutput, UnreadableFile } from '../reader/reader.ts'
import { parseXml } from './xml/parse-xml.ts'
import { openZip } from './zip/open-zip.ts'

/** A table of a document while it is read; `paragraph` is what stood above it. */
type Table = {
  name: string
  rows: Cell[][]
  cells: Cell[]
  text: string[]
  span: number
  merge: 'start' | 'goes on' | null
  merged: { column: number; columns: number; first: number; last: number }[]
}

/** The tables of a Word document, each named by the heading above it; text outside tables is not read. */
export const readDocx: Reader = async ({ path }, output) => {
  const zip = await openZip(path)
  try {
    const document = zip.members.find(({ name }) => name === 'word/document.xml')
    if (!document) throw new UnreadableFile('there is no text in it')
    const tables: Table[] = []
    const count = { tables: 0 }
    let heading = ''
    let paragraph = ''
    let isHeading = false
    let inText = false
    await parseXml(
      zip.stream(document),
      {
        open(name, attributes) {
          const table = tables.at(-1)
          const value = attributes['w:val'] ?? attributes['val']
          if (name === 'tbl')
            tables.push({ name: heading, rows: [], cells: [], text: [], span: 1, merge: null, merged: [] })
          else if (name === 'p') {
            paragraph = ''
            isHeading = false
          } else if (name === 'pStyle') isHeading = /^(?:heading|berschrift|titre|titel|title)/i.test(value ?? '')
          else if (name === 't') inText = true
          else if (name === 'tab') paragraph += '\t'
          else if (name === 'br' || name === 'cr') paragraph += '\n'
          else if (!table) return
          else if (name === 'tr') table.cells = []
          else if (name === 'tc') Object.assign(table, { text: [], span: 1, merge: null })
          else if (name === 'gridSpan') table.span = Math.min(Math.max(1, Number(value) || 1), 1000)
          else if (name === 'vMerge') table.merge = value === 'restart' ? 'start' : 'goes on'
        },
        text(text) {
          if (inText) paragraph += text
        },
        close(name) {
          const table = tables.at(-1)
          if (name === 't') inText = false
          else if (name === 'p') {
            if (table) table.text.push(paragraph)
            else if (isHeading && paragraph.trim() !== '') heading = paragraph.trim()
          } else if (!table) return
          else if (name === 'tc') endCell(table)
          else if (name === 'tr') table.rows.push(table.cells)
          else if (name === 'tbl') {
            tables.pop()
            write(table, output, count)
          }
        },
      },
      (bytes) => output.progress(bytes),
    )
  } finally {
    zip.close()
  }
}

function endCell(table: Table) {
  const text = table.text.join('\n').trim()
  const column = table.cells.length
  const row = table.rows.length + 1
  if (table.merge === 'start') table.merged.push({ column, columns: table.span, first: row, last: row })
  if (table.merge === 'goes on') {
    const above = table.merged.findLast((area) => area.column === column && area.last === row - 1)
    if (above) above.last = row
  }
  table.cells.push(text === '' || table.merge === 'goes on' ? null : text, ...Array<null>(table.span - 1).fill(null))
}

function write({ name, rows, merged }: Table, output: ReaderOutput, count: { tables: number }) {
  if (!rows.some((cells) => cells.some((cell) => cell !== null))) return
  count.tables++
  const grid = output.grid(name || String(count.tables))
  for (const { column, columns, first, last } of merged) {
    if (last > first)
      grid.merge({ firstRow: first, lastRow: last, firstColumn: column, lastColumn: column + columns - 1 })
  }
  for (const [at, cells] of rows.entries()) grid.add(at + 1, cells)
  grid.close()
}
