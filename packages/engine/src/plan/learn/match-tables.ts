import type { LearnedTable, StagedTable, TableProfile } from '@godwit/contract'
import { fold } from '../match/name-words.ts'
import { hashHeader } from './hash-header.ts'
import { type ColumnFit, type FreshView, fitColumns } from './match-columns.ts'

/** A learned table in the files of a new migration. */
export type TableFit = ColumnFit & {
  learned: LearnedTable
  table: StagedTable
  /** Further files of the same shape, which hold the rest of its rows. */
  more: StagedTable[]
  /** Columns that no earlier file of the source had. */
  news: string[]
}

/** Less of a table than this is another table. */
const leastShare = 0.5

/**
 * Which staged table is which learned one: by the columns that the recipe reads, with what is left of the name to choose
 * between equals. Each table is taken once; others with the same headers hold more rows of it.
 */
export function matchTables(
  learned: readonly LearnedTable[],
  tables: readonly StagedTable[],
  profiles: readonly TableProfile[],
  freshView: (learnedRef: string, table: StagedTable) => FreshView,
): Map<string, TableFit> {
  const pairs = learned
    .flatMap((each) =>
      likelyTables(each, tables).map(({ table, position }) => {
        const columns = profiles.find((profile) => profile.table === table.name)?.columns ?? []
        const fit = fitColumns(each, columns, freshView(each.ref, table))
        const headers = new Set(table.columns.map(({ name }) => hashHeader(name)))
        const seen = each.others.filter((hash) => headers.has(hash)).length / Math.max(1, each.others.length)
        const rank = fit.share + 0.05 * Number(hintFits(each.hint, table.name)) + 0.05 * seen
        return { learned: each, table, position, fit, rank }
      }),
    )
    .filter(({ fit }) => fit.share >= leastShare)
    .sort((a, b) => b.rank - a.rank || a.position - b.position)
  const found = new Map<string, TableFit>()
  const taken = new Set<StagedTable>()
  for (const { learned: each, table, fit } of pairs) {
    if (found.has(each.ref) || taken.has(table)) continue
    taken.add(table)
    const used = new Set(fit.columns.values())
    const seen = new Set(each.others)
    found.set(each.ref, {
      ...fit,
      learned: each,
      table,
      more: [],
      news: table.columns.map(({ name }) => name).filter((name) => !used.has(name) && !seen.has(hashHeader(name))),
    })
  }
  for (const fit of found.values()) {
    fit.more = tables.filter((table) => !taken.has(table) && sameHeaders(table, fit.table))
    for (const table of fit.more) taken.add(table)
  }
  return found
}

/** Comparing every column of every table would grow with the square of a large source: the likeliest are looked at. */
const mostLooks = 8

/** The tables that share most column names with a learned one; alone those that have all of them, if any has. */
function likelyTables(
  learned: LearnedTable,
  tables: readonly StagedTable[],
): { table: StagedTable; position: number }[] {
  const ranked = tables
    .map((table, position) => {
      const names = new Set(table.columns.map(({ name }) => fold(name)))
      const shared = learned.columns.filter(({ name, also }) => [name, ...also].some((each) => names.has(fold(each))))
      const size = learned.columns.length + learned.others.length
      return {
        table,
        position,
        isWhole: shared.length === learned.columns.length,
        rank: shared.length + Number(hintFits(learned.hint, table.name)),
        distance: Math.abs(table.columns.length - size),
      }
    })
    .sort((a, b) => b.rank - a.rank || a.distance - b.distance || a.position - b.position)
  const whole = ranked.filter(({ isWhole }) => isWhole)
  return whole.length > 0 ? whole : ranked.slice(0, mostLooks)
}

function hintFits(hint: string, name: string): boolean {
  const words = hint.split('*').filter((word) => word !== '')
  return words.length > 0 && words.every((word) => fold(name).includes(word))
}

function sameHeaders(a: StagedTable, b: StagedTable): boolean {
  const names = ({ columns }: StagedTable) =>
    columns
      .map(({ name }) => fold(name))
      .sort()
      .join('\u0000')
  return names(a) === names(b)
}
