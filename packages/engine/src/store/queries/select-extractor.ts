import type { Queryable } from '../store.ts'
import { type ExtractorRow, extractorColumns } from './extractor-row.ts'

/** One version of an extractor; null when there is none. Ids are not checked against any account. */
export async function selectExtractor(store: Queryable, id: string): Promise<ExtractorRow | null> {
  const rows = await store.query<ExtractorRow>(`SELECT ${extractorColumns} FROM extractors WHERE id = $1`, [id])
  return rows[0] ?? null
}
