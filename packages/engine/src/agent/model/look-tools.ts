import type { StagedTable, TableProfile, Template } from '@godwit/contract'
import { z } from 'zod'
import type { Duckdb } from '../../duckdb/index.ts'
import { matchColumns } from '../../plan/index.ts'
import { checkRecipe } from '../../recipe/index.ts'
import { applyEdits, refuseEdit } from './edits.ts'
import type { Mask } from './mask.ts'
import type { Proposals } from './proposals.ts'
import { type Tool, toolOf } from './tool-loop.ts'

type Known = {
  db: Duckdb
  templates: readonly Template[]
  tables: readonly StagedTable[]
  profiles: readonly TableProfile[]
  mask: Mask
  by: string
}

const shownPairs = 8

/** Lets the model look closer at a column of the source: what has been measured over all of its rows. */
export const profileTool = ({ profiles, mask }: Known): Tool =>
  toolOf({
    name: 'profile',
    description: 'Tells what has been measured about a column of a table.',
    input: z.strictObject({ table: z.string().min(1).max(500), column: z.string().min(1).max(500) }),
    run({ table, column }) {
      const found = profiles.find((each) => each.table === table)?.columns.find((each) => each.column === column)
      if (!found) return { output: { error: 'there is no such table or column' }, wrong: true }
      const values = found.top_values.map(({ value }) => value)
      return {
        output: {
          kind: found.kind,
          kind_share: found.kind_share,
          rows: found.row_count,
          empty_share: found.empty_share,
          distinct: found.distinct_count,
          is_key: found.is_key,
          lengths: [found.min_length, found.max_length],
          dates: found.dates.map(({ format, fits, misfits }) => ({ format, fits, misfits })),
          numbers: found.numbers.map(({ format, fits, misfits }) => ({ format, fits, misfits })),
          date_order: found.date_order,
          looks_like: mask.values(table, column, values),
        },
      }
    },
  })

/** Lets the model see how the rules score the columns of each table for a column of a template. */
export const scoreTool = ({ profiles, templates }: Known): Tool =>
  toolOf({
    name: 'score',
    description:
      'Tells which columns of the source the rules find most fitting for a column of a template, and how much.',
    input: z.strictObject({ template: z.string().min(1).max(200), column: z.string().min(1).max(200) }),
    run({ template: slug, column }) {
      const template = templates.find((each) => each.slug === slug)
      if (!template?.columns.some(({ name }) => name === column)) {
        return { output: { error: 'there is no such template or column' }, wrong: true }
      }
      const pairs = profiles.flatMap(({ table, columns }) =>
        matchColumns({ table: { name: table, columns }, template })
          .filter(({ target }) => target === column)
          .map(({ source, score }) => ({ table, column: source, score: Number(score.toFixed(2)) })),
      )
      return { output: { candidates: pairs.toSorted((a, b) => b.score - a.score).slice(0, shownPairs) } }
    },
  })

/** Lets the model check an expression without trying it. */
export const compileTool = (state: Proposals, { db, templates, tables, mask, by }: Known): Tool =>
  toolOf({
    name: 'compile',
    description: 'Tells whether an expression could stand in a column of a template, without trying it on the data.',
    input: z.strictObject({
      template: z.string().min(1).max(200),
      column: z.string().min(1).max(200),
      sql: z.string().min(1).max(4000),
    }),
    async run({ template, column, sql }) {
      const edit = { kind: 'column' as const, edit: { template, column, sql: mask.restoreSql(sql), why: '' } }
      const early = refuseEdit(edit, { recipe: state.recipe, templates, open: state.open })
      const recipe = early.length > 0 ? null : applyEdits(state.recipe, [edit], by)
      const problems = recipe ? await checkRecipe({ db, recipe, templates, tables }) : []
      const said = [...early, ...problems.map(({ message }) => message)].map((problem) => mask.text(problem))
      return said.length > 0 ? { output: { fits: false, problems: said.slice(0, 10) } } : { output: { fits: true } }
    },
  })
