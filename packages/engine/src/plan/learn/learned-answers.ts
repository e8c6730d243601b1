import type { Question, SourceRecipeBody } from '@godwit/contract'
import type { Known } from './answer-from-source.ts'
import { carryInputs } from './carry-inputs.ts'
import { orderOf, readWriting } from './compare-sql.ts'
import type { TableFit } from './match-tables.ts'
import type { SourcePlanInput } from './source-plan.ts'
import { columnsRead } from './sql-tokens.ts'

/** What the learned recipe says about what a fresh plan asks. */
export function learnedAnswers(
  learned: SourceRecipeBody,
  fits: ReadonlyMap<string, TableFit>,
  { tables }: SourcePlanInput,
): (question: Question) => Known {
  const inputs = carryInputs(learned, fits, tables)
  return (question) => {
    const { template, template_column: name } = question.about
    const sheet = learned.sheets.find((each) => each.template === template)
    if (!sheet || name === null) return {}
    const keep = sheet.keeps_duplicates ? 'all' : typeof sheet.dedupe?.keep === 'string' ? sheet.dedupe.keep : undefined
    const column = sheet.columns[name]
    if (!column) return keep ? { keep } : {}
    const order = orderOf(readWriting(column.sql).formats)
    const base: Known = { ...(keep ? { keep } : {}), ...(order ? { order } : {}) }
    if (column.sql === 'NULL') {
      const isNew = new Set([...fits.values()].flatMap(({ news }) => news))
      return question.options.some(({ id }) => isNew.has(id)) ? base : { ...base, column: null }
    }
    const [only, ...others] = columnsRead(column.sql)
    const input = only && inputs.get(sheet.joins.find(({ as }) => as === only.ref)?.input ?? only.ref ?? sheet.from)
    const now = only && input && others.length === 0 ? (input.columns.get(only.column) ?? undefined) : undefined
    return now === undefined ? base : { ...base, column: now }
  }
}
