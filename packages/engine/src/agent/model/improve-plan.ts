import type { Answer, Question, RecipeBody, StagedTable, TableProfile } from '@godwit/contract'
import type { NewEvent } from '../../store/queries/insert-events.ts'
import type { ImprovedPlan, PlanMemory } from '../agent.ts'
import { count, list, sayMessage, sayTool } from '../say.ts'
import type { StepContext } from '../step.ts'
import { type AskedQuestion, askTool, editsOfAnswers } from './ask-tool.ts'
import { renderBrief } from './brief.ts'
import { applyEdits, type Edit, nameOf, sureConfidence } from './edits.ts'
import { compileTool, profileTool, scoreTool } from './look-tools.ts'
import { openMask } from './mask.ts'
import { type DryRun, type Measured, openDryRun } from './measure.ts'
import { prompts } from './prompts.ts'
import { type Proposals, tryEdits } from './proposals.ts'
import { finishTool, proposeTool } from './propose-tool.ts'
import { isModelTrouble, type ModelSession, openSession } from './session.ts'
import { runToolLoop } from './tool-loop.ts'

type Floor = {
  recipe: RecipeBody
  tables: readonly StagedTable[]
  profiles: readonly TableProfile[]
  answers: readonly Answer[]
  /** What the rules ask. */
  questions: readonly Question[]
}

const openColumns = (questions: readonly Question[]): Set<string> =>
  new Set(questions.map(({ about }) => `${about.template}.${about.template_column}`))

/**
 * Lets a model improve what the rules have planned. It is asked once in a run; when answers have come since, what it had
 * proposed is put on the new plan again, each piece only if it still loses nothing. Whatever goes wrong with the model,
 * the plan of the rules stands.
 */
export async function improvePlan(
  context: StepContext,
  floor: Floor,
  memory: PlanMemory | null,
): Promise<ImprovedPlan> {
  const { templates, services } = context
  const by = services.model?.name ?? 'none'
  if (memory)
    return memory.edits.length + memory.asked.length === 0
      ? unchanged(floor, memory)
      : replay(context, floor, memory, by)
  const session = await openSession(context, 'plan')
  if (!session) return unchanged(floor, null)
  const asked: AskedQuestion[] = []
  let state: Proposals | null = null
  try {
    const dryRun = await openDryRun(context, floor.tables)
    const measured = await dryRun(floor.recipe)
    // The rules' own plan fails here as it will in the next step, which says so.
    if ('problems' in measured || !hasWork(floor, measured, templates)) return unchanged(floor, null)
    state = {
      recipe: floor.recipe,
      measured,
      taken: [],
      refused: new Set(),
      open: openColumns(floor.questions),
      tries: 0,
    }
    await converse(context, session, { floor, state, asked, dryRun })
  } catch (error) {
    if (!isModelTrouble(error)) throw error
    return finished(state, floor, asked, [sayMessage(sayTrouble(session.name, error, state?.taken.length ?? 0))])
  }
  await session.rest()
  return finished(state, floor, asked, sayWork(session.name, state, asked, templates))
}

/** Whether the rules have left anything that a model may do: a sheet, a column empty or unsure, or an invalid cell. */
const hasWork = (
  { recipe: { sheets }, tables }: Floor,
  measured: Measured,
  templates: readonly { slug: string }[],
): boolean =>
  sheets.length === 0 ||
  (sheets.length < templates.length && tables.length > 1) ||
  [...measured.sheets].some(([slug, { columns }]) => {
    const written = sheets.find(({ template }) => template === slug)?.columns ?? {}
    return [...columns].some(
      ([name, { filled, invalid }]) => filled === 0 || invalid > 0 || (written[name]?.confidence ?? 1) < sureConfidence,
    )
  })

async function converse(
  context: StepContext,
  session: ModelSession,
  { floor, state, asked, dryRun }: { floor: Floor; state: Proposals; asked: AskedQuestion[]; dryRun: DryRun },
) {
  const { templates } = context
  const { profiles, tables } = floor
  const by = session.name
  const mask = openMask(session.settings.samples, { templates, profiles })
  const known = { db: await context.openDb(), templates, tables, profiles, mask, by }
  context.progress(
    { phase: 'plan', done: 0, total: null, unit: 'calls' },
    `Asking ${session.name} what the rules have missed`,
  )
  await runToolLoop(session, {
    system: prompts.plan,
    opening: renderBrief({ templates, tables, profiles, recipe: state.recipe, measured: state.measured, mask }),
    tools: [
      profileTool(known),
      scoreTool(known),
      compileTool(state, known),
      proposeTool(state, mask, tables, (edits) => tryEdits(state, edits, { templates, by, mask, dryRun })),
      askTool(state, asked, { templates, by, mask, dryRun }),
      finishTool,
    ],
  })
}

function unchanged({ recipe }: Floor, memory: PlanMemory | null): ImprovedPlan {
  return { recipe, questions: [], events: [], memory }
}

function finished(state: Proposals | null, floor: Floor, asked: AskedQuestion[], events: NewEvent[]): ImprovedPlan {
  return {
    recipe: state?.recipe ?? floor.recipe,
    questions: openQuestions(asked, floor.answers),
    events,
    memory: { edits: state?.taken ?? [], asked },
  }
}

const openQuestions = (asked: readonly AskedQuestion[], answers: readonly Answer[]): Question[] =>
  asked.map(({ question }) => question).filter(({ id }) => !answers.some((answer) => answer.id === id))

/** Puts what was taken before, and what people have chosen, on a plan that was made again. */
async function replay(context: StepContext, floor: Floor, memory: PlanMemory, by: string): Promise<ImprovedPlan> {
  const dryRun = await openDryRun(context, floor.tables)
  const measured = await dryRun(floor.recipe)
  if ('problems' in measured) return unchanged(floor, memory)
  const { templates } = context
  const mask = openMask('raw', { templates, profiles: floor.profiles })
  const state: Proposals = { recipe: floor.recipe, measured, taken: [], refused: new Set(), open: new Set(), tries: 0 }
  for (const edit of memory.edits) await tryEdits(state, [edit], { templates, by, mask, dryRun })
  const chosen = editsOfAnswers(memory.asked, floor.answers)
  const recipe = await takeChosen(state, chosen, by, dryRun)
  return { recipe, questions: openQuestions(memory.asked, floor.answers), events: [], memory }
}

/** What a person has chosen is taken whatever it costs, as long as the recipe works and every row is accounted for. */
async function takeChosen(state: Proposals, edits: readonly Edit[], by: string, dryRun: DryRun): Promise<RecipeBody> {
  let recipe = state.recipe
  for (const edit of edits) {
    const next = applyEdits(recipe, [edit], by)
    const measured = next ? await dryRun(next) : null
    if (next && measured && !('problems' in measured) && measured.balanced) recipe = next
  }
  return recipe
}

export const sayTrouble = (name: string, error: Error, taken = 0): string =>
  `The language model ${name} could not be used${taken > 0 ? ' to the end' : ''}: ${error.message}. I go on with the built-in rules${taken > 0 ? ` and the ${count(taken, 'change')} that it had made` : ''}.`

function sayWork(
  name: string,
  state: Proposals | null,
  asked: readonly AskedQuestion[],
  templates: readonly { slug: string }[],
): NewEvent[] {
  if (!state) return []
  const taken = [...new Set(state.taken.map(nameOf))]
  const refused = [...state.refused]
  const parts = [
    taken.length > 0
      ? `The language model ${name} changed ${list(taken)}; the checks found nothing lost by it.`
      : `The language model ${name} had nothing to add that the checks could take.`,
    ...(refused.length > 0 ? [`Not taken: its proposals for ${list(refused)}.`] : []),
    ...(asked.length > 0 ? [`It has ${count(asked.length, 'question')} for you.`] : []),
  ]
  return [
    ...sayTool(
      'model_plan',
      { model: name, templates: templates.map(({ slug }) => slug) },
      { taken, refused, questions: asked.length },
    ),
    sayMessage(parts.join(' ')),
  ]
}
