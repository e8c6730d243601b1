import { type BaseTable, makeTable, type Random } from './base-table.ts'
import { joinLines, plainStyle, type Style, writeLines } from './write-delimited.ts'

/** A table that must be found in a file: `header` as in the contract, cells of the data rows. */
export type ExpectedTable = { header: string[]; rows: (string | null)[][] }

/** How many rows of a file must be set aside, by reason. */
export type ExpectedAside = Partial<Record<'title' | 'header' | 'blank' | 'total' | 'comment' | 'unreadable', number>>

/** A polluted file, and what a reader must make of it. */
export type PollutedFile = {
  bytes: Buffer
  tables: ExpectedTable[]
  /** Over all tables; left out where it is a matter of taste. */
  aside?: ExpectedAside
  /** Codes of the warnings that must be told; others may be, too. */
  warnings?: string[]
}

/** One way in which files are spoilt. Everything random comes from `random`. */
export type Pollution = (random: Random) => PollutedFile

export const expectTable = ({ names, rows }: BaseTable): ExpectedTable => ({ header: names, rows })

/** The most common form: a table, written in a style, with lines added or changed. */
export function polluteLines(
  random: Random,
  change: (lines: string[], table: BaseTable) => string[],
  more: Omit<Partial<PollutedFile>, 'bytes'> = {},
  style: Partial<Style> = {},
): PollutedFile {
  const table = makeTable(random)
  const full = { ...plainStyle, ...style }
  const lines = change(writeLines([table.names, ...table.rows], full), table)
  return {
    bytes: Buffer.from(joinLines(lines, full.lineEnd)),
    tables: [expectTable(table)],
    aside: { header: 1 },
    ...more,
  }
}

export function polluteText(
  table: BaseTable,
  text: string,
  more: Omit<Partial<PollutedFile>, 'bytes'> = {},
): PollutedFile {
  return { bytes: Buffer.from(text), tables: [expectTable(table)], aside: { header: 1 }, ...more }
}
