import type { TemplateColumn } from '@godwit/contract'

/**
 * A template's columns after drafting from another sample.
 *
 * What a person has edited is never overwritten: a field of a column takes the new draft only while it still equals
 * what drafting had proposed before (`drafted`, by column name). A column that no draft ever proposed is a person's
 * own. Columns that the sample lacks stay; those that are new come last.
 */
export function redraftColumns(
  columns: readonly TemplateColumn[],
  drafted: Readonly<Record<string, TemplateColumn>>,
  drafts: readonly TemplateColumn[],
): TemplateColumn[] {
  const byName = new Map(drafts.map((draft) => [draft.name.toLowerCase(), draft]))
  const known = new Set(columns.map((column) => column.name.toLowerCase()))
  const kept = columns.map((column) => {
    const draft = byName.get(column.name.toLowerCase())
    const before = drafted[column.name]
    return draft && before ? mergeColumn(column, before, draft) : column
  })
  return [...kept, ...drafts.filter((draft) => !known.has(draft.name.toLowerCase()))]
}

/** The parts of a rule belong together: with one of them edited, all of them are the person's. */
const together = [
  ['desiredRule', 'strictRule', 'linkRule'],
  ['description'],
  ['required'],
  ['unique'],
  ['type'],
  ['examples'],
] as const

function mergeColumn(column: TemplateColumn, before: TemplateColumn, draft: TemplateColumn): TemplateColumn {
  const untouched = together.filter((fields) => fields.every((field) => same(column[field], before[field]))).flat()
  return { ...column, ...Object.fromEntries(untouched.map((field) => [field, draft[field]])) }
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b)
