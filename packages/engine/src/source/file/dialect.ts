/**
 * How a delimited file separates and protects its cells.
 *
 * - `quote` is '' where no character quotes.
 * - `runs`: any number of delimiters in a row is one, and those at the ends of a line are none: columns lined up with blanks.
 * - `starts`: the file is not delimited at all; cells begin at these offsets of each line (the first is 0), blanks around
 *   them not counted. `delimiter` is then a blank.
 * - `alsoQuote`: a second character that quotes cells, as where columns come from different programs.
 * - `padded`: a blank after each delimiter is part of it.
 * - `wrapped`: every line stands in quotes as a whole, those within it doubled.
 */
export type Dialect = {
  delimiter: string
  quote: string
  escape: string
  runs?: boolean
  starts?: readonly number[]
  alsoQuote?: string
  padded?: boolean
  wrapped?: boolean
}

/** Whether anything but one character separates cells, which only the forgiving reader takes. */
export const isPlainDialect = ({ delimiter, runs, starts, alsoQuote, padded, wrapped }: Dialect): boolean =>
  delimiter.length === 1 && !runs && !starts && alsoQuote === undefined && !padded && !wrapped

/** A cell as read: null when it is empty and unquoted, '' when it is empty and quoted, else its text. */
export type Cell = string | null

/** Wider than this is not a table that anyone made on purpose (a worksheet ends at 16,384). */
export const maxColumns = 20_000

/** A longer record is refused: it would have to be held in memory whole. In UTF-16 units, or bytes where bytes count. */
export const maxRecordLength = 64 * 1024 * 1024

/** Whether a cell shows nothing. */
export const isBlank = (cell: Cell | undefined): boolean => cell === null || cell === undefined || cell.trim() === ''
