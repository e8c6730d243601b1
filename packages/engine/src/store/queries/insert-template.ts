import type { Queryable } from '../store.ts'

/** Adds a template, without a version yet. Throws StoreConflict `templates_slug` when the slug is taken. */
export async function insertTemplate(
  store: Queryable,
  row: { id: string; account_id: string; slug: string; created_at: Date },
): Promise<void> {
  await store.query('INSERT INTO templates (id, account_id, slug, created_at) VALUES ($1, $2, $3, $4)', [
    row.id,
    row.account_id,
    row.slug,
    row.created_at,
  ])
}
