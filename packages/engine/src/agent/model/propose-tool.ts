import { z } from 'zod'
import { renderResults } from './brief.ts'
import { columnEditSchema, type Edit, valuesEditSchema } from './edits.ts'
import type { Mask } from './mask.ts'
import type { Proposals, Tried } from './proposals.ts'
import { type Tool, toolOf } from './tool-loop.ts'

const inputSchema = z.strictObject({
  columns: z.array(columnEditSchema).max(40).default([]).describe('New expressions for columns of templates'),
  values: z.array(valuesEditSchema).max(20).default([]).describe('What values outside a column’s list become'),
})

/** Lets the model propose edits. Those that fail together are tried one by one, so that a good one is not lost. */
export function proposeTool(state: Proposals, mask: Mask, attempt: (edits: readonly Edit[]) => Promise<Tried>): Tool {
  return toolOf({
    name: 'propose',
    description:
      'Proposes changes of the recipe. They are checked and tried on the data. The answer says which were taken, and why others were not.',
    input: inputSchema,
    async run({ columns, values }) {
      const edits: Edit[] = [
        ...columns.map((edit): Edit => ({ kind: 'column', edit: { ...edit, sql: mask.restoreSql(edit.sql) } })),
        ...values.map((edit): Edit => {
          const entries = edit.entries.map(({ from, to }) => ({ from: mask.restore(from), to: mask.restore(to) }))
          return { kind: 'values', edit: { ...edit, entries } }
        }),
      ]
      if (edits.length === 0) return { output: { error: 'nothing was proposed' }, wrong: true }
      const together = edits.length > 1 ? await attempt(edits) : null
      if (together?.taken) return { output: { taken: edits.length, results: renderResults(state.measured) } }
      const refused: { template: string; column: string; reasons: string[] }[] = []
      for (const edit of edits) {
        const tried = await attempt([edit])
        if (!tried.taken)
          refused.push({ template: edit.edit.template, column: edit.edit.column, reasons: tried.reasons })
      }
      const taken = edits.length - refused.length
      return { output: { taken, refused, results: renderResults(state.measured) }, wrong: taken === 0 }
    },
  })
}

/** Lets the model say that it is done. */
export const finishTool: Tool = toolOf({
  name: 'finish',
  description: 'Says that there is nothing more to do.',
  input: z.strictObject({}),
  run: () => ({ output: {}, done: true }),
})
