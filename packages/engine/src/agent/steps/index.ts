import type { StepName } from '../choose-step.ts'
import type { Step } from '../step.ts'
import { answerQuestion } from './answer-question.ts'
import { applyChange } from './apply-change.ts'
import { askQuestions } from './ask-questions.ts'
import { checkSheets } from './check-sheets.ts'
import { compileRecipe } from './compile-recipe.ts'
import { extractStreams } from './extract-streams.ts'
import { fillPreview } from './fill-preview.ts'
import { planMapping } from './plan-mapping.ts'
import { profileTables } from './profile-tables.ts'
import { proposePreview } from './propose-preview.ts'
import { publishSheets } from './publish-sheets.ts'
import { reconcileLedger } from './reconcile-ledger.ts'
import { stageSources } from './stage-sources.ts'
import { transformRows } from './transform-rows.ts'

/** What each step does, and how it announces itself. */
export const steps: Record<StepName, { title: string; work: Step }> = {
  extract: { title: 'Reading the source', work: extractStreams },
  stage: { title: 'Taking the data in', work: stageSources },
  profile: { title: 'Looking at the data', work: profileTables },
  plan: { title: 'Planning the mapping', work: planMapping },
  ask: { title: 'Asking what only you can decide', work: askQuestions },
  compile: { title: 'Checking the recipe', work: compileRecipe },
  preview: { title: 'Filling the preview', work: fillPreview },
  validate: {
    title: 'Checking the sheets',
    work: (context) => (context.run.kind === 'execute' ? checkSheets(context) : proposePreview(context)),
  },
  apply: { title: 'Applying your change', work: applyChange },
  answer: { title: 'Looking for the answer', work: answerQuestion },
  transform: { title: 'Filling the sheets', work: transformRows },
  reconcile: { title: 'Accounting for every row', work: reconcileLedger },
  publish: { title: 'Publishing the sheets', work: publishSheets },
}
