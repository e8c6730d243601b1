import { readdir, readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'

/** Processes that `root` has started, and that those have started, at this moment; Linux only. */
export async function descendantsOf(root: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    const parent = (await statOf(Number(entry)))?.parent
    if (parent !== undefined) parents.set(Number(entry), parent)
  }
  const found = [root]
  for (const parent of found) found.push(...[...parents].filter(([, of]) => of === parent).map(([pid]) => pid))
  return found.slice(1)
}

/** Whether a process is there and at work: one that has ended but that nobody has collected is not. */
export const isRunning = async (pid: number): Promise<boolean> => {
  const stat = await statOf(pid)
  return stat !== undefined && stat.state !== 'Z'
}

/** Waits until none of the processes is there any more; fails after 20 s. */
export async function untilGone(pids: readonly number[]): Promise<void> {
  const deadline = Date.now() + 20_000
  for (const pid of pids) {
    while (await isRunning(pid)) {
      if (Date.now() > deadline) throw new Error(`process ${pid} is still there: ${await commandOf(pid)}`)
      await sleep(20)
    }
  }
}

export async function commandOf(pid: number): Promise<string> {
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')
  return command.replaceAll('\0', ' ').trim()
}

/** `pid (name) state parent …`; the name can hold anything, brackets included. */
async function statOf(pid: number): Promise<{ state: string; parent: number } | undefined> {
  const content = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [, state, parent] = /^\d+ \(.*\) (\S) (\d+) /s.exec(content) ?? []
  return state === undefined ? undefined : { state, parent: Number(parent) }
}
