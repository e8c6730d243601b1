import type { TableCorrection } from '@godwit/contract'
import { type Cell, type LayoutCorrection, LayoutCorrector, type TableLayout } from '../source/file/index.ts'
import type { StageFileOptions } from './staged-file.ts'

type Corrections = Pick<StageFileOptions, 'corrections' | 'tablesBefore'>

/** What a person has said of the text that a part of a file is: it is kept with the first table of it. */
export const textCorrection = ({
  corrections,
  tablesBefore = 0,
}: Corrections): Pick<TableCorrection, 'delimiter' | 'encoding'> => corrections?.get(tablesBefore + 1) ?? {}

/** Whether a person has said where the first table of a part lies, or which row names its columns. */
export const movesFirstTable = ({ corrections, tablesBefore = 0 }: Corrections): boolean =>
  isLayout(corrections?.get(tablesBefore + 1))

/** The tables as a person has set them. `pass` hands over every record of the text or sheet, in order. */
export async function correctTables(
  { corrections, tablesBefore = 0 }: Corrections,
  found: TableLayout[],
  pass: (take: (row: number, cells: readonly Cell[]) => void) => Promise<void>,
): Promise<TableLayout[]> {
  const own = new Map<number, LayoutCorrection>()
  for (const at of found.keys()) {
    const correction = corrections?.get(tablesBefore + at + 1)
    if (correction && isLayout(correction)) own.set(at, toLayout(correction))
  }
  if (own.size === 0) return found
  const corrector = new LayoutCorrector(found, own)
  await pass((row, cells) => corrector.add(row, cells))
  return corrector.finish()
}

const isLayout = (correction: TableCorrection | undefined): boolean =>
  correction?.header_row !== undefined || correction?.region !== undefined

const toLayout = ({ header_row, region }: TableCorrection): LayoutCorrection => ({
  ...(header_row === undefined ? {} : { headerRow: header_row }),
  ...(region === undefined
    ? {}
    : {
        region: {
          firstRow: region.first_row,
          lastRow: region.last_row,
          firstColumn: region.first_column,
          lastColumn: region.last_column,
        },
      }),
})
