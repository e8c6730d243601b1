import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type { CellObject, WorkBook, WorkSheet } from '@e965/xlsx'
import type { Cell } from '../dialect.ts'
import { readHead } from '../read-chunks.ts'
import { type Reader, type ReaderInput, type ReaderOutput, UnreadableFile } from '../reader/reader.ts'
import { hiddenSheet, RowNotes } from './row-notes.ts'
import { formatNumber } from './xlsx/format-number.ts'
import { readNumberFormat } from './xlsx/number-format.ts'
import { openZip } from './zip/open-zip.ts'

/** The library holds a whole workbook; one that is larger does not fit into what a reader may use. */
const maxBytes = 48 * 1024 * 1024
const maxUnpackedBytes = 256 * 1024 * 1024

/** Older and binary Excel workbooks (.xls, .xlsb), through a spreadsheet library: each sheet is a grid. */
export const readSpreadsheet: Reader = (input, output) => readBook(input, output, (name) => name)

/** OpenDocument spreadsheets, whose sheet names the library gives as they stand in XML. */
export const readOds: Reader = (input, output) => readBook(input, output, unescapeXml)

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const unescapeXml = (text: string): string =>
  text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => entities[name]!)

async function readBook({ path }: ReaderInput, output: ReaderOutput, nameOf: (name: string) => string) {
  const { size } = await stat(path)
  if (size > maxBytes) throw new UnreadableFile('it is larger than 48 MiB; save it as .xlsx, which is read row by row')
  await checkUnpacked(path)
  const XLSX = createRequire(import.meta.url)('@e965/xlsx') as typeof import('@e965/xlsx')
  let book: WorkBook
  try {
    book = XLSX.read(await readFile(path), {
      dense: true,
      cellNF: true,
      cellText: false,
      cellFormula: true,
      cellStyles: true,
    })
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    throw new UnreadableFile(/password|encrypt/i.test(why) ? 'it is protected by a password' : `it is damaged (${why})`)
  }
  const date1904 = book.Workbook?.WBProps?.date1904 === true
  for (const [at, name] of book.SheetNames.entries()) {
    const sheet = book.Sheets[name]
    if (!sheet?.['!data']) continue
    const grid = output.grid(nameOf(name))
    const notes = new RowNotes()
    const rows = sheet['!data'] as (CellObject | undefined)[][]
    for (const [index, row] of rows.entries()) {
      if (!row) continue
      const cells = Array.from(row, (cell): Cell => (cell ? textOf(cell, index + 1, notes, date1904) : null))
      while (cells.length > 0 && (cells.at(-1) ?? '') === '') cells.pop()
      if (cells.length > 0) grid.add(index + 1, cells)
      output.progress(Math.round((size * index) / rows.length))
    }
    noteHidden(sheet, notes)
    for (const { s, e } of sheet['!merges'] ?? [])
      grid.merge({ firstRow: s.r + 1, lastRow: e.r + 1, firstColumn: s.c, lastColumn: e.c })
    const warnings = notes.warnings()
    if (book.Workbook?.Sheets?.[at]?.Hidden) warnings.unshift(hiddenSheet())
    grid.close({ warnings })
  }

  function textOf(cell: CellObject, row: number, notes: RowNotes, date1904: boolean): Cell {
    switch (cell.t) {
      case 's':
        return String(cell.v ?? '')
      case 'b':
        return cell.v === true ? 'TRUE' : 'FALSE'
      case 'e':
        notes.add('error_values', row)
        return XLSX.utils.format_cell(cell)
      case 'n': {
        const format = readNumberFormat(typeof cell.z === 'string' ? cell.z : 'General')
        const shown = formatNumber(cell.v as number, format, {
          date1904,
          mask: (code, value) => XLSX.SSF.format(code, value),
        })
        if (shown.hidesTime) notes.add('hidden_times', row)
        return shown.text
      }
      case 'd': {
        const [day, time] = new Date(cell.v as Date).toISOString().split('T') as [string, string]
        return time.startsWith('00:00:00') ? day : `${day} ${time.slice(0, 8)}`
      }
      default:
        if (cell.f !== undefined) notes.add('formula_without_value', row)
        return null
    }
  }
}

/** Of a workbook that is a zip file, what it unpacks to: the library would take all of it at once. */
async function checkUnpacked(path: string) {
  const head = await readHead(path, 4)
  if (head.toString('latin1') !== 'PK\x03\x04') return
  const zip = await openZip(path)
  zip.close()
  if (zip.members.reduce((sum, { size }) => sum + size, 0) > maxUnpackedBytes)
    throw new UnreadableFile('it unpacks to more than 256 MiB; save it as .xlsx, which is read row by row')
}

function noteHidden(sheet: WorkSheet, notes: RowNotes) {
  for (const [index, row] of (sheet['!rows'] ?? []).entries()) if (row?.hidden) notes.add('hidden_rows', index + 1)
  for (const column of sheet['!cols'] ?? []) if (column?.hidden) notes.add('hidden_columns', 0)
}
