import { ident, text } from '../../../sql/quote.ts'
import { columnOf, freeName, type Grid, isFilled, mainKind, type Rough } from './grid.ts'
import type { Proposal } from './proposal.ts'

const mostAttributes = 60

type Layout = { name: number; value: number; by: number[]; attributes: string[]; cycle: boolean }

/**
 * Rows that hold one attribute each: its name, its value, and (in some tables) what they belong to. Without that, the
 * names come round again and again, and the first of them begins a record. A long table of measurements looks alike, so
 * values must be of several kinds, each attribute's of one, unless nothing else says what the rows belong to.
 */
export function findRecords(grid: Grid): Proposal | null {
  const layout = cyclic(grid) ?? ofEntities(grid)
  if (layout === null) return null
  const { columns, rows } = grid
  const { name, value, by, attributes, cycle } = layout
  const kept = columns.map((_, at) => at).filter((at) => at !== name && at !== value)
  const names = kept.map((at) => columns[at]!)
  const number = cycle ? freeName('record', [...columns, ...attributes]) : null
  const made: [column: string, says: string][] = []
  for (const attribute of attributes)
    made.push([
      freeName(attribute, [...names, ...(number ? [number] : []), ...made.map(([each]) => each)]),
      attribute.toLowerCase(),
    ])
  let count = 0
  const groups = new Map<string, (string | null)[][]>()
  for (const row of rows) {
    if (cycle && sameName(row[name], attributes[0]!)) count += 1
    const key = cycle ? String(count) : by.map((at) => row[at] ?? '').join('\u0000')
    groups.set(key, [...(groups.get(key) ?? []), [...row]])
  }
  const after = [...groups.values()].map((members) => [
    ...kept.map((at) => members.map((row) => row[at]).find(isFilled) ?? null),
    ...attributes.map((attribute) => members.find((row) => sameName(row[name], attribute))?.[value] ?? null),
  ])
  const first = attributes[0]!
  return {
    kind: 'records',
    score: cycle ? 0.93 : 0.85,
    why: `"${columns[name]}" names attributes (${attributes.slice(0, 4).join(', ')}), "${columns[value]}" holds them`,
    ops: (ref) => [
      ...(number
        ? [
            {
              op: 'compute' as const,
              columns: {
                [number]: `CAST(count(CASE WHEN lower(trim(${ref}.${ident(columns[name]!)})) = ${text(first.toLowerCase())} THEN 1 END) OVER (ORDER BY ${ref}._row) AS VARCHAR)`,
              },
            },
          ]
        : []),
      {
        op: 'pivot',
        by: number ? [number] : by.map((at) => columns[at]!),
        name: columns[name]!,
        value: columns[value]!,
        columns: Object.fromEntries(made),
      },
    ],
    after: { columns: [...names, ...made.map(([column]) => column)], rows: after },
  }
}

const sameName = (cell: string | null | undefined, name: string): boolean =>
  cell?.trim().toLowerCase() === name.toLowerCase()

/** Two columns in which the same names come round in the same order. */
function cyclic(grid: Grid): Layout | null {
  const { columns, rows } = grid
  if (columns.length !== 2 || rows.length < 4) return null
  const said = columnOf(grid, 0)
  if (!said.every(isFilled)) return null
  const keys = said.map((cell) => cell.trim().toLowerCase())
  const starts = keys.flatMap((key, at) => (key === keys[0] ? [at] : []))
  if (starts.length < 2) return null
  const cycles = starts.map((start, at) => said.slice(start, starts[at + 1] ?? said.length))
  // The longest turn knows the order best.
  const attributes = distinctNames([...cycles].sort((a, b) => b.length - a.length).flat())
  if (attributes.length < 2 || attributes.length > mostAttributes) return null
  const orderly = cycles.every((cycle) => distinctNames(cycle).length === cycle.length)
  if (!orderly) return null
  const complete = cycles.filter((cycle) => cycle.length === attributes.length).length / cycles.length
  // A list of two columns in which the first goes round may as well be places and years.
  const texts = mainKind(said).kind === 'text' && attributes.every((attribute) => attribute.length <= 60)
  return texts && (complete >= 0.6 || kindsOf(grid, 0, 1, attributes).size >= 2)
    ? { name: 0, value: 1, by: [], attributes, cycle: true }
    : null
}

/** Columns that name an entity, an attribute and a value. */
function ofEntities(grid: Grid): Layout | null {
  const { columns, rows } = grid
  if (columns.length < 3 || columns.length > 8 || rows.length < 4) return null
  for (let name = columns.length - 2; name >= 1; name--) {
    const said = columnOf(grid, name)
    if (!said.every(isFilled)) continue
    const attributes = distinctNames(said)
    if (attributes.length < 2 || attributes.length > Math.min(mostAttributes, rows.length / 2)) continue
    if (mainKind(said).kind !== 'text' || attributes.some((attribute) => attribute.length > 60)) continue
    for (let value = name + 1; value < columns.length; value++) {
      const by = entityOf(grid, name, value)
      const kinds = kindsOf(grid, name, value, attributes)
      // Kinds must differ between attributes and agree within: text alone would be any list.
      if (
        by !== null &&
        kinds.size >= 2 &&
        kinds.has('text') === (kinds.size < 4 ? kinds.has('text') : true) &&
        isEven(grid, name, value, attributes)
      )
        return { name, value, by, attributes, cycle: false }
    }
  }
  return null
}

/** The fewest leading columns that, with the attribute, tell nearly all rows apart. */
function entityOf({ rows }: Grid, name: number, value: number): number[] | null {
  const lead = Array.from({ length: name }, (_, at) => at).filter((at) => at !== value)
  for (let length = 1; length <= lead.length; length++) {
    const by = lead.slice(0, length)
    const entities = new Set(rows.map((row) => by.map((at) => row[at]).join('\u0000'))).size
    const cells = new Set(rows.map((row) => [...by, name].map((at) => row[at]).join('\u0000'))).size
    if (
      cells >= 0.95 * rows.length &&
      entities <= rows.length / 2 &&
      rows.every((row) => by.some((at) => isFilled(row[at])))
    )
      return by
  }
  return null
}

const cellsOf = ({ rows }: Grid, name: number, value: number, attribute: string): (string | null)[] =>
  rows.filter((row) => sameName(row[name], attribute)).map((row) => row[value] ?? null)

const kindsOf = (grid: Grid, name: number, value: number, attributes: readonly string[]): Set<Rough | null> =>
  new Set(
    attributes.map((attribute) => mainKind(cellsOf(grid, name, value, attribute)).kind).filter((kind) => kind !== null),
  )

const isEven = (grid: Grid, name: number, value: number, attributes: readonly string[]): boolean => {
  const shares = attributes.map((attribute) => mainKind(cellsOf(grid, name, value, attribute)).share)
  return shares.reduce((sum, share) => sum + share, 0) / shares.length >= 0.75
}

function distinctNames(cells: readonly (string | null)[]): string[] {
  const found = new Map<string, string>()
  for (const cell of cells)
    if (isFilled(cell) && !found.has(cell.trim().toLowerCase())) found.set(cell.trim().toLowerCase(), cell.trim())
  return [...found.values()]
}
