import type { PreviewDiff, RecipeBody } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'
import { compareRecipes } from '../plan/index.ts'
import { compareSheets, type SheetComparison, type SheetFile, type SheetPaths, type SheetSet } from '../sheet/index.ts'

/** One version of a migration's recipe with the sheets that it has filled; null where those are not kept. */
export type VersionSide = { version: number; recipe: RecipeBody; set: SheetSet | null }

/** What would be harmed in a sheet, see `SheetComparison.broken`. */
export type Broken = SheetComparison['broken'][number] & { template: string }

/** The difference between two versions, and what the second breaks that was whole in the first. */
export async function compareSets(
  { before, after }: { before: VersionSide; after: VersionSide },
  {
    db,
    pathsOf,
    names,
  }: { db: Duckdb; pathsOf(sheet: SheetFile): Promise<SheetPaths>; names: ReadonlyMap<string, string> },
): Promise<{ diff: PreviewDiff; broken: Broken[] }> {
  const tables = (after.set ?? before.set)?.tables ?? []
  const recipes = compareRecipes(before.recipe, after.recipe, tables)
  const slugs = new Set([
    ...(after.set?.sheets ?? []).map(({ slug }) => slug),
    ...(before.set?.sheets ?? []).map(({ slug }) => slug),
    ...recipes.map(({ template }) => template),
  ])
  const broken: Broken[] = []
  const sheets: PreviewDiff['sheets'] = []
  for (const slug of slugs) {
    const change = recipes.find(({ template }) => template === slug)
    const [old, fresh] = [before.set, after.set].map((set) => set?.sheets.find((sheet) => sheet.slug === slug))
    const compared =
      old && fresh && !isSame(before.set!, after.set!, slug)
        ? await compareSheets(db, await pathsOf(old), await pathsOf(fresh))
        : null
    broken.push(...(compared?.broken ?? []).map((each) => ({ ...each, template: slug })))
    const sheet = joinDiff(slug, names.get(slug) ?? slug, change, compared, old, fresh)
    if (sheet.columns.length + sheet.rules.length > 0 || differs(sheet.rows)) sheets.push(sheet)
  }
  return { diff: { from: before.version, to: after.version, sheets }, broken }
}

/** Rows and invalid cells are the same: nothing has to be read to know that nothing differs. */
const isSame = (before: SheetSet, after: SheetSet, slug: string): boolean => {
  const invalid = (set: SheetSet) => set.sheets.map((sheet) => [sheet.slug, sheet.invalid_rows]).join()
  return before.proof.outputs[slug] === after.proof.outputs[slug] && invalid(before) === invalid(after)
}

const differs = (rows: PreviewDiff['sheets'][number]['rows']): boolean =>
  rows !== null && rows.added + rows.removed + rows.changed > 0

function joinDiff(
  slug: string,
  name: string,
  change: ReturnType<typeof compareRecipes>[number] | undefined,
  compared: SheetComparison | null,
  old: SheetFile | undefined,
  fresh: SheetFile | undefined,
): PreviewDiff['sheets'][number] {
  const known = old !== undefined && fresh !== undefined
  const columns = [
    ...new Set([
      ...(change?.columns ?? []).map((column) => column.name),
      ...(compared?.columns ?? []).map((column) => column.name),
    ]),
  ]
  const expression = (column: string) => {
    const own = change?.columns.find((each) => each.name === column)
    if (own) return { before: own.before, after: own.after }
    const made = fresh?.columns.find((each) => each.name === column)?.expression ?? null
    const is = made === 'NULL' ? null : made
    return { before: is, after: is }
  }
  return {
    template: { slug, name },
    rows:
      compared?.rows ??
      (known ? { before: old.row_count, after: fresh.row_count, added: 0, removed: 0, changed: 0 } : null),
    invalid_rows: known ? { before: old.invalid_rows, after: fresh.invalid_rows } : null,
    columns: columns.map((column) => {
      const cells = compared?.columns.find((each) => each.name === column)
      return {
        name: column,
        expression: expression(column),
        changed_cells: known ? (cells?.changed_cells ?? 0) : null,
        samples: cells?.samples ?? [],
        invalid_cells: cells?.invalid ?? null,
      }
    }),
    rules: change?.rules ?? [],
  }
}
