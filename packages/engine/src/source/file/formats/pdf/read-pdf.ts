import { readFile, stat } from 'node:fs/promises'
import type { SourceWarning } from '@godwit/contract'
import { getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import { type GridWriter, type Reader, UnreadableFile } from '../../reader/reader.ts'
import type { Column } from './find-columns.ts'
import { findTables, type PageTable } from './find-tables.ts'
import type { PageContent } from './page-content.ts'
import { readPage } from './read-page.ts'

/** A document is held whole. */
const maxBytes = 128 * 1024 * 1024
const maxPages = 5000
const maxDamagedPages = 100

/** A table that may go on on the next page. */
type Open = { grid: GridWriter; row: number; columns: Column[]; mayGoOn: boolean }

/**
 * The tables of a PDF that holds text. One that goes on at the top of the next page, in the same columns, is one table; rows are
 * counted within it. Pages that are pictures are told: nothing in them is read.
 */
export const readPdf: Reader = async ({ path }, output) => {
  if ((await stat(path)).size > maxBytes) throw new UnreadableFile('it is larger than 128 MiB')
  const document = await open(path)
  if (document.numPages > maxPages) throw new UnreadableFile(`it has more than ${maxPages} pages`)
  const { OPS } = await getResolvedPDFJS()
  const pictures: number[] = []
  const damaged: number[] = []
  let outside = 0
  let tables = 0
  let last: Open | undefined
  for (let number = 1; number <= document.numPages; number++) {
    const content = await readOrNull(document, number, OPS)
    output.progress(number)
    if (!content) {
      damaged.push(number)
      if (damaged.length > maxDamagedPages)
        throw new UnreadableFile(`more than ${maxDamagedPages} of its pages are damaged`)
      continue
    }
    if (content.pieces.length === 0) {
      if (content.hasPicture) pictures.push(number)
      continue
    }
    const found = findTables(content)
    outside += found.outside
    for (const [at, table] of found.tables.entries()) {
      if (at === 0 && last?.mayGoOn && table.atTop && sameColumns(last.columns, table.columns)) {
        for (const cells of table.rows) last.grid.add(++last.row, cells)
        last.mayGoOn = table.atBottom && found.tables.length === 1
        continue
      }
      last?.grid.close()
      last = openTable(table, ++tables)
      last.mayGoOn = table.atBottom && at === found.tables.length - 1
    }
  }
  last?.grid.close()
  if (tables === 0) {
    if (damaged.length > 0) throw new UnreadableFile('its pages are damaged')
    throw new UnreadableFile(
      pictures.length > 0
        ? 'its pages are pictures of text, which are not read; ask for the document as text, or for the data itself'
        : 'there is no table in its text',
    )
  }
  for (const warning of warningsOf(pictures, damaged, outside)) output.warn(warning)

  function openTable(table: PageTable, number: number): Open {
    const grid = output.grid(table.title?.slice(0, 100) ?? `table ${number}`)
    let row = 0
    for (const cells of table.rows) grid.add(++row, cells)
    return { grid, row, columns: table.columns, mayGoOn: false }
  }
}

async function open(path: string) {
  try {
    return await getDocumentProxy(new Uint8Array(await readFile(path)), {
      useSystemFonts: false,
      disableFontFace: true,
      stopAtErrors: false,
      verbosity: 0,
    })
  } catch (error) {
    const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    throw new UnreadableFile(
      /password/i.test(why) ? 'it is protected by a password' : `it is damaged (${why.slice(0, 200)})`,
    )
  }
}

/** What is on a page; null where it is damaged. */
async function readOrNull(
  document: Awaited<ReturnType<typeof open>>,
  number: number,
  ops: Parameters<typeof readPage>[1],
): Promise<PageContent | null> {
  try {
    const page = await document.getPage(number)
    const content = await readPage(page, ops)
    page.cleanup()
    return content
  } catch {
    return null
  }
}

const sameColumns = (a: readonly Column[], b: readonly Column[]): boolean =>
  a.length === b.length && a.every((column, at) => Math.min(column.x1, b[at]!.x1) > Math.max(column.x0, b[at]!.x0))

function warningsOf(pictures: readonly number[], damaged: readonly number[], outside: number): SourceWarning[] {
  return [
    ...(damaged.length > 0
      ? [
          {
            code: 'pages_unreadable',
            message: 'Pages that are damaged were not read; their numbers are given as rows.',
            rows: damaged.slice(0, 20),
            count: damaged.length,
          },
        ]
      : []),
    ...(pictures.length > 0
      ? [
          {
            code: 'pages_without_text',
            message: 'Pages that are pictures of text were not read; their numbers are given as rows.',
            rows: pictures.slice(0, 20),
            count: pictures.length,
          },
        ]
      : []),
    ...(outside > 0
      ? [
          {
            code: 'text_outside_tables',
            message: 'Lines of text outside tables were not read.',
            rows: [],
            count: outside,
          },
        ]
      : []),
  ]
}
