import type { Preview } from '@godwit/contract'
import { renderTable } from '../ui/output.ts'
import { renderCoverage } from '../ui/render-coverage.ts'
import { renderRequest } from '../ui/render-request.ts'
import type { LiveOutcome } from './run-live.ts'

const sampleRows = 5

/** The way from connecting to the finished sheet: what was asked for, what is planned, a few rows, the ledger. */
export function renderLive({ live, migrated, requests, asked, calls }: LiveOutcome): string[] {
  const { source_key, selected_streams } = live.connection
  const report = migrated.status === 'done' ? migrated.run.report : undefined
  return [
    `connected  ${source_key}: ${selected_streams?.join(', ') ?? 'what the templates need'}`,
    ...requests.flatMap((request) => {
      const [reason = '', ...steps] = renderRequest(request)
      return [`blocked    ${reason}`, ...steps.map((line) => indent(line)), 'given      the credentials']
    }),
    ...asked.flatMap(({ question, choice }) => [`asked      ${question.question}`, `answered   ${choice.label}`]),
    `read       ${calls} requests`,
    ...(migrated.status === 'done' ? renderPreview(migrated.preview) : []),
    ...(migrated.status === 'done' ? [] : [`${migrated.status}   ${migrated.run.error ?? ''}`]),
    ...(report ? ['executed', ...renderCoverage(report.coverage)] : []),
  ]
}

function renderPreview({ sheets }: Preview): string[] {
  return sheets.flatMap(({ template, rows: [header = [], ...rows], total_rows, invalid_rows }) => [
    `preview    ${template.name}: ${total_rows} rows, ${invalid_rows} of them with something to look at`,
    ...renderTable(header, rows.slice(0, sampleRows)).map((line) => indent(line)),
  ])
}

const indent = (line: string) => `           ${line}`.trimEnd()
