import type { StagedTable } from '@godwit/contract'
import { z } from 'zod'
import { inputRefs } from '../../plan/index.ts'
import { renderResults } from './brief.ts'
import { columnEditSchema, type Edit, nameOf, type SheetEdit, sheetEditSchema, valuesEditSchema } from './edits.ts'
import type { Mask } from './mask.ts'
import type { Proposals, Tried } from './proposals.ts'
import { type Tool, toolOf } from './tool-loop.ts'

const inputSchema = z.strictObject({
  columns: z.array(columnEditSchema).max(40).default([]).describe('New expressions for columns of templates'),
  values: z.array(valuesEditSchema).max(20).default([]).describe('What values outside a column’s list become'),
  sheets: z
    .array(sheetEditSchema)
    .max(20)
    .default([])
    .describe('Sheets for templates that have none, each from a table that nothing uses'),
})

/** Lets the model propose edits. Those that fail together are tried one by one, so that a good one is not lost. */
export function proposeTool(
  state: Proposals,
  mask: Mask,
  tables: readonly StagedTable[],
  attempt: (edits: readonly Edit[]) => Promise<Tried>,
): Tool {
  return toolOf({
    name: 'propose',
    description:
      'Proposes changes of the recipe. They are checked and tried on the data. The answer says which were taken, and why others were not.',
    input: inputSchema,
    async run({ columns, values, sheets }) {
      const edits: Edit[] = [
        ...sheets.map((edit): Edit => ({ kind: 'sheet', edit: completeSheet(edit, tables, mask) })),
        ...columns.map((edit): Edit => ({ kind: 'column', edit: { ...edit, sql: mask.restoreSql(edit.sql) } })),
        ...values.map((edit): Edit => {
          const entries = edit.entries.map(({ from, to }) => ({ from: mask.restore(from), to: mask.restore(to) }))
          return { kind: 'values', edit: { ...edit, entries } }
        }),
      ]
      if (edits.length === 0) return { output: { error: 'nothing was proposed' }, wrong: true }
      const together = edits.length > 1 ? await attempt(edits) : null
      if (together?.taken) return { output: { taken: edits.length, results: renderResults(state.measured) } }
      const refused: { about: string; reasons: string[] }[] = []
      for (const edit of edits) {
        const tried = await attempt([edit])
        if (!tried.taken) refused.push({ about: nameOf(edit), reasons: tried.reasons })
      }
      const taken = edits.length - refused.length
      return { output: { taken, refused, results: renderResults(state.measured) }, wrong: taken === 0 }
    },
  })
}

function completeSheet(edit: z.output<typeof sheetEditSchema>, tables: readonly StagedTable[], mask: Mask): SheetEdit {
  const headers = tables.find(({ name }) => name === edit.table)?.columns.map(({ name }) => name) ?? []
  const columns = edit.columns.map((column) => ({ ...column, sql: mask.restoreSql(column.sql) }))
  return { ...edit, columns, headers, ref: inputRefs(tables).get(edit.table) ?? '' }
}

/** Lets the model say that it is done. */
export const finishTool: Tool = toolOf({
  name: 'finish',
  description: 'Says that there is nothing more to do.',
  input: z.strictObject({}),
  run: () => ({ output: {}, done: true }),
})
