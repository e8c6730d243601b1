import type { App } from '../../src/app.ts'

/** A migration straight in the store, without templates or files: for tests of what needs no data. */
export async function addBareMigration(app: App, accountId: string): Promise<string> {
  const id = app.newId()
  await app.store.query('INSERT INTO migrations (id, account_id, name, workbook_id) VALUES ($1, $2, $3, $4)', [
    id,
    accountId,
    'bare',
    app.newId(),
  ])
  return id
}

/** A file that counts as uploaded, whose bytes nobody reads. */
export async function addUnreadFile(app: App, migrationId: string): Promise<void> {
  const id = app.newId()
  await app.store.query(
    `INSERT INTO files (id, migration_id, name, content_type, storage_key, expires_at, uploaded_at, size_bytes)
     VALUES ($1, $2, 'people.csv', 'text/csv', $3, now(), now(), 10)`,
    [id, migrationId, `files/${migrationId}/${id}`],
  )
}
