import { createHash } from 'node:crypto'
import { EngineError } from '../errors.ts'

/** One numbered file of `store/migrations`. */
export type Migration = {
  /** File name without `.sql`: `0001-foundation`. */
  name: string
  statements: string
  /** SHA-256 in hex of the file with Unix line ends, so that a checkout's settings do not matter. */
  checksum: string
  /** Its first line says `-- breaking`: a process that does not know it must not run. */
  breaking: boolean
}

/** A migration that a store has had, oldest first. */
export type AppliedMigration = { name: string; checksum: string; breaking: boolean }

export function parseMigration(fileName: string, content: string): Migration {
  if (!/^\d{4}-[a-z0-9-]+\.sql$/.test(fileName)) throw new Error(`${fileName} is not named like 0001-what-it-does.sql`)
  const statements = content.replaceAll('\r\n', '\n')
  return {
    name: fileName.slice(0, -'.sql'.length),
    statements,
    checksum: createHash('sha256').update(statements).digest('hex'),
    breaking: /^-- breaking\b/.test(statements),
  }
}

/**
 * What a store still needs, in order.
 *
 * @throws EngineError `store_incompatible` when an applied migration has been edited since, or when the store has one
 * that this release does not know and cannot run beside.
 */
export function pendingMigrations(known: readonly Migration[], applied: readonly AppliedMigration[]): Migration[] {
  const byName = new Map(known.map((migration) => [migration.name, migration]))
  for (const { name, checksum, breaking } of applied) {
    const migration = byName.get(name)
    if (!migration && breaking) {
      throw new EngineError(
        'store_incompatible',
        `The database has been changed by a newer Godwit (${name}) in a way that this release cannot work with. Start that release or a newer one.`,
      )
    }
    if (migration && migration.checksum !== checksum) {
      throw new EngineError(
        'store_incompatible',
        `The migration ${name} was changed after it had been applied to this database. Restore the file as it was released.`,
      )
    }
  }
  const done = new Set(applied.map(({ name }) => name))
  return known.filter(({ name }) => !done.has(name)).toSorted((a, b) => (a.name < b.name ? -1 : 1))
}
