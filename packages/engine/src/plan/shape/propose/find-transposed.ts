import { nameUnits } from '../../match/name-words.ts'
import { columnOf, evenness, freeName, type Grid, isFilled, mainKind } from './grid.ts'
import { labelKind } from './header-label.ts'
import type { Proposal } from './proposal.ts'

/** A table on its side is narrow in attributes. */
const mostAttributes = 60

/**
 * A table whose first column names attributes and whose other columns are records: cells agree along rows and not along
 * columns.
 */
export function findTransposed(grid: Grid): Proposal | null {
  const { columns, rows } = grid
  if (columns.length < 2 || rows.length < 2 || rows.length > mostAttributes) return null
  const attributes = columnOf(grid, 0)
  if (!attributes.every(isFilled)) return null
  const keys = attributes.map((name) => name.trim().toLowerCase())
  if (new Set(keys).size < keys.length) return null
  if (mainKind(attributes).kind !== 'text' || attributes.some((name) => name.length > 60)) return null
  const bodies = rows.map((row) => row.slice(1))
  const along = evenness(bodies)
  const across = evenness(columns.slice(1).map((_, at) => columnOf(grid, at + 1)))
  const kinds = new Set(bodies.map((body) => mainKind(body).kind))
  const named = attributes.filter((name) => nameUnits(name).some(({ concepts }) => concepts.length > 0)).length
  const headers = columns.slice(1)
  const asLabels = headers.filter((header) => labelKind(header) !== null).length / headers.length
  const asNames = headers.filter((header) => nameUnits(header).some(({ concepts }) => concepts.length > 0)).length
  // Headers that name things, over columns of one kind each, are a table as it should be.
  const score =
    (along - across) * 1.2 +
    0.4 * (named / attributes.length) -
    0.5 * (asNames / headers.length) +
    (kinds.size >= 3 ? 0.2 : kinds.size === 2 ? 0.1 : 0) +
    (asLabels >= 0.8 ? 0.1 : 0) +
    (columns.length - 1 > rows.length ? 0.1 : 0)
  if (along < 0.8 || kinds.size < 2 || score < 0.45) return null
  const [first] = columns as [string, ...string[]]
  const record = freeName(generic.test(first.trim()) ? 'record' : `${first.trim()} (header)`, [
    ...columns,
    ...attributes,
  ])
  const cell = freeName('cell', [...columns, record])
  const made: [column: string, says: string][] = []
  for (const attribute of attributes) {
    const taken = [record, ...made.map(([column]) => column)]
    made.push([freeName(attribute.trim(), taken), attribute.trim().toLowerCase()])
  }
  return {
    kind: 'transposed',
    score: Math.min(0.95, 0.45 + score * 0.5),
    why: `"${first}" names attributes, and each of the other ${headers.length} columns is one record`,
    ops: () => [
      { op: 'unpivot', columns: headers, name: record, value: cell },
      { op: 'pivot', by: [record], name: first, value: cell, columns: Object.fromEntries(made) },
    ],
    after: {
      columns: [record, ...made.map(([column]) => column)],
      rows: headers.map((header, at) => [header, ...rows.map((row) => row[at + 1] ?? null)]),
    },
  }
}

/** Headers of a column of attribute names that say nothing about the records. */
const generic =
  /^(|fields?|attributes?|propert(y|ies)|keys?|items?|names? of field|feature|merkmal|eigenschaft|unnamed.*|column ?\d*)$/i
