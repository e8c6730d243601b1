import type { RunKind } from '@godwit/contract'
import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'
import { type RunRow, runColumns, type StoredRunInput } from './run-row.ts'

/** Queues a run. A second active one of the same migration is a `StoreConflict` of `runs_one_active`. */
export async function insertRun(
  tx: Queryable,
  run: { id: string; migrationId: string; accountId: string; kind: RunKind; input: StoredRunInput },
): Promise<RunRow> {
  const rows = await tx.query<RunRow>(
    `INSERT INTO runs (id, migration_id, account_id, kind, input) VALUES ($1, $2, $3, $4, $5::json)
     RETURNING ${runColumns}`,
    [run.id, run.migrationId, run.accountId, run.kind, toJsonb(run.input)],
  )
  return rows[0]!
}
