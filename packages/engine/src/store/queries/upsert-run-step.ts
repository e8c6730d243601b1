import type { Queryable } from '../store.ts'
import { toJsonb } from '../to-jsonb.ts'

/** Records a finished step; one that has run again replaces its own result. */
export async function upsertRunStep(tx: Queryable, runId: string, step: string, result: unknown): Promise<void> {
  await tx.query(
    `INSERT INTO run_steps (run_id, step, result) VALUES ($1, $2, $3::json)
     ON CONFLICT (run_id, step) DO UPDATE SET result = excluded.result, finished_at = now()`,
    [runId, step, toJsonb(result)],
  )
}
