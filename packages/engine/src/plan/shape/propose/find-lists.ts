import { columnOf, freeName, type Grid, isFilled, mainKind } from './grid.ts'
import type { Proposal } from './proposal.ts'

/** What separates the entries of a list in one cell, from what hardly is anything else to what often is. */
const separators = ['\n', ';', '|', ' / ', '/', ',', ' & ', '+'] as const

/** A column whose cells hold several values, with what separates them. */
export type ListColumn = { at: number; column: string; separator: string; share: number; score: number }

/**
 * Columns in which many cells are lists: the pieces are short, alike, and not the fixed parts of one thing (`Doe, Jane`;
 * `Salem, OR 97301`; `1,200`; `03/04/2024`).
 */
export function findListColumns(grid: Grid): ListColumn[] {
  return grid.columns.flatMap((column, at) => {
    const best = separators
      .flatMap((separator) => judge(columnOf(grid, at).filter(isFilled), separator))
      .sort((a, b) => b.score - a.score)[0]
    return best ? [{ at, column, ...best }] : []
  })
}

function judge(cells: readonly string[], separator: string): { separator: string; share: number; score: number }[] {
  if (cells.length < 2) return []
  const hard = separator === '\n' || separator === ';' || separator === '|'
  const pieces = cells.map((cell) =>
    cell
      .split(separator)
      .map((piece) => piece.trim())
      .filter((piece) => piece !== ''),
  )
  const lists = pieces.filter(({ length }) => length >= 2)
  const share = lists.length / cells.length
  if (share < (hard ? 0.15 : 0.3)) return []
  const all = pieces.flat()
  const words = all.reduce((sum, piece) => sum + piece.split(/\s+/).length, 0) / all.length
  if (words > (hard ? 6 : 3)) return []
  const whole = mainKind(cells)
  if (!hard && whole.kind !== 'text' && whole.kind !== 'code' && whole.kind !== 'boolean' && whole.share >= 0.8)
    return []
  const lengths = new Set(lists.map(({ length }) => length))
  const varies = new Set(pieces.map(({ length }) => length)).size >= 2
  const { share: even } = mainKind(all)
  const repeats = 1 - new Set(all.map((piece) => piece.toLowerCase())).size / all.length
  // Fixed parts of one thing: always the same number of pieces, of other kinds from place to place or never again.
  const fixed = lengths.size === 1 && !varies
  if (fixed && (even < 0.95 || (repeats < 0.15 && !hard))) return []
  if (
    separator === ',' &&
    cells.every((cell) => /^[^,]+, ?([A-Z]{2}( [\d-]+)?|\p{Lu}[\p{L}. ]*)$/u.test(cell)) &&
    [...lengths][0] === 2 &&
    lengths.size === 1
  )
    return []
  if (separator === ',' && all.some((piece) => /^\d{3}(\.\d+)?$/.test(piece)) && even < 1) return []
  if (even < 0.6) return []
  const score =
    (hard ? 0.7 : 0.5) +
    0.2 * Math.min(1, share) +
    0.15 * Math.min(1, repeats * 2) +
    (varies ? 0.05 : 0) -
    (fixed ? 0.1 : 0)
  return [{ separator, share, score: Math.min(0.95, score) }]
}

/** The column of a table that most clearly holds lists, as a row for each entry. */
export function findList(grid: Grid): Proposal | null {
  if (grid.columns.length < 2) return null
  const [best] = findListColumns(grid).sort((a, b) => b.score - a.score || a.at - b.at)
  if (!best || best.score < 0.6) return null
  const { columns, rows } = grid
  const entry = freeName(`${best.column} (entry)`, columns)
  return {
    kind: 'list',
    score: best.score,
    why: `cells of "${best.column}" hold several values separated by ${best.separator === '\n' ? 'line breaks' : `"${best.separator.trim()}"`}`,
    ops: () => [{ op: 'unnest', column: best.column, as: entry, separator: best.separator, keep_empty: true }],
    after: {
      columns: columns.map((column, at) => (at === best.at ? entry : column)),
      rows: rows.flatMap((row) => {
        const pieces = (row[best.at] ?? '')
          .split(best.separator)
          .map((piece) => piece.trim())
          .filter((piece) => piece !== '')
        return (pieces.length === 0 ? [null] : pieces).map((piece) =>
          row.map((cell, at) => (at === best.at ? piece : cell)),
        )
      }),
    },
  }
}
