import type { Queryable } from '../store.ts'

/** Results of a run's finished steps, by step. */
export async function selectRunSteps(store: Queryable, runId: string): Promise<Map<string, unknown>> {
  const rows = await store.query<{ step: string; result: unknown }>(
    'SELECT step, result FROM run_steps WHERE run_id = $1',
    [runId],
  )
  return new Map(rows.map((row) => [row.step, row.result]))
}
