import type { SourceWarning } from '@godwit/contract'
import type { Cell } from '../../dialect.ts'
import type { GridWriter } from '../../reader/reader.ts'
import { RowNotes } from '../row-notes.ts'
import { parseXml } from '../xml/parse-xml.ts'
import { columnOf, rowOf } from './cell-place.ts'
import { formatNumber } from './format-number.ts'
import type { NumberFormat } from './number-format.ts'
import { unescapeText } from './unescape-text.ts'

export type SheetReading = {
  strings: readonly string[]
  styles: readonly NumberFormat[]
  date1904: boolean
  /** Writes a number into the fixed places of a format. */
  mask: (code: string, value: number) => string
}

const isoDay = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d)(?:\.\d+)?Z?)?$/

/** Reads a worksheet into a grid, row by row, and tells what in it a person should look at. */
export async function readSheet(
  bytes: AsyncIterable<Buffer>,
  grid: GridWriter,
  reading: SheetReading,
  onBytes: (bytes: number) => void,
): Promise<SourceWarning[]> {
  const notes = new RowNotes()
  let row = 0
  let column = -1
  let cells: Cell[] = []
  let type = ''
  let style = 0
  let hasFormula = false
  let value: string | undefined
  let inline: string | undefined
  let collecting: 'value' | 'inline' | null = null
  let phonetic = 0

  const endCell = () => {
    const text = value === undefined && inline === undefined ? null : textOf()
    if (text === null && hasFormula) notes.add('formula_without_value', row)
    if (text === null || text === '') return
    while (cells.length < column) cells.push(null)
    cells[column] = text
  }
  const textOf = (): string | null => {
    if (type === 'inlineStr') return unescapeText(inline ?? value ?? '')
    const raw = value ?? ''
    switch (type) {
      case 's':
        return reading.strings[Number(raw)] ?? null
      case 'str':
        return unescapeText(raw)
      case 'b':
        return raw === '1' || raw === 'true' ? 'TRUE' : 'FALSE'
      case 'e':
        notes.add('error_values', row)
        return raw
      case 'd': {
        const [, day, time] = isoDay.exec(raw) ?? []
        return day === undefined ? raw : time === undefined || time === '00:00:00' ? day : `${day} ${time}`
      }
      default: {
        const number = Number(raw)
        if (raw === '' || !Number.isFinite(number)) return raw || null
        const shown = formatNumber(number, reading.styles[style] ?? { kind: 'general' }, reading)
        if (shown.hidesTime) notes.add('hidden_times', row)
        return shown.text
      }
    }
  }

  await parseXml(
    bytes,
    {
      open(name, attributes) {
        switch (name) {
          case 'row':
            row = attributes['r'] === undefined ? row + 1 : Number(attributes['r'])
            column = -1
            cells = []
            if (attributes['hidden'] === '1' || attributes['hidden'] === 'true') notes.add('hidden_rows', row)
            break
          case 'c': {
            const reference = attributes['r']
            column = reference === undefined ? column + 1 : columnOf(reference)
            type = attributes['t'] ?? 'n'
            style = attributes['s'] === undefined ? 0 : Number(attributes['s'])
            hasFormula = false
            value = undefined
            inline = undefined
            break
          }
          case 'v':
            value = ''
            collecting = 'value'
            break
          case 't':
            if (phonetic > 0) break
            inline ??= ''
            collecting = 'inline'
            break
          case 'f':
            hasFormula = true
            break
          case 'rPh':
            phonetic++
            break
          case 'col':
            if (attributes['hidden'] === '1' || attributes['hidden'] === 'true') notes.add('hidden_columns', 0)
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
        if (collecting === 'value') value += piece
        else if (collecting === 'inline') inline += piece
      },
      close(name) {
        if (name === 'v' || name === 't') collecting = null
        else if (name === 'rPh') phonetic--
        else if (name === 'c') endCell()
        else if (name === 'row' && cells.length > 0) grid.add(row, cells)
      },
    },
    onBytes,
  )
  return notes.warnings()
}
