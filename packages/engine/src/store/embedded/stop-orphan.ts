import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { EngineError } from '../../errors.ts'

/** Patience with each way of asking PostgreSQL to stop: finish cleanly, then at once, then not at all. */
const waysToStop: readonly { signal: NodeJS.Signals; patienceMs: number }[] = [
  { signal: 'SIGINT', patienceMs: 20_000 },
  { signal: 'SIGQUIT', patienceMs: 5_000 },
  { signal: 'SIGKILL', patienceMs: 5_000 },
]

/**
 * Stops a PostgreSQL that an earlier Godwit, killed together with its watchdog, has left on this folder; the caller
 * holds the lock of the data folder, so nobody uses it. Files by which PostgreSQL says that it runs are removed: their
 * process number may have been given out again, or its process may have ended without being collected, and PostgreSQL
 * would refuse to start beside it. That its shared memory is out of use it finds out by other means.
 */
export async function stopOrphan(folder: string): Promise<void> {
  const content = await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number.parseInt(content, 10)
  if (pid > 1 && isAlive(pid) && (await isPostgresOn(pid, folder))) await stopPostgres(pid)
  // Nobody is there: what says otherwise names a process that is gone, or by now another program's.
  for (const name of ['postmaster.pid', '.s.PGSQL.5432', '.s.PGSQL.5432.lock']) {
    await rm(join(folder, name), { force: true })
  }
}

async function stopPostgres(pid: number): Promise<void> {
  for (const { signal, patienceMs } of waysToStop) {
    if (await stopProcess(pid, signal, patienceMs)) return
  }
  throw new EngineError(
    'store_unavailable',
    `A PostgreSQL of an earlier start (process ${pid}) does not stop. End it, then start Godwit again.`,
  )
}

async function stopProcess(pid: number, signal: NodeJS.Signals, patienceMs: number): Promise<boolean> {
  try {
    process.kill(pid, signal)
  } catch {
    return !isAlive(pid)
  }
  for (const deadline = Date.now() + patienceMs; Date.now() < deadline; await sleep(20)) {
    if (!isAlive(pid)) return true
  }
  return false
}

/** A process that has ended but that nobody has collected (containers without an init) counts as gone. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
  if (process.platform !== 'linux') return true
  try {
    // `pid (name) state …`; the name can hold anything.
    return !/\) Z [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Each process of PostgreSQL stands in its folder; where the system does not show that, its command line names it. */
async function isPostgresOn(pid: number, folder: string): Promise<boolean> {
  if (process.platform === 'linux') {
    const [theirs, ours] = await Promise.all([stat(`/proc/${pid}/cwd`).catch(() => undefined), stat(folder)])
    return theirs?.dev === ours.dev && theirs.ino === ours.ino
  }
  const { stdout } = await promisify(execFile)('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({
    stdout: '',
  }))
  return stdout.includes('postgres') && stdout.includes(folder)
}
