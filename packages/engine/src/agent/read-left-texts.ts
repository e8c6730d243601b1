import { type Answer, leftTextId, type TableProfile } from '@godwit/contract'
import type { NewEvent } from '../store/queries/insert-events.ts'
import type { Agent } from './agent.ts'
import { sayMessage } from './say.ts'
import type { StepContext } from './step.ts'
import type { PlanResult } from './steps/plan-mapping.ts'

/** Answers by question, and those found in free text now or before. */
export type LeftTexts = { answers: Answer[]; read: Answer[]; events: NewEvent[] }

/**
 * Gives free text that the rules could not match when it was sent to the agent, once. What stays unmatched is asked
 * again, and said so.
 */
export async function readLeftTexts(
  { answers: given }: Pick<StepContext, 'answers'>,
  agent: Agent,
  before: PlanResult | undefined,
  profiles: readonly TableProfile[],
): Promise<LeftTexts> {
  const known = given.filter(({ id }) => id !== leftTextId)
  const read = [...(before?.read ?? [])]
  const news = given.slice(before?.answers ?? 0).filter(({ id }) => id === leftTextId)
  const settled = new Set([...known, ...read].map(({ id }) => id))
  const open = (before?.questions ?? []).filter(({ id }) => !settled.has(id))
  const events: NewEvent[] = []
  for (const { value } of news) {
    const found = await agent.readAnswers(open, value, profiles)
    read.push(...found.answers)
    events.push(...found.events)
    if (found.answers.length < open.length) {
      events.push(
        sayMessage(
          'I could not tell what that means for every open question, so I ask again. Naming a choice as it is written always works.',
        ),
      )
    }
  }
  return { answers: [...known, ...read], read, events }
}
