import type { RunKind } from '@godwit/contract'

/** Everything that an agent does is one of these; each has its file in steps/. */
export const stepNames = [
  'extract',
  'stage',
  'profile',
  'plan',
  'ask',
  'compile',
  'preview',
  'validate',
  'apply',
  'answer',
  'transform',
  'reconcile',
  'publish',
] as const
export type StepName = (typeof stepNames)[number]

/** The way of each kind of run, in order. `extract` is for runs that read live sources; `ask` and the end are decided on the way. */
const ways: Record<RunKind, readonly StepName[]> = {
  generate: ['extract', 'stage', 'profile', 'plan', 'compile', 'preview', 'validate'],
  update: ['apply', 'compile', 'preview', 'validate'],
  clarify: ['answer'],
  execute: ['transform', 'validate', 'reconcile', 'publish'],
}

/** What a plan says about itself, as far as it decides the way. */
export type PlanState = { answers: number; questions: readonly unknown[] }

/**
 * The next step of a run, from the steps that it has finished: so a run that is picked up by another worker goes on
 * where it stood. Null when all is done, which only a run that should have ended can reach.
 *
 * A plan is made again when answers have come since, and leads to asking while it has questions left. An extraction that
 * waited for credentials goes on.
 */
export function chooseStep(
  kind: RunKind,
  finished: ReadonlyMap<string, unknown>,
  answers: number,
  { extracts = false }: { extracts?: boolean } = {},
): StepName | null {
  for (const step of ways[kind]) {
    if (step === 'extract') {
      if (!extracts) continue
      if ((finished.get(step) as { waiting?: boolean } | undefined)?.waiting) return step
    }
    if (!finished.has(step)) return step
    if (step !== 'plan') continue
    const plan = finished.get('plan') as PlanState
    if (plan.answers < answers) return 'plan'
    if (plan.questions.length > 0) return 'ask'
  }
  return null
}
