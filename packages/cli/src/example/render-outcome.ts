import { renderTable } from '../ui/output.ts'
import { renderCoverage } from '../ui/render-coverage.ts'
import type { ExampleOutcome } from './run-example.ts'

/** `0.9876` → `98.76 %`; only what is exactly right reads `100 %`. */
export function percent(share: number): string {
  if (share === 1) return '100 %'
  return `${(Math.floor(share * 10_000) / 100).toFixed(2)} %`
}

/** What was asked and answered, the ledger, and how much of the example came out right. */
export function renderOutcome(outcome: ExampleOutcome): string[] {
  const { asked, migrated, sheets } = outcome
  const report = migrated.status === 'done' ? migrated.run.report : undefined
  return [
    ...asked.map(({ question, choice }) => {
      const unknown = choice.known === null ? ' (no answer was given in advance)' : ''
      return `asked    ${question.question}\nanswered ${choice.label}${unknown}`
    }),
    ...(migrated.status === 'done' ? [] : [`${migrated.status}   ${migrated.run.error ?? ''}`]),
    ...(report ? renderCoverage(report.coverage) : []),
    ...sheets.map(({ slug, score }) => {
      const wrong = score.wrongColumns.slice(0, 5).map(({ column, cells }) => `${column} ${cells}`)
      const rows =
        score.missingRows + score.extraRows === 0 ? '' : `; ${score.missingRows} rows missing, ${score.extraRows} extra`
      return `${slug}: ${percent(score.score)} of ${score.expected} cells right${rows}${wrong.length > 0 ? `; cells that differ: ${wrong.join(', ')}` : ''}`
    }),
  ]
}

/** All examples as one table, with a line for the whole. */
export function renderSummary(outcomes: readonly ExampleOutcome[]): string[] {
  const rows = outcomes.map((outcome) => [
    outcome.example.name,
    outcome.exact ? 'exact' : outcome.migrated.status === 'done' ? 'done' : outcome.migrated.status,
    percent(outcome.total.score),
    `${outcome.total.equal}/${outcome.total.expected}`,
    String(outcome.total.missingRows),
    String(outcome.total.extraRows),
    `${outcome.questions.asked}/${outcome.questions.expected}${outcome.questions.unexpected > 0 ? ` +${outcome.questions.unexpected}` : ''}`,
    `${outcome.issues.flagged}/${outcome.issues.expected}`,
    `${(outcome.elapsedMs / 1000).toFixed(1)} s`,
  ])
  const header = ['example', 'end', 'score', 'cells', 'missing', 'extra', 'questions', 'issues', 'time']
  const mean = outcomes.reduce((sum, { total }) => sum + total.score, 0) / Math.max(outcomes.length, 1)
  const exact = outcomes.filter((outcome) => outcome.exact).length
  const perfect = outcomes.filter(({ total }) => total.score === 1).length
  return [
    ...renderTable(header, rows),
    `mean score ${percent(mean)}; every cell right in ${perfect} of ${outcomes.length}; exact, with questions and issues as expected, ${exact}`,
  ]
}
