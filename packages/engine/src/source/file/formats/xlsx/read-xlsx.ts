import { createRequire } from 'node:module'
import type { Reader } from '../../reader/reader.ts'
import { hiddenSheet } from '../row-notes.ts'
import { openZip } from '../zip/open-zip.ts'
import { readBook } from './read-book.ts'
import type { SheetReading } from './read-cell.ts'
import { readSheet } from './read-sheet.ts'
import { readStrings } from './read-strings.ts'
import { readStyles } from './read-styles.ts'

/** An Excel workbook (.xlsx, .xlsm): each worksheet is a grid, read row by row. */
export const readXlsx: Reader = async ({ path }, output) => {
  const zip = await openZip(path)
  try {
    const book = await readBook(zip)
    let before = 0
    const count = (bytes: number) => output.progress(before + bytes)
    const reading: SheetReading = {
      strings: book.strings ? await readStrings(zip.stream(book.strings), count) : [],
      styles: book.styles ? await readStyles(zip.stream(book.styles)) : [],
      date1904: book.date1904,
      mask: writeMask,
    }
    before += book.strings?.size ?? 0
    for (const { name, hidden, member } of book.sheets) {
      const grid = output.grid(name)
      const warnings = await readSheet(zip.stream(member), grid, reading, count)
      if (hidden) warnings.unshift(hiddenSheet())
      grid.close({ warnings })
      before += member.size
    }
  } finally {
    zip.close()
  }
}

/** The formatter of a spreadsheet library, loaded only where a workbook has such formats. */
function writeMask(code: string, value: number): string {
  formatter ??= (
    createRequire(import.meta.url)('@e965/xlsx') as { SSF: { format(code: string, value: number): string } }
  ).SSF
  return formatter.format(code, value)
}
let formatter: { format(code: string, value: number): string } | undefined
