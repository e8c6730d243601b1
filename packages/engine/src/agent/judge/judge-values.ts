import { createHash } from 'node:crypto'
import type { Template, TemplateColumn } from '@godwit/contract'
import { z } from 'zod'
import { insertJudgements } from '../../store/queries/insert-judgements.ts'
import { selectJudgements } from '../../store/queries/select-judgements.ts'
import { prompts } from '../model/prompts.ts'
import { isModelTrouble, type ModelSession } from '../model/session.ts'
import { runToolLoop, toolOf } from '../model/tool-loop.ts'
import type { StepContext } from '../step.ts'

/** What is known about values under a rule: which do not fit, how many nobody has judged, and why not. */
export type Judged = { unfit: string[]; unjudged: number; why: string | null }

const batchSize = 100
const longestValue = 500

const sha256 = (parts: readonly unknown[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** What a rule says: judgements hold as long as it says the same. */
export const ruleHashOf = ({ name, description, type, examples }: TemplateColumn): string =>
  sha256([name, description, type, examples])

/**
 * Judges distinct values of an `ai` column: from what has been judged before, and the rest by the model in batches, if
 * there is one to ask. What stays unjudged is left alone.
 */
export async function judgeValues(
  context: StepContext,
  session: ModelSession | null,
  { template, column, values }: { template: Template; column: TemplateColumn; values: readonly string[] },
): Promise<Judged> {
  const { store, now } = context.services
  const accountId = context.run.account_id
  const ruleHash = ruleHashOf(column)
  const hashes = new Map(values.map((value) => [value, sha256([accountId, ruleHash, value])]))
  const known = await selectJudgements(store, { accountId, ruleHash }, [...hashes.values()])
  const fits = (value: string) => known.get(hashes.get(value)!)
  const open = values.filter((value) => fits(value) === undefined)
  let why: string | null = null
  if (session) {
    try {
      for (let start = 0; start < open.length; start += batchSize) {
        context.progress(
          { phase: 'preview', done: start, total: open.length, unit: 'values' },
          `Asking ${session.name} whether values fit ${template.name}.${column.name}`,
        )
        const batch = open.slice(start, start + batchSize)
        const unfit = await judgeBatch(session, { template, column, batch })
        if (unfit === null) {
          why = `${session.name} gave no judgement`
          break
        }
        const judged = new Map(batch.map((value, place) => [hashes.get(value)!, !unfit.has(place + 1)]))
        await insertJudgements(store, { accountId, ruleHash, model: session.name, now: now() }, judged)
        for (const [hash, fit] of judged) known.set(hash, fit)
      }
      await session.rest()
    } catch (error) {
      if (!isModelTrouble(error)) throw error
      why = error.message
    }
  }
  return {
    unfit: values.filter((value) => fits(value) === false),
    unjudged: values.filter((value) => fits(value) === undefined).length,
    why,
  }
}

/** The numbers (from 1) of the values that do not fit; null when the model did not say. */
async function judgeBatch(
  session: ModelSession,
  { template, column, batch }: { template: Template; column: TemplateColumn; batch: readonly string[] },
): Promise<Set<number> | null> {
  let unfit: Set<number> | null = null
  await runToolLoop(session, {
    system: prompts.judge,
    opening: {
      column: {
        template: template.name,
        name: column.name,
        description: column.description,
        type: column.type,
        examples: column.examples,
      },
      values: batch.map((value, place) => ({ number: place + 1, value: value.slice(0, longestValue) })),
    },
    tools: [
      toolOf({
        name: 'judge',
        description: 'Gives the numbers of the values that do not fit the description; an empty list when all do.',
        input: z.strictObject({ unfit: z.array(z.int().min(1).max(batch.length)).max(batch.length) }),
        run({ unfit: numbers }) {
          unfit = new Set(numbers)
          return { output: {}, done: true }
        },
      }),
    ],
  })
  return unfit
}
