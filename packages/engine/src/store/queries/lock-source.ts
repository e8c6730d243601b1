import type { Queryable } from '../store.ts'

/** Locks a source until commit, so that two migrations that end at once teach it one after the other. */
export async function lockSource(tx: Queryable, sourceId: string): Promise<void> {
  await tx.query('SELECT id FROM sources WHERE id = $1 FOR NO KEY UPDATE', [sourceId])
}
