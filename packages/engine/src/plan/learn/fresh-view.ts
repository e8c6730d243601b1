import type { RecipeBody, RecipeInput, SourceRecipeBody, StagedTable } from '@godwit/contract'
import { inputRefs } from '../shape/view.ts'
import type { FreshView } from './match-columns.ts'
import { columnsRead } from './sql-tokens.ts'

/** The one column that each template column is read from, as `template\u0000column` → `table\u0000column`. */
export function freshView(
  learned: SourceRecipeBody,
  fresh: RecipeBody | null,
  tables: readonly StagedTable[],
): (learnedRef: string, table: StagedTable) => FreshView {
  const refs = new Map([...inputRefs(tables)].map(([name, ref]) => [ref, name]))
  const tableNamed = (ref: string | null) =>
    ref === null ? undefined : (tableOfInput(fresh?.inputs ?? [], ref) ?? refs.get(ref))
  const now = new Map<string, { table: string | undefined; column: string }>()
  for (const sheet of fresh?.sheets ?? []) {
    for (const [name, { sql, confidence }] of Object.entries(sheet.columns)) {
      const [only, ...others] = columnsRead(sql)
      if (!only || others.length > 0 || (confidence ?? 1) < 0.5) continue
      const ref = sheet.joins.find(({ as }) => as === only.ref)?.input ?? only.ref
      now.set(`${sheet.template}\u0000${name}`, { table: tableNamed(ref), column: only.column })
    }
  }
  const was = new Map<string, Set<string>>()
  for (const sheet of learned.sheets) {
    for (const [name, { sql }] of Object.entries(sheet.columns)) {
      const [only, ...others] = columnsRead(sql)
      if (!only || others.length > 0) continue
      const ref = sheet.joins.find(({ as }) => as === only.ref)?.input ?? only.ref
      const of = ref === null ? undefined : learnedTableOf(learned, ref)
      const key = `${of}\u0000${only.column}`
      was.set(key, (was.get(key) ?? new Set()).add(`${sheet.template}\u0000${name}`))
    }
  }
  const fills = new Map<string, string[]>()
  for (const [target, { table, column }] of now) {
    const key = `${table}\u0000${column}`
    fills.set(key, [...(fills.get(key) ?? []), target])
  }
  return (learnedRef, table) => (from, to) => {
    const fed = was.get(`${learnedRef}\u0000${from}`) ?? new Set<string>()
    const feeds = fills.get(`${table.name}\u0000${to}`) ?? []
    if (feeds.some((target) => fed.has(target))) return 1
    return feeds.length > 0 && fed.size > 0 ? -1 : 0
  }
}

/** The table that an input reads; of a union the first one's. */
function tableOfInput(inputs: readonly RecipeInput[], ref: string): string | undefined {
  const input = inputs.find((each) => each.ref === ref)
  const first = input?.union?.[0]
  return first === undefined ? input?.table?.name : tableOfInput(inputs, first)
}

/** The learned table that an input reads; of a union the first one's. */
export function learnedTableOf(learned: SourceRecipeBody, ref: string): string | undefined {
  const input = learned.inputs.find((each) => each.ref === ref)
  const first = input?.union?.[0]
  return first === undefined ? (input?.of ?? undefined) : learnedTableOf(learned, first)
}
