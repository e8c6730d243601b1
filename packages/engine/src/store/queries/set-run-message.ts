import type { Queryable } from '../store.ts'

/** Shows what a run that is at work is doing. */
export async function setRunMessage(tx: Queryable, runId: string, message: string | null): Promise<void> {
  await tx.query(`UPDATE runs SET message = $2 WHERE id = $1 AND status = 'running'`, [runId, message])
}
