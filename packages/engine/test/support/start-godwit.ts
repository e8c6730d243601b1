import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Environment } from '../../src/config.ts'

const main = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

/** Godwit in a process of its own, as an operator would run it. */
export type Godwit = {
  pid: number
  /** What it has printed so far. */
  output(): { stdout: string; stderr: string }
  /** Resolves when it says that it is ready; rejects, with what it printed, when it ends before. */
  ready: Promise<{ url: string; key: string | null }>
  /** Resolves with its exit code, or the signal that ended it. */
  ended: Promise<number | NodeJS.Signals>
  kill(signal: NodeJS.Signals): void
}

/** Starts it on a free port, with nothing of this process' environment but the path. */
export function startGodwit(env: Environment): Godwit {
  const child = spawn(process.execPath, [main], {
    env: { PATH: process.env['PATH'], GODWIT_PORT: '0', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  const ready = Promise.withResolvers<{ url: string; key: string | null }>()
  // Somebody who only waits for the end does not care.
  ready.promise.catch(() => {})
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    const url = /^Godwit is ready at (\S+) .*\n/m.exec(stdout)?.[1]
    if (url) ready.resolve({ url, key: /^API key .*: (\S+)\n/m.exec(stdout)?.[1] ?? null })
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text
  })
  const ended = once(child, 'close').then(([code, signal]: (number | NodeJS.Signals)[]) => {
    ready.reject(new Error(`Godwit ended (${code ?? signal}) before it was ready: ${stdout}${stderr}`))
    return (code ?? signal)!
  })
  return {
    pid: child.pid!,
    output: () => ({ stdout, stderr }),
    ready: ready.promise,
    ended,
    kill: (it) => child.kill(it),
  }
}
