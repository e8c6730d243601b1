import { ident, type Sql } from '../../sql/quote.ts'
import { comparisonsOf } from './condition.ts'
import { writtenColumn } from './condition-column.ts'
import { type CommandScope, findSheets } from './find-column.ts'
import { named } from './names.ts'
import { parseCondition } from './parse-condition.ts'
import { reveal, unquoted } from './quoting.ts'
import { renderCondition } from './render-condition.ts'
import { bareName } from './words.ts'

/** Rows of a sheet for which something holds: SQL over the sheet's columns as they are written, and the words for it. */
export type AskedRows = { template: string; sql: Sql; words: string }

const forms: readonly RegExp[] = [
  /^(?:how many|which|what|list|show(?: me)?|count|wie viele|welche)\s+(?:of the\s+|all\s+|the\s+)?(.+?)\s+(?:have|has|had|are|were|is|haben|sind|where|whose|with|that (?:have|are)|in which|mit|(?=without\s|missing\s|no\s|ohne\s))\s*(["\p{L}\d(<>=].*?)\??$/iu,
]

/** "how many contacts have no phone", "which rows of contacts are where country is DE": null for anything else. */
export function readRowCondition(question: string, scope: CommandScope): AskedRows | null {
  for (const form of forms) {
    const match = form.exec(question.trim())
    if (!match) continue
    const what = match[1]!
      .replace(/^(?:rows?|records?|lines?|zeilen?)(?:\s+(?:of|in|from|von|in)\s+|$)/i, '')
      .replace(/\s+(?:rows?|records?|sheet)$/i, '')
    const sheets = what === '' ? scope.recipe.sheets : findSheets(what, scope)
    for (const sheet of sheets) {
      const template = scope.templates.find(({ slug }) => slug === sheet.template)
      if (!template) continue
      for (const said of [match[2]!, `has ${match[2]!}`, ...shortForms(match[2]!)]) {
        const condition = parseCondition(said.replace(/^(?:an?|the)\s+/i, ''))
        if (condition === null) continue
        const known = (name: string) =>
          named(
            unquoted(bareName(name)),
            template.columns.map((column) => ({ thing: column, names: [column.name] })),
          )
        if (comparisonsOf(condition).some(({ column }) => known(column).length !== 1)) continue
        const rendered = renderCondition(condition, (name) => {
          const [column] = known(name)
          return writtenColumn(ident(column!.name), { column: column!, template })
        })
        if ('sql' in rendered) return { template: template.slug, sql: rendered.sql, words: reveal(match[2]!) }
      }
    }
  }
  return null
}

/** `stage lead`, a column and its value without a verb between them, cut at every blank. */
const shortForms = (said: string): string[] =>
  [...said.matchAll(/\s+/g)].map(
    ({ index, 0: blank }) => `${said.slice(0, index)} is ${said.slice(index + blank.length)}`,
  )

/** Whether a question counts rows of a kind, whatever kind that is: an answer about all of them would be a wrong one. */
export const asksAboutKind = (question: string): boolean => {
  const match = forms[0]!.exec(question.trim())
  return match !== null && !/^(?:in|there|imported|left|total|altogether|staged|read)\b/i.test(match[2]!)
}
