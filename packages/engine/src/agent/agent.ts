import type { Answer, Question, RecipeBody, StagedTable, TableProfile } from '@godwit/contract'
import type { NewEvent } from '../store/queries/insert-events.ts'
import type { CurrentPreview } from './current-preview.ts'
import type { AskedQuestion } from './model/ask-tool.ts'
import type { Edit } from './model/edits.ts'
import { improvePlan } from './model/improve-plan.ts'
import { readAnswersWithModel } from './model/read-answers-with-model.ts'
import { type ReadChange, readChange } from './model/read-change.ts'
import { readQuestion } from './model/read-question.ts'
import type { StepContext } from './step.ts'

/** What a model has contributed to a run's plan, kept with the plan so that it is not asked again. */
export type PlanMemory = { edits: Edit[]; asked: AskedQuestion[] }

/** A plan after the agent has looked at what the rules made. */
export type ImprovedPlan = {
  recipe: RecipeBody
  /** Beyond those of the rules. */
  questions: Question[]
  events: NewEvent[]
  memory: PlanMemory | null
}

/**
 * Who does the thinking that is left when the rules have done theirs. Both use the same tools (profile, score, compile,
 * dry-run, validate, ask); what they give is checked by the same code. Nothing that goes wrong with a model stops a run.
 */
export interface Agent {
  /** For people: `built-in`, or `provider:model`. */
  readonly name: string
  /** Makes more of a plan that the rules have made. */
  improvePlan(
    floor: {
      recipe: RecipeBody
      tables: readonly StagedTable[]
      profiles: readonly TableProfile[]
      answers: readonly Answer[]
      questions: readonly Question[]
    },
    memory: PlanMemory | null,
  ): Promise<ImprovedPlan>
  /** Reads free text that the rules could not match to the open questions. */
  readAnswers(
    questions: readonly Question[],
    text: string,
    profiles: readonly TableProfile[],
  ): Promise<{ answers: Answer[]; events: NewEvent[] }>
  /** Reads a change that the rules did not understand; null when it is not understood here either. */
  readChange(preview: CurrentPreview, profiles: readonly TableProfile[], message: string): Promise<ReadChange | null>
  /** Answers a question that the rules did not understand; null when it is not answered here either. */
  readQuestion(
    preview: CurrentPreview,
    profiles: readonly TableProfile[],
    message: string,
  ): Promise<{ text: string | null; events: NewEvent[] } | null>
}

/** The rules alone, which have done their work in the steps: there is nothing to add. */
const builtIn: Agent = {
  name: 'built-in',
  improvePlan: async ({ recipe }, memory) => ({ recipe, questions: [], events: [], memory }),
  readAnswers: async () => ({ answers: [], events: [] }),
  readChange: async () => null,
  readQuestion: async () => null,
}

/** The agent of a run: the model where one is configured, else the rules alone. The account's settings count in each call. */
export function chooseAgent(context: StepContext): Agent {
  const { model } = context.services
  if (!model) return builtIn
  return {
    name: model.name,
    improvePlan: (floor, memory) => improvePlan(context, floor, memory),
    readAnswers: (questions, text, profiles) => readAnswersWithModel(context, { questions, text, profiles }),
    readChange: (preview, profiles, message) => readChange(context, { preview, profiles, message }),
    readQuestion: (preview, profiles, message) => readQuestion(context, { preview, profiles, message }),
  }
}
