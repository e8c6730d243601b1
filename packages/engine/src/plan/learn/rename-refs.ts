import type { RecipeInput, RecipeSheet } from '@godwit/contract'
import { renameIn } from './sql-tokens.ts'

const none = new Map<string, ReadonlyMap<string, string>>()

/** A sheet over inputs of other names. */
export function renameSheet(sheet: RecipeSheet, refs: ReadonlyMap<string, string>): RecipeSheet {
  if (refs.size === 0) return sheet
  const sql = (text: string) => renameIn(text, { refs, columns: none })
  const name = (ref: string) => refs.get(ref) ?? ref
  return {
    ...sheet,
    from: name(sheet.from),
    joins: sheet.joins.map((join) => ({ ...join, input: name(join.input), on: sql(join.on) })),
    drop: sheet.drop.map((rule) => ({ ...rule, when: sql(rule.when) })),
    group: sheet.group && { by: sheet.group.by.map(sql) },
    columns: Object.fromEntries(
      Object.entries(sheet.columns).map(([key, column]) => [key, { ...column, sql: sql(column.sql) }]),
    ),
    dedupe:
      sheet.dedupe && typeof sheet.dedupe.keep === 'object'
        ? { ...sheet.dedupe, keep: { by: sql(sheet.dedupe.keep.by) } }
        : sheet.dedupe,
    review: sheet.review.map((rule) => ({ ...rule, when: sql(rule.when) })),
  }
}

/** An input under another name, over members of other names. */
export function renameInput(input: RecipeInput, refs: ReadonlyMap<string, string>): RecipeInput {
  if (!refs.has(input.ref) && !input.union?.some((ref) => refs.has(ref))) return input
  const names = { refs, columns: none }
  return {
    ...input,
    ref: refs.get(input.ref) ?? input.ref,
    ...(input.union ? { union: input.union.map((ref) => refs.get(ref) ?? ref) } : {}),
    shape: input.shape.map((op) => ({
      ...op,
      ...('when' in op ? { when: renameIn(op.when, names) } : {}),
      ...('value' in op && op.op === 'section' ? { value: renameIn(op.value, names) } : {}),
      ...(op.op === 'compute'
        ? { columns: Object.fromEntries(Object.entries(op.columns).map(([key, sql]) => [key, renameIn(sql, names)])) }
        : {}),
      ...(op.op === 'fill_down' && op.within !== undefined ? { within: renameIn(op.within, names) } : {}),
    })) as RecipeInput['shape'],
  }
}
