import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { type AppliedMigration, type Migration, parseMigration, pendingMigrations } from './migration.ts'
import type { Store } from './store.ts'

/** Any number that nothing else locks by; the same in every release, since old and new may start side by side. */
const lockNumber = 4_740_915_108

/** The numbered migrations of this release, in order. */
export async function readMigrations(): Promise<Migration[]> {
  const folder = new URL('./migrations/', import.meta.url)
  const files = (await readdir(fileURLToPath(folder))).filter((name) => name.endsWith('.sql')).sort()
  return Promise.all(files.map(async (name) => parseMigration(name, await readFile(new URL(name, folder), 'utf8'))))
}

/**
 * Brings a store to this release's schema: everything pending in one transaction, under a lock, so that processes
 * which start together wait for the first and then find nothing to do.
 *
 * @returns the names of the migrations applied now.
 * @throws EngineError `store_incompatible`, see `pendingMigrations`.
 */
export async function migrate(store: Store, known: readonly Migration[]): Promise<string[]> {
  return store.transaction(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1)', [lockNumber])
    await tx.query(`CREATE TABLE IF NOT EXISTS applied_migrations (
      name text PRIMARY KEY,
      checksum text NOT NULL,
      breaking boolean NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )`)
    const applied = await tx.query<AppliedMigration>(
      'SELECT name, checksum, breaking FROM applied_migrations ORDER BY name',
    )
    const pending = pendingMigrations(known, applied)
    for (const { name, statements, checksum, breaking } of pending) {
      await tx.query(statements)
      await tx.query('INSERT INTO applied_migrations (name, checksum, breaking) VALUES ($1, $2, $3)', [
        name,
        checksum,
        breaking,
      ])
    }
    return pending.map(({ name }) => name)
  })
}
