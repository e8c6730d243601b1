import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { lockFile } from './lock-file.ts'
import { newId } from './new-id.ts'

/**
 * Makes a folder in `parent` for work files of this process, and removes those of processes that have ended. A lock
 * beside each folder tells which is which, so several processes may share `parent`.
 */
export async function openOwnFolder(parent: string): Promise<{ path: string; close(): Promise<void> }> {
  await mkdir(parent, { recursive: true, mode: 0o700 })
  const name = newId()
  const unlock = lockFile(join(parent, `${name}.lock`))
  if (!unlock) throw new Error('a new lock file is locked by another')
  const path = join(parent, name)
  await mkdir(path, { mode: 0o700 })
  await sweep(parent, name)
  return {
    path,
    async close() {
      await rm(path, { recursive: true, force: true })
      await rm(`${path}.lock`, { force: true })
      unlock()
    },
  }
}

async function sweep(parent: string, own: string): Promise<void> {
  const names = new Set((await readdir(parent)).map((entry) => entry.replace(/\.lock$/, '')))
  names.delete(own)
  for (const name of names) {
    const unlock = lockFile(join(parent, `${name}.lock`))
    if (!unlock) continue
    await rm(join(parent, name), { recursive: true, force: true })
    await rm(join(parent, `${name}.lock`), { force: true })
    unlock()
  }
}
