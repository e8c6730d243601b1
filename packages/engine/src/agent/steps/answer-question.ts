import { parseClarify } from '../../plan/index.ts'
import type { SheetSet } from '../../sheet/index.ts'
import { sql, text } from '../../sql/quote.ts'
import type { NewEvent } from '../../store/queries/insert-events.ts'
import { chooseAgent } from '../agent.ts'
import { answerClarification, type Counts } from '../answer-clarification.ts'
import { currentPreview } from '../current-preview.ts'
import { readProfiles } from '../read-profiles.ts'
import { sayMessage } from '../say.ts'
import type { Step, StepContext } from '../step.ts'

/** Answers a question about the preview, from its sheets, its ledger and its recipe. Changes nothing. */
export const answerQuestion: Step = async (context) => {
  const { set, recipe, profileKey } = await currentPreview(context)
  const { profiles } = await readProfiles(context.services.storage, profileKey)
  const message = context.run.input.message ?? ''
  const before: NewEvent[] = []
  const question = parseClarify({ message, recipe, templates: context.templates, tables: set.tables, profiles })
  if (question.kind === 'unknown') {
    const read = await chooseAgent(context).readQuestion({ set, recipe, profileKey }, profiles, message)
    if (read) before.push(...read.events)
    if (read?.text) {
      return { result: { question: 'model' }, events: [...before, sayMessage(read.text)], end: { action: 'complete' } }
    }
  }
  const answer = await answerClarification(question, { set, recipe, counts: countsOf(context, set) })
  return { result: { question: question.kind }, events: [...before, sayMessage(answer)], end: { action: 'complete' } }
}

function countsOf(context: StepContext, set: SheetSet): Counts {
  return {
    async invalidCells(slug) {
      const sheet = set.sheets.find((candidate) => candidate.slug === slug)!
      const db = await context.openDb()
      return db.rows(
        sql(`SELECT "column", count(DISTINCT row_id) AS rows FROM read_parquet(${text(await context.pathOf(sheet.issues_key))})
          WHERE severity = 'invalid' GROUP BY "column" ORDER BY rows DESC, "column"`),
      )
    },
    async mergedRows() {
      const db = await context.openDb()
      return db.rows(
        sql(`SELECT sheet, count(*) AS rows FROM read_parquet(${text(await context.pathOf(set.ledger_key))})
          WHERE outcome = 'merged' GROUP BY sheet ORDER BY sheet`),
      )
    },
  }
}
