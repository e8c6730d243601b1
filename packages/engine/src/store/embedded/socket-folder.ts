import { createHash } from 'node:crypto'
import { lstat, mkdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The kernel's limit for the path of a socket is 108 bytes on Linux and 104 elsewhere, with a zero at the end. */
const longestPathBytes = 103
const socketName = '.s.PGSQL.5432'

/**
 * A path to PostgreSQL's folder that is short enough to connect to the socket in it: the folder itself, or else a link
 * in a private folder of the system's temporary one. The name is made from the folder's, so that a start after a crash
 * finds and replaces what the crash left.
 */
export async function openSocketFolder(folder: string): Promise<{ path: string; close(): Promise<void> }> {
  if (fits(folder)) return { path: folder, close: async () => {} }
  const uid = process.getuid?.() ?? 0
  const name = `godwit-${uid}-${createHash('sha256').update(folder).digest('hex').slice(0, 16)}`
  const home = join(fits(join(tmpdir(), name, 'pg')) ? tmpdir() : '/tmp', name)
  await mkdir(home, { mode: 0o700 }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error
  })
  const found = await lstat(home)
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${home} is not a private folder of this user`)
  }
  const path = join(home, 'pg')
  await rm(path, { force: true })
  await symlink(folder, path)
  return { path, close: () => rm(home, { recursive: true, force: true }) }
}

const fits = (folder: string) => Buffer.byteLength(join(folder, socketName)) <= longestPathBytes
