import { createHash } from 'node:crypto'
import type { Question, Template } from '@godwit/contract'
import { z } from 'zod'
import { applyEdits, type Edit, refuseEdit } from './edits.ts'
import type { Mask } from './mask.ts'
import type { DryRun } from './measure.ts'
import type { Proposals } from './proposals.ts'
import { readSql } from './read-sql.ts'
import { type Tool, toolOf } from './tool-loop.ts'

/** A question that a model has thought of, with what each answer does. `sql` null leaves the column as it is. */
export type AskedQuestion = {
  question: Question
  template: string
  column: string
  options: { id: string; sql: string | null }[]
}

const maxQuestions = 3
const inputSchema = z.strictObject({
  template: z.string().min(1).max(200),
  column: z.string().min(1).max(200),
  options: z.array(z.string().min(1).max(4000)).min(2).max(6).describe('Expressions that the column could come from'),
})

/**
 * Lets the model ask a person which of several sources a column should come from. The words are Godwit's, since a model
 * may have read anything; and it is asked only where the answers would give other cells.
 */
export function askTool(
  state: Proposals,
  asked: AskedQuestion[],
  { templates, by, mask, dryRun }: { templates: readonly Template[]; by: string; mask: Mask; dryRun: DryRun },
): Tool {
  return toolOf({
    name: 'ask',
    description: 'Asks a person which of several expressions a column should come from, where only a person can know.',
    input: inputSchema,
    async run({ template, column, options }) {
      if (asked.length >= maxQuestions) return { output: { error: `at most ${maxQuestions} questions` }, wrong: true }
      const sqls = [...new Set(options.map((option) => mask.restoreSql(option)))]
      const contents = new Set<string>()
      for (const sql of sqls) {
        const edit: Edit = { kind: 'column', edit: { template, column, sql, why: '' } }
        const early = refuseEdit(edit, { recipe: state.recipe, templates, open: state.open })
        const recipe = early.length > 0 ? null : applyEdits(state.recipe, [edit], by)
        const measured = recipe
          ? await dryRun(recipe)
          : { problems: early.map((message) => ({ path: column, message })) }
        if ('problems' in measured) {
          return {
            output: { error: mask.text(measured.problems.map(({ message }) => message).join('; ')) },
            wrong: true,
          }
        }
        const cells = measured.sheets.get(template)?.columns.get(column)
        contents.add(`${cells?.filled} ${cells?.content}`)
      }
      if (contents.size < 2) return { output: { error: 'the answers would all give the same cells' }, wrong: true }
      asked.push(makeQuestion({ template, column, sqls, rows: state.measured.sheets.get(template)?.rows ?? 0 }))
      return { output: { asked: true } }
    },
  })
}

function makeQuestion({
  template,
  column,
  sqls,
  rows,
}: {
  template: string
  column: string
  sqls: string[]
  rows: number
}): AskedQuestion {
  const id = createHash('sha256')
    .update(JSON.stringify([template, column, sqls]))
    .digest('hex')
    .slice(0, 16)
  const labels = sqls.map(labelOf)
  const options = sqls.map((sql, place) => ({
    id: `source_${place + 1}`,
    sql,
    label:
      labels.indexOf(labels[place]!) === labels.lastIndexOf(labels[place]!)
        ? labels[place]!
        : `${labels[place]}: ${sql}`,
  }))
  return {
    template,
    column,
    options: [...options.map(({ id: option, sql }) => ({ id: option, sql })), { id: 'keep', sql: null }],
    question: {
      id: `model:${id}`,
      question: `Which column should ${template}.${column} come from? The language model found several that would fit.`,
      options: [
        ...options.map(({ id: option, label }) => ({ id: option, label })),
        { id: 'keep', label: 'Leave it as planned' },
      ],
      allowCustom: false,
      about: { table: null, column: null, template, template_column: column, affected_rows: rows, samples: [] },
    },
  }
}

/** The columns that an expression reads, for people. */
function labelOf(sql: string): string {
  const names = (readSql(sql) ?? []).filter(({ kind }) => kind === 'name').map(({ value }) => value)
  return names.length > 0 ? [...new Set(names)].join(' + ') : sql
}

/** What the answers to the model's questions change. */
export const editsOfAnswers = (
  asked: readonly AskedQuestion[],
  answers: readonly { id: string; value: string }[],
): Edit[] =>
  asked.flatMap(({ question, template, column, options }) => {
    const answer = answers.find(({ id }) => id === question.id)
    const sql = options.find(({ id }) => id === answer?.value)?.sql
    return sql ? [{ kind: 'column', edit: { template, column, sql, why: '' } }] : []
  })
