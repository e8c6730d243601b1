import type { Cell } from './dialect.ts'
import { LayoutSurvey } from './survey-layout.ts'
import { cellsOf, type TableLayout } from './table-layout.ts'

/** What a person says of a table. Rows and columns count from 1; `headerRow` is 0 when no row names the columns. */
export type LayoutCorrection = {
  headerRow?: number
  region?: { firstRow: number; lastRow: number; firstColumn: number; lastColumn: number }
}

type Correcting = {
  at: number
  first: number
  last: number
  side: TableLayout['side']
  headerRow: number | undefined
  survey: LayoutSurvey
  /** Whether the row that should be the header holds anything. */
  hasHeader: boolean
}

/** Lays out anew the tables of a file of which a person has said where they are. All records pass by once, in order. */
export class LayoutCorrector {
  readonly #layouts: readonly TableLayout[]
  readonly #correcting: Correcting[]

  /** `corrections` by index into `layouts`. */
  constructor(layouts: readonly TableLayout[], corrections: ReadonlyMap<number, LayoutCorrection>) {
    this.#layouts = layouts
    this.#correcting = [...corrections].flatMap(([at, { headerRow, region }]) => {
      const layout = layouts[at]
      if (!layout) return []
      const side = region ? sideOf(layout, region) : layout.side
      return {
        at,
        first: region?.firstRow ?? layout.firstRow,
        last: region?.lastRow ?? layout.lastRow,
        side,
        headerRow,
        survey: new LayoutSurvey(),
        hasHeader: false,
      }
    })
  }

  add(row: number, cells: readonly Cell[]) {
    for (const one of this.#correcting) {
      if (row < Math.max(one.first, one.headerRow ?? 0) || row > one.last) continue
      const own = cellsOf(cells, one)
      if (row === one.headerRow && own.some((cell) => cell !== null && cell.trim() !== '')) one.hasHeader = true
      one.survey.add(row, own)
    }
  }

  /** All tables; one whose correction does not fit what is in the file stands as it was found, with a note. */
  finish(): TableLayout[] {
    const tables = [...this.#layouts]
    for (const { at, first, last, side, headerRow, survey, hasHeader } of this.#correcting) {
      const found = tables[at]!
      const named = headerRow !== undefined && headerRow > 0
      const isThere = !named || (hasHeader && headerRow >= first && headerRow <= last)
      const table = isThere ? survey.finishAsOne(headerRow === undefined ? undefined : named) : null
      if (!table) {
        const message = named
          ? `Row ${headerRow} was set as the header, but the table has nothing there: it was read as it was found.`
          : 'The region that was set holds nothing: the table was read as it was found.'
        tables[at] = { ...found, note: { code: 'correction_unfitting', message } }
        continue
      }
      tables[at] = {
        ...table,
        part: found.part,
        // What was counted with the table stays counted with it.
        firstRow: Math.min(found.firstRow, first),
        lastRow: Math.max(found.lastRow, last),
        side,
        corrected: { firstRow: first, lastRow: last, headerRow: named ? headerRow : null },
        note: { code: 'corrected', message: describe(headerRow, { first, last, side, found }) },
      }
    }
    return tables
  }
}

/** The columns that count; all of them where the region cuts none off. */
function sideOf(layout: TableLayout, { firstColumn, lastColumn }: NonNullable<LayoutCorrection['region']>) {
  if (layout.side === null && firstColumn === 1 && lastColumn >= layout.width) return null
  return { from: firstColumn - 1, to: lastColumn - 1 }
}

function describe(
  headerRow: number | undefined,
  { first, last, side, found }: Pick<Correcting, 'first' | 'last' | 'side'> & { found: TableLayout },
): string {
  const said = [
    ...(headerRow === undefined ? [] : [headerRow === 0 ? 'no header row' : `row ${headerRow} is the header`]),
    ...(first === found.firstRow && last === found.lastRow ? [] : [`rows ${first} to ${last}`]),
    ...(side === null || (side.from === found.side?.from && side.to === found.side.to)
      ? []
      : [`columns ${side.from + 1} to ${side.to + 1} only`]),
  ]
  return `Read as a person has set it: ${said.join(', ') || 'the region as it was found'}.`
}
