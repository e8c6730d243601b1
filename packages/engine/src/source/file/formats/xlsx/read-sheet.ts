import type { SourceWarning } from '@godwit/contract'
import { SaxesParser } from 'saxes'
import type { GridWriter } from '../../reader/reader.ts'
import { RowNotes } from '../row-notes.ts'
import { openXml, type XmlHandler } from '../xml/parse-xml.ts'
import { columnOf, rowOf } from './cell-place.ts'
import { CellReader, type SheetReading } from './read-cell.ts'
import { ElementSplitter } from './split-elements.ts'

/** A cell as programs write it, attributes in this order; anything else is read as any XML. */
const plainCell =
  /<c(?: r="([A-Z]{1,3})\d+")?(?: s="(\d+)")?(?: t="(\w+)")?(?:\/>|>(<f>[^<]*<\/f>|<f [^>]*>[^<]*<\/f>|<f[^>]*\/>)?(?:<v>([^<&\r]*)<\/v>)?<\/c>)/y
const plainRow = /^<row(?: r="(\d+)")?((?: [\w:]+="[^"]*")*)\/?>/

/** Reads a worksheet into a grid, row by row, and tells what in it a person should look at. */
export async function readSheet(
  bytes: AsyncIterable<Buffer>,
  grid: GridWriter,
  reading: SheetReading,
  onBytes: (bytes: number) => void,
): Promise<SourceWarning[]> {
  const notes = new RowNotes()
  const cells = new CellReader(grid, notes, reading)
  const handler = handleCells(cells, grid, notes)
  const around = openXml(handler)
  const splitter = new ElementSplitter(
    { list: 'sheetData', item: 'row' },
    (row) => {
      if (!readPlainRow(row, cells)) readAnyRow(row, handler)
    },
    (text) => around.write(text),
  )
  const decoder = new TextDecoder('utf-8')
  let read = 0
  for await (const chunk of bytes) {
    read += chunk.length
    splitter.add(decoder.decode(chunk, { stream: true }))
    onBytes(read)
  }
  splitter.add(decoder.decode())
  splitter.finish()
  around.close()
  return notes.warnings()
}

/** Reads a row whose cells are all plain; false, with nothing read, where one is not. */
function readPlainRow(row: string, cells: CellReader): boolean {
  const [tag, number, attributes = ''] = plainRow.exec(row) ?? []
  if (tag === undefined) return false
  const end = row.length - (tag.endsWith('/>') ? 0 : '</row>'.length)
  const found: RegExpExecArray[] = []
  plainCell.lastIndex = tag.length
  while (plainCell.lastIndex < end) {
    const cell = plainCell.exec(row)
    if (!cell) return false
    found.push(cell)
  }
  cells.openRow(number, / hidden="(?:1|true)"/.test(attributes))
  for (const [, column, style, type, formula, value] of found) {
    cells.cell({ column, style, type, hasFormula: formula !== undefined, value, inline: undefined })
  }
  cells.closeRow()
  return true
}

function readAnyRow(row: string, handler: XmlHandler) {
  const parser = openXml(handler, new SaxesParser({ position: false, fragment: true }))
  parser.write(row)
  parser.close()
}

/** What the elements of a worksheet mean. */
function handleCells(cells: CellReader, grid: GridWriter, notes: RowNotes): XmlHandler {
  let cell: Parameters<CellReader['cell']>[0] = {}
  let collecting: 'value' | 'inline' | null = null
  let phonetic = 0
  const isTrue = (value: string | undefined) => value === '1' || value === 'true'
  return {
    open(name, attributes) {
      switch (name) {
        case 'row':
          cells.openRow(attributes['r'], isTrue(attributes['hidden']))
          break
        case 'c':
          cell = { column: attributes['r'], style: attributes['s'], type: attributes['t'] }
          break
        case 'v':
          cell.value = ''
          collecting = 'value'
          break
        case 't':
          if (phonetic > 0) break
          cell.inline ??= ''
          collecting = 'inline'
          break
        case 'f':
          cell.hasFormula = true
          break
        case 'rPh':
          phonetic++
          break
        case 'col':
          if (isTrue(attributes['hidden'])) notes.add('hidden_columns', 0)
          break
        case 'mergeCell': {
          const [from = '', to = from] = (attributes['ref'] ?? '').split(':')
          grid.merge({
            firstRow: rowOf(from),
            lastRow: rowOf(to),
            firstColumn: columnOf(from),
            lastColumn: columnOf(to),
          })
          break
        }
      }
    },
    text(piece) {
      if (collecting === 'value') cell.value += piece
      else if (collecting === 'inline') cell.inline += piece
    },
    close(name) {
      if (name === 'v' || name === 't') collecting = null
      else if (name === 'rPh') phonetic--
      else if (name === 'c') cells.cell(cell)
      else if (name === 'row') cells.closeRow()
    },
  }
}
