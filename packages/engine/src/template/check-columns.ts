import type { TemplateColumn } from '@godwit/contract'
import type { ErrorDetail } from '../errors.ts'

/** Names that every sheet has already, for its own columns. */
const reserved = new Set(['_id', '_issues', '_origin', '_row'])

/**
 * What is wrong with a template's columns by themselves: repeated or reserved names, a rule that lacks what it needs.
 * Names are compared without regard to case, as the query engine compares them.
 */
export function checkColumns(columns: readonly TemplateColumn[]): ErrorDetail[] {
  const seen = new Map<string, number>()
  return columns.flatMap((column, index) => {
    const path = `columns.${index}`
    const problems: ErrorDetail[] = []
    const name = column.name.toLowerCase()
    const first = seen.get(name)
    if (first === undefined) seen.set(name, index)
    else problems.push({ path: `${path}.name`, message: `"${column.name}" is the name of columns.${first} already` })
    if (reserved.has(name))
      problems.push({ path: `${path}.name`, message: `"${column.name}" is a name of Godwit's own` })
    if (column.name.trim() !== column.name) {
      problems.push({ path: `${path}.name`, message: 'A name has no blanks at its ends' })
    }
    if (column.desiredRule === 'strict' && column.strictRule === null) {
      problems.push({
        path: `${path}.strictRule`,
        message: 'The rule "strict" needs a strictRule: a pattern or a list',
      })
    }
    if (column.desiredRule === 'link' && column.linkRule === null) {
      problems.push({
        path: `${path}.linkRule`,
        message: 'The rule "link" needs a linkRule: where the values must exist',
      })
    }
    for (const [at, target] of (column.linkRule ?? []).entries()) {
      if ((target.templateId === undefined) === (target.templateSlug === undefined)) {
        problems.push({ path: `${path}.linkRule.${at}`, message: 'Name the template by templateId or by templateSlug' })
      }
    }
    return problems
  })
}
