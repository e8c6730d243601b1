import type { RecipeBody, RecipeInput, StagedTable } from '@godwit/contract'
import { EngineError } from '../errors.ts'

export type MissingInput = { ref: string; index: number; why: string }
export type InputMatches = { bound: ReadonlyMap<string, StagedTable>; missing: readonly MissingInput[] }

/**
 * Finds the staging table of each input that names one. A table fits when it has every column of the fingerprint; of
 * those that fit, the one whose name is right counts, then one whose name fits the pattern, then the one with the fewest
 * other columns, then the first. A fingerprint without columns goes by the name alone.
 */
export function matchInputs(recipe: Pick<RecipeBody, 'inputs'>, tables: readonly StagedTable[]): InputMatches {
  const bound = new Map<string, StagedTable>()
  const missing: MissingInput[] = []
  for (const [index, input] of recipe.inputs.entries()) {
    if (!input.table) continue
    const table = bestTable(input.table, tables)
    if (table) bound.set(input.ref, table)
    else missing.push({ ref: input.ref, index, why: whyMissing(input.table, tables) })
  }
  return { bound, missing }
}

/** As `matchInputs`. @throws EngineError `recipe_inputs_missing` naming each input that has no table. */
export function bindInputs(
  recipe: Pick<RecipeBody, 'inputs'>,
  tables: readonly StagedTable[],
): Map<string, StagedTable> {
  const { bound, missing } = matchInputs(recipe, tables)
  if (missing.length > 0) {
    throw new EngineError(
      'recipe_inputs_missing',
      `The recipe needs data that this migration does not have: ${missing.map(({ ref, why }) => `${ref} (${why})`).join('; ')}. Upload it, or change the recipe's inputs.`,
      { detail: { refs: missing.map(({ ref }) => ref) } },
    )
  }
  return new Map(bound)
}

type Match = NonNullable<RecipeInput['table']>

function bestTable({ name, columns }: Match, tables: readonly StagedTable[]): StagedTable | undefined {
  const candidates = tables
    .map((table, order) => ({ table, order, names: nameFit(name, table.name), lacks: lacking(columns, table).length }))
    .filter(({ names, lacks }) => lacks === 0 && (names > 0 || columns.length > 0))
  candidates.sort(
    (one, other) =>
      other.names - one.names || one.table.columns.length - other.table.columns.length || one.order - other.order,
  )
  return candidates[0]?.table
}

/** 2: the very name, 1: the pattern fits, 0: neither. */
function nameFit(pattern: string, name: string): 0 | 1 | 2 {
  if (pattern.toLowerCase() === name.toLowerCase()) return 2
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 'is').test(name) ? 1 : 0
}

function lacking(columns: readonly string[], table: StagedTable): string[] {
  const has = new Set(table.columns.map(({ name }) => name.toLowerCase()))
  return columns.filter((column) => !has.has(column.toLowerCase()))
}

function whyMissing({ name, columns }: Match, tables: readonly StagedTable[]): string {
  const named = tables.find((table) => nameFit(name, table.name) > 0)
  if (!named) return `no table is like "${name}"`
  const lacks = lacking(columns, named)
  const shown = lacks.slice(0, 5).map((column) => `"${column}"`)
  return `table "${named.name}" has no column ${shown.join(', ')}${lacks.length > shown.length ? ' and others' : ''}`
}
