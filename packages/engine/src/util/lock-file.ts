import { DatabaseSync } from 'node:sqlite'

/**
 * Takes an exclusive lock on a file, made if it is absent, for as long as this process lives. The kernel lets go of it
 * when the process ends, however it ends, so nothing stale is ever left. Node has no file locks of its own; SQLite's
 * are the operating system's, and hold across containers that share the file.
 *
 * @returns a function that lets go, or null when another holds the lock.
 */
export function lockFile(path: string): (() => void) | null {
  const database = new DatabaseSync(path)
  try {
    database.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    database.close()
    const busy = 5
    if ((error as { errcode?: number }).errcode === busy) return null
    throw error
  }
  return () => database.close()
}
