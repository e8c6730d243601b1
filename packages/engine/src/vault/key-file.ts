import { randomUUID } from 'node:crypto'
import { chmod, link, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { EngineError } from '../errors.ts'
import { type KeyRing, newMasterKey, parseKeyFile, renderKeyFile } from './master-key.ts'

/** The keys of a file, and a stamp that changes with the file. */
export type KeyFile = { ring: KeyRing; stamp: string }

/** Reads the key file, or makes one with a new key; of processes that start at once, one makes it. */
export async function ensureKeyFile(path: string): Promise<KeyFile> {
  const found = await readKeyFile(path)
  if (found) return found
  const temporary = await writeTemporary(path, renderKeyFile([newMasterKey()]))
  try {
    // Unlike a rename, a link never replaces a file that another process has just made.
    await link(temporary, path)
    await syncFolder(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw unusable(path, error)
  } finally {
    await rm(temporary, { force: true })
  }
  const made = await readKeyFile(path)
  if (!made) throw unusable(path, undefined)
  return made
}

/** Null when there is no such file. A file that others may read is closed to them first. */
export async function readKeyFile(path: string): Promise<KeyFile | null> {
  try {
    const { mode } = await stat(path)
    if ((mode & 0o077) !== 0) await chmod(path, 0o600)
    const stamp = await stampOf(path)
    return { ring: parseKeyFile(await readFile(path, 'utf8'), path), stamp }
  } catch (error) {
    if (error instanceof EngineError) throw error
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw unusable(path, error)
  }
}

/** What tells one content of the file from the next, without reading it; empty when there is none. */
export async function stampOf(path: string): Promise<string> {
  const found = await stat(path, { bigint: true }).catch(() => undefined)
  return found ? `${found.ino}:${found.mtimeNs}:${found.size}` : ''
}

/** Replaces the file as a whole: after a crash it is the old one or the new one. */
export async function replaceKeyFile(path: string, ring: KeyRing): Promise<void> {
  const temporary = await writeTemporary(path, renderKeyFile(ring))
  try {
    await rename(temporary, path)
    await syncFolder(path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw unusable(path, error)
  }
}

async function writeTemporary(path: string, text: string): Promise<string> {
  const temporary = `${path}.${randomUUID()}`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    return temporary
  } catch (error) {
    await rm(temporary, { force: true })
    throw unusable(path, error)
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(dirname(path), 'r')
  await folder.sync().finally(() => folder.close())
}

const unusable = (path: string, cause: unknown) =>
  new EngineError(
    'config_invalid',
    `The vault's key file ${path} cannot be used${codeOf(cause)}. Make it readable and writable for this user, or set GODWIT_VAULT_KEY.`,
    { cause },
  )

const codeOf = (error: unknown): string => {
  const code = (error as NodeJS.ErrnoException | undefined)?.code
  return code ? ` (${code})` : ''
}
