import { kindOfValue } from '../../../profile/index.ts'
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
  if (share < (hard ? 0.15 : 0.25)) return []
  const all = pieces.flat()
  const words = all.reduce((sum, piece) => sum + piece.split(/\s+/).length, 0) / all.length
  const { kind, share: even } = mainKind(all)
  const whole = mainKind(cells)
  const parts = new Set(['number', 'money', 'date', 'url', 'phone', 'percentage'])
  if (words > 5 || even < 0.6) return []
  if (!hard && (parts.has(kind ?? '') || parts.has(whole.kind ?? ''))) return []
  const lengths = new Set(pieces.map(({ length }) => length))
  // Sentences hold the same marks; the entries of a list are short, or come again beside others.
  const again = recurring(pieces)
  const sentences = cells.some((cell) => /[.!?]$/.test(cell.trim()))
  const short = words <= (hard ? 3 : 2) && !sentences && even >= 0.9
  const varies = lengths.size >= 2
  if (again < 0.5 && !(short && varies && (hard || Math.max(...lengths) >= 3))) return []
  // Always as many pieces: rather the parts of one thing, unless they are put together anew each time.
  const fixed = !varies
  if (separator === ',' && (fixed || isAddress(cells))) return []
  if (fixed && (even < 0.95 || again < 0.8)) return []
  const score = (hard ? 0.7 : 0.5) + 0.2 * Math.min(1, share) + 0.15 * again + (varies ? 0.05 : 0) - (fixed ? 0.1 : 0)
  return [{ separator, share, score: Math.min(0.95, score) }]
}

/** Addresses are full of commas, and none of their parts is one of several. */
const isAddress = (cells: readonly string[]): boolean =>
  cells.filter(
    (cell) => kindOfValue(cell) === 'street' || /\b(\p{Lu}{2,3},? \d{4,5}|\d{4,5} \p{Lu}\p{Ll}+)\b/u.test(cell),
  ).length >=
  0.2 * cells.length

/** The share of the entries of lists that also stand in a cell that says something else. */
function recurring(pieces: readonly (readonly string[])[]): number {
  const cells = new Map<string, Set<string>>()
  for (const each of pieces) {
    const whole = each.join('\u0000').toLowerCase()
    for (const piece of each) {
      const key = piece.toLowerCase()
      cells.set(key, (cells.get(key) ?? new Set<string>()).add(whole))
    }
  }
  const listed = pieces.filter(({ length }) => length >= 2).flat()
  return listed.filter((piece) => cells.get(piece.toLowerCase())!.size >= 2).length / Math.max(1, listed.length)
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
