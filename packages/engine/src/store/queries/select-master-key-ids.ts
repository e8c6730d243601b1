import type { Queryable } from '../store.ts'

/** The master keys that secrets on file are sealed under, with how many each. */
export function selectMasterKeyIds(store: Queryable): Promise<{ master_key_id: string; secrets: number }[]> {
  return store.query<{ master_key_id: string; secrets: number }>(
    'SELECT master_key_id, count(*)::int AS secrets FROM secrets GROUP BY master_key_id ORDER BY master_key_id',
  )
}
