import { currentPreview } from '../current-preview.ts'
import { describeSet } from '../describe-set.ts'
import { sayMessage } from '../say.ts'
import type { Step } from '../step.ts'

/** Answers a question about the preview, without changing anything. */
export const answerQuestion: Step = async (context) => {
  const { set } = await currentPreview(context)
  return { result: {}, events: [sayMessage(`${describeSet(set)}\n${set.plan}`)], end: { action: 'complete' } }
}
