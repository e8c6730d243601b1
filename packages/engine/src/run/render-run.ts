import type { Run } from '@godwit/contract'
import type { RunRow } from '../store/queries/run-row.ts'

/** A run as clients see it; `status` decides which of the optional fields are there. */
export function renderRun(row: RunRow): Run {
  const run: Run = {
    run_id: row.id,
    status: row.status,
    created_at: row.created_at.toISOString(),
    kind: row.kind,
    started_at: row.started_at?.toISOString() ?? null,
    finished_at: row.finished_at?.toISOString() ?? null,
    attempt: row.attempt,
    progress: row.progress,
  }
  switch (row.status) {
    case 'queued':
    case 'running':
      return { ...run, message: row.message }
    case 'blocked':
      return row.blocked_reason === 'credentials' && row.credential_request
        ? { ...run, blocked_reason: 'credentials', credential_request: row.credential_request }
        : { ...run, blocked_reason: row.blocked_reason ?? 'questions', questions: row.questions ?? [] }
    case 'completed':
      return row.report ? { ...run, report: row.report } : run
    case 'failed':
      return { ...run, error: row.error ?? '', error_code: row.error_code ?? 'internal' }
    case 'awaiting_approval':
    case 'canceled':
      return run
    default:
      return row.status satisfies never
  }
}
