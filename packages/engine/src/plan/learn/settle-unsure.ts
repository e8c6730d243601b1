import type { Question } from '@godwit/contract'
import { ident } from '../../sql/quote.ts'
import type { AnswerBook } from '../ask/answers.ts'
import { askSource } from '../ask/ask.ts'
import type { Candidate } from '../match/candidate.ts'
import { inputRefs } from '../shape/view.ts'
import { learnedTableOf } from './fresh-view.ts'
import type { TableFit } from './match-tables.ts'
import type { SourcePlanInput } from './source-plan.ts'
import { columnsRead } from './sql-tokens.ts'

/** Asks which column is meant where several may be, and takes the likeliest meanwhile. */
export function settleUnsure(input: SourcePlanInput, fits: Map<string, TableFit>, book: AnswerBook): Question[] {
  const { templates, profiles, tables, source } = input
  const refs = inputRefs(tables)
  for (const fit of fits.values()) {
    const profile = profiles.find(({ table }) => table === fit.table.name)
    const ref = refs.get(fit.table.name)!
    for (const { from, candidates } of fit.unsure) {
      const fed = source.recipe.sheets
        .flatMap((sheet) => {
          const own = new Set(
            source.recipe.inputs
              .filter((each) => learnedTableOf(source.recipe, each.ref) === fit.learned.ref)
              .map((each) => each.ref),
          )
          const names = new Set([...own, ...sheet.joins.filter((join) => own.has(join.input)).map(({ as }) => as)])
          const template = templates.find(({ slug }) => slug === sheet.template)
          return (template?.columns ?? [])
            .filter(({ name }) =>
              columnsRead(sheet.columns[name]?.sql ?? '').some(
                (read) => read.column === from && (read.ref === null || names.has(read.ref)),
              ),
            )
            .map((column) => ({ template: template!.slug, column }))
        })
        .sort((a, b) => Number(b.column.required) - Number(a.column.required))
      const [target] = fed
      if (!target || !profile) {
        fit.missing.push(from)
        continue
      }
      const options = candidates.flatMap(({ to }): Candidate[] => {
        const position = profile.columns.findIndex(({ column }) => column === to)
        const own = profile.columns[position]
        if (!own || [...fit.columns.values()].includes(to)) return []
        return [
          { ref, table: fit.table.name, column: to, label: to, sql: `${ref}.${ident(to)}`, profile: own, position },
        ]
      })
      if (options.length === 0) {
        fit.missing.push(from)
        continue
      }
      const base = askSource({ ...target, table: fit.table.name }, options, profile.row_count)
      const question = { ...base, question: `${base.question} Earlier files of ${source.name} called it "${from}".` }
      const decided = book.decide(question, (answer) => ({ to: answer === 'none' ? null : answer }))
      const to = decided ? decided.to : options[0]!.label
      if (to === null) fit.missing.push(from)
      else {
        fit.columns.set(from, to)
        fit.renames.push({ from, to, score: 1, reasons: [decided ? 'as answered' : 'the likeliest, to be confirmed'] })
        fit.news = fit.news.filter((name) => name !== to)
      }
    }
    fit.unsure = []
  }
  return book.questions
}
