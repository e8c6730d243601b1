import type { Step } from '../step.ts'
import { resultOf } from '../step.ts'
import type { PlanResult } from './plan-mapping.ts'

/** Asks what only a person can decide, and gives the run out of hand until it is answered. */
export const askQuestions: Step = async (context) => {
  const { questions } = resultOf<PlanResult>(context, 'plan')
  return { result: { asked: questions.map(({ id }) => id) }, end: { action: 'ask', questions } }
}
