import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmod, chown, lchown, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EngineError } from '../../errors.ts'
import type { Binaries } from './binaries.ts'
import type { User } from './unprivileged-user.ts'

/** The superuser of the embedded cluster, and the database that Godwit uses. */
export const embeddedUser = 'godwit'
export const embeddedDatabase = 'postgres'

/**
 * How PostgreSQL's programs are told their folder. As root, Godwit enters the folder and only then gives up its rights,
 * so that folders above it which are closed to others (/root) do not matter; the path is then the place itself.
 */
export const folderArgument = (folder: string, user: User | undefined) =>
  user && process.platform === 'linux' ? '/proc/self/cwd' : folder

/**
 * Makes PostgreSQL's folder if it is absent: aside first, then in place by a rename, so that a crash half-way leaves
 * nothing that looks ready.
 *
 * @throws EngineError `store_incompatible` when the folder is of another major version; `config_invalid` when it
 * belongs to somebody else; `out_of_disk`, `store_unavailable`.
 */
export async function prepareCluster(folder: string, binaries: Binaries, user: User | undefined): Promise<void> {
  await removeUnfinished(folder)
  const version = await readVersion(folder)
  if (version === undefined) return create(folder, binaries, user)
  if (version !== binaries.major) {
    throw new EngineError(
      'store_incompatible',
      `${folder} was made by PostgreSQL ${version}, and this release brings ${binaries.major}. Use the release that made it, or move the data with pg_dump to a server named by GODWIT_DATABASE_URL.`,
    )
  }
  if (user && (await stat(folder)).uid === 0) await give(folder, user)
}

async function readVersion(folder: string): Promise<number | undefined> {
  try {
    return Number.parseInt(await readFile(join(folder, 'PG_VERSION'), 'utf8'), 10)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    if (code === 'ENOENT') return undefined
    throw new EngineError(
      'config_invalid',
      `${folder} cannot be read by this user. Start Godwit as the user who made it, or as root.`,
      { cause },
    )
  }
}

const unfinished = (folder: string) => `${basename(folder)}.new-`

async function removeUnfinished(folder: string): Promise<void> {
  const names = await readdir(dirname(folder))
  const left = names.filter((name) => name.startsWith(unfinished(folder)))
  await Promise.all(left.map((name) => rm(join(dirname(folder), name), { recursive: true, force: true })))
}

async function create(folder: string, binaries: Binaries, user: User | undefined): Promise<void> {
  const part = join(dirname(folder), `${unfinished(folder)}${randomUUID().slice(0, 8)}`)
  await mkdir(part, { mode: 0o700 })
  if (user) await chown(part, user.uid, user.gid)
  try {
    await runInitdb(part, binaries, user)
    // An empty folder of that name may be there; one with something in it is left alone and stops the start.
    await rename(part, folder)
  } catch (error) {
    await rm(part, { recursive: true, force: true })
    throw error
  }
}

function runInitdb(folder: string, { initdb }: Binaries, user: User | undefined): Promise<void> {
  const child = spawn(
    initdb,
    [
      '--pgdata',
      folderArgument(folder, user),
      '--username',
      embeddedUser,
      // Only who can enter the folder, which is closed to other users, reaches the socket.
      '--auth=trust',
      '--encoding=UTF8',
      // The same order of text on every machine.
      '--locale=C',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--no-instructions',
    ],
    { cwd: folder, ...user, env: childEnvironment, stdio: ['ignore', 'ignore', 'pipe'] },
  )
  let output = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    output = `${output}${text}`.slice(-4000)
  })
  return new Promise((done, failed) => {
    child.once('error', (cause) => failed(setupError('it could not be run', cause)))
    child.once('close', (code) => (code === 0 ? done() : failed(setupError(output.trim()))))
  })
}

/** Nothing of Godwit's environment is PostgreSQL's business, and some of it is secret. */
export const childEnvironment = { PATH: '/usr/local/bin:/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' }

function setupError(output: string, cause?: unknown): EngineError {
  if (/No space left on device/.test(output)) {
    return new EngineError(
      'out_of_disk',
      'The disk is full: the embedded PostgreSQL needs about 40 MB. Free some space.',
    )
  }
  const lastLine = output.split('\n').at(-1)
  return new EngineError(
    'store_unavailable',
    `The embedded PostgreSQL could not be set up: ${lastLine}. Check the rights of the data folder, or set GODWIT_DATABASE_URL.`,
    { detail: { output }, cause },
  )
}

/** A folder that was restored by root is root's; PostgreSQL insists on owning it. */
async function give(folder: string, user: User): Promise<void> {
  await chmod(folder, 0o700)
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    await lchown(join(entry.parentPath, entry.name), user.uid, user.gid)
  }
  await chown(folder, user.uid, user.gid)
}
