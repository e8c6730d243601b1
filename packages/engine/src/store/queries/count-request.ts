import type { Queryable } from '../store.ts'

/**
 * Counts one request of `subject` at `endpoint` in the window that begins at `windowStart`, and gives how many there
 * are in it now. Processes whose clocks differ count in the latest window that any of them has begun.
 */
export async function countRequest(
  store: Queryable,
  { subject, endpoint, windowStart }: { subject: string; endpoint: string; windowStart: Date },
): Promise<number> {
  const rows = await store.query<{ requests: number }>(
    `INSERT INTO rate_windows AS w (subject, endpoint, window_start, requests) VALUES ($1, $2, $3, 1)
     ON CONFLICT (subject, endpoint) DO UPDATE SET
       requests = CASE WHEN w.window_start >= excluded.window_start THEN w.requests + 1 ELSE 1 END,
       window_start = greatest(w.window_start, excluded.window_start)
     RETURNING requests`,
    [subject, endpoint, windowStart],
  )
  return rows[0]?.requests ?? 1
}
