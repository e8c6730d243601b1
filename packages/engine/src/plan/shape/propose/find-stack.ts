import { nameUnits } from '../../match/name-words.ts'
import { columnOf, freeName, type Grid, isFilled, mainKind } from './grid.ts'
import { type LabelKind, labelKind, partHeader } from './header-label.ts'
import type { Proposal } from './proposal.ts'

/**
 * Columns whose headers are values (years, months, places, numbers of one stem) over cells of one kind: each cell is a
 * record of its own. Where headers are plain words, the cells must be numbers of like size in most of the table, and none
 * of the headers may be the name of something that tables are about.
 */
export function findStack(grid: Grid): Proposal | null {
  const range = labelled(grid) ?? numbered(grid) ?? alike(grid)
  if (range === null) return null
  const { columns, rows } = grid
  const { from, to, score, name } = range
  const wide = columns.slice(from, to + 1)
  const kept = columns.map((_, at) => at).filter((at) => at < from || at > to)
  if (kept.length === 0) return null
  const names = kept.map((at) => columns[at]!)
  const header = freeName(name, names)
  const value = freeName('value', [...names, header])
  const after = rows.flatMap((row) =>
    wide.flatMap((column, at) => {
      const cell = row[from + at] ?? null
      return isFilled(cell) ? [[...kept.map((each) => row[each] ?? null), column, cell]] : []
    }),
  )
  return {
    kind: 'stack',
    score,
    why: `the headers "${wide[0]}" to "${wide.at(-1)}" are values themselves, over cells of one kind`,
    ops: () => [{ op: 'unpivot', columns: [...wide], name: header, value }],
    after: { columns: [...names, header, value], rows: after },
  }
}

type Range = { from: number; to: number; score: number; name: string }

const nameOf: Readonly<Record<LabelKind, string>> = {
  year: 'year',
  quarter: 'quarter',
  month: 'month',
  weekday: 'day',
  date: 'date',
  counted: 'period',
  clock: 'time',
  number: 'group',
  place: 'place',
}

/** The longest run of headers that are labels of one kind. */
function labelled(grid: Grid): Range | null {
  const kinds = grid.columns.map(labelKind)
  const run = longestRun(
    kinds.length,
    (at) => kinds[at],
    (a, b) => a === b,
  )
  if (run === null) return null
  const kind = kinds[run.from]!
  const length = run.to - run.from + 1
  if (kind === 'number' && !isScale(grid.columns.slice(run.from, run.to + 1))) return null
  const least = kind === 'number' || kind === 'place' ? 3 : 2
  if (length < least || !ofOneKind(grid, run.from, run.to, 0.7)) return null
  return { ...run, score: length >= 3 ? 0.92 : 0.75, name: nameOf[kind] }
}

/** Numbers as headers are a scale (0, 1, 2; 0-4, 5-9) when they rise and are short; else they are a row of cells. */
function isScale(headers: readonly string[]): boolean {
  const numbers = headers.map((header) => Number(/\d+/.exec(header)?.[0]))
  return numbers.every((number, at) => number < 10_000 && (at === 0 || number > numbers[at - 1]!))
}

/** `Score 1` to `Score 5`, `wk1` to `wk52`: one stem, several labels. */
function numbered(grid: Grid): Range | null {
  const parted = grid.columns.map((column) => partHeader(column)[0] ?? null)
  const run = longestRun(
    parted.length,
    (at) => parted[at]?.stem.toLowerCase() ?? null,
    (a, b) => a === b,
  )
  if (run === null || run.to - run.from < 2 || !ofOneKind(grid, run.from, run.to, 0.7)) return null
  const stem = parted[run.from]!.stem
  // Lines of an address and parts of a name are one value in several columns.
  if (!/\p{L}{2}/u.test(stem) || /\b(address|addr|line|street|name|part|adresse|anschrift|zeile)s?\b/i.test(stem))
    return null
  return { ...run, score: run.to - run.from >= 3 ? 0.85 : 0.7, name: stem.toLowerCase() }
}

/** Headers that are plain words, over numbers of like size. */
function alike(grid: Grid): Range | null {
  const last = grid.columns.length - 1
  const numeric = grid.columns.map((_, at) => {
    const { kind, share } = mainKind(columnOf(grid, at))
    return share >= 0.9 && (kind === 'number' || kind === 'percentage' || kind === 'money') ? kind : null
  })
  const run = longestRun(
    numeric.length,
    (at) => (names(grid.columns[at]!) ? null : numeric[at]),
    (a, b) => a === b,
  )
  if (run === null || run.from === 0) return null
  const length = run.to - run.from + 1
  if (length < 4 || length < 0.5 * (last + 1) || !ofLikeSize(grid, run.from, run.to)) return null
  return { ...run, score: length >= 6 ? 0.7 : 0.6, name: 'name' }
}

/** Whether a header says what its column is about (price, quantity, date, …) in words that tables use. */
const names = (header: string): boolean => nameUnits(header).some(({ concepts }) => concepts.length > 0)

function ofOneKind(grid: Grid, from: number, to: number, least: number): boolean {
  const kinds = Array.from({ length: to - from + 1 }, (_, at) => mainKind(columnOf(grid, from + at)))
  const filled = kinds.filter((kind) => kind.filled > 0)
  const counts = Map.groupBy(filled, ({ kind }) => kind)
  const most = Math.max(0, ...[...counts.values()].map(({ length }) => length))
  return filled.length > 0 && most / filled.length >= least
}

/** Numbers whose usual sizes are within two powers of ten of each other. */
function ofLikeSize(grid: Grid, from: number, to: number): boolean {
  const medians = Array.from({ length: to - from + 1 }, (_, at) => {
    const sizes = columnOf(grid, from + at)
      .filter(isFilled)
      .map((cell) => Math.abs(Number(cell.replace(/[^\d.]/g, ''))))
      .filter((size) => Number.isFinite(size) && size > 0)
      .sort((a, b) => a - b)
    return sizes[Math.floor(sizes.length / 2)] ?? null
  }).filter((median) => median !== null)
  return medians.length >= 2 && Math.max(...medians) <= 100 * Math.min(...medians)
}

function longestRun<Key>(
  length: number,
  keyOf: (at: number) => Key | null | undefined,
  same: (a: Key, b: Key) => boolean,
): { from: number; to: number } | null {
  let best: { from: number; to: number } | null = null
  for (let from = 0; from < length; ) {
    const key = keyOf(from)
    if (key === null || key === undefined) {
      from += 1
      continue
    }
    let to = from
    const after = () => (to + 1 < length ? keyOf(to + 1) : null)
    for (let next = after(); next !== null && next !== undefined && same(key, next); next = after()) to += 1
    if (best === null || to - from > best.to - best.from) best = { from, to }
    from = to + 1
  }
  return best
}
