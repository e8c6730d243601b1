import { closest, distance } from 'fastest-levenshtein'

/** A column of a staging table. */
export type Origin = { table: string; column: string }

/** A column that expressions may read: its name as written at its source, and the staged columns behind it. */
export type ScopeColumn = { name: string; from: readonly Origin[] }

/** One relation under its name in the recipe. Keys of `columns` are lower-case: SQL's names have no case. */
export type ScopeRelation = { ref: string; columns: ReadonlyMap<string, ScopeColumn> }

/** What an expression may refer to. */
export type Scope = readonly ScopeRelation[]

export type Found = { relation: ScopeRelation; column: ScopeColumn } | { problem: string }

/** Finds the column that a reference (`["contacts", "Email"]` or `["Email"]`) means. */
export function findColumn(scope: Scope, names: readonly string[]): Found {
  const spelled = names.map((name) => `"${name}"`).join('.')
  if (names.length > 2) return { problem: `${spelled} is not a column; write input."Column"` }
  const [first, second] = names as [string, string | undefined]
  if (second === undefined) return findBare(scope, first)
  const relation = scope.find(({ ref }) => ref === first.toLowerCase())
  if (!relation) {
    return {
      problem: `there is no input or join called "${first}" here; there is ${listOf(scope.map(({ ref }) => ref))}`,
    }
  }
  const column = relation.columns.get(second.toLowerCase())
  if (column) return { relation, column }
  return { problem: `${relation.ref} has no column "${second}"${didYouMean(second, relation)}` }
}

function findBare(scope: Scope, name: string): Found {
  const holders = scope.filter(({ columns }) => columns.has(name.toLowerCase()))
  const [relation] = holders
  if (holders.length > 1) {
    return {
      problem: `"${name}" is in ${listOf(holders.map(({ ref }) => ref))}; write which one: ${relation?.ref}."${name}"`,
    }
  }
  if (relation) return { relation, column: relation.columns.get(name.toLowerCase()) as ScopeColumn }
  const all = new Map(scope.flatMap(({ columns }) => [...columns]))
  return { problem: `there is no column "${name}"${didYouMean(name, { columns: all })}` }
}

const visible = (columns: ReadonlyMap<string, ScopeColumn>) => [...columns.values()].map(({ name }) => name)

function didYouMean(wanted: string, { columns }: Pick<ScopeRelation, 'columns'>): string {
  const guess = nearest(wanted, visible(columns))
  if (guess !== null) return `. Did you mean "${guess}"?`
  const some = visible(columns).slice(0, 12)
  return `. It has ${listOf(some)}${columns.size > some.length ? ` and ${columns.size - some.length} more` : ''}`
}

/** The name that is most likely meant; null when none is near. */
export function nearest(wanted: string, names: readonly string[]): string | null {
  const bare = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  const byBare = new Map(names.map((name) => [bare(name), name]))
  const same = byBare.get(bare(wanted))
  if (same !== undefined) return same
  if (byBare.size === 0) return null
  const guess = closest(bare(wanted), [...byBare.keys()])
  const shared = Math.max(guess.length, bare(wanted).length)
  return distance(guess, bare(wanted)) <= Math.max(1, Math.floor(shared * 0.4)) ? (byBare.get(guess) ?? null) : null
}

export const listOf = (names: readonly string[]) =>
  names.length === 0 ? 'nothing' : names.map((name) => `"${name}"`).join(', ')
