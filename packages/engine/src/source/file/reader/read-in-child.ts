import { type ChildProcess, fork } from 'node:child_process'
import { lstatSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceWarning } from '@godwit/contract'
import { EngineError } from '../../../errors.ts'
import type { ReaderFormat, ReadPart } from './reader.ts'
import { sandboxArguments } from './sandbox.ts'
import type { FromReader, ToReader } from './wire.ts'

const childPath = fileURLToPath(new URL('./child.ts', import.meta.url))

/**
 * A reader that holds more than this is stopped: a file that needs it is a bomb, or not one for this reader. What it takes
 * between two looks comes on top; all in all it stays within 512 MiB.
 */
const maxMemoryBytes = 400 * 1024 * 1024
/** A reader that tells nothing over so much work, or for so long on a machine that has no time for it, is stuck. */
const maxSilentWorkSeconds = 8
const maxSilenceMs = 120_000
const watchEveryMs = 40

export type ReadInChildOptions = {
  format: ReaderFormat
  path: string
  name: string
  options?: Readonly<Record<string, string>>
  /** An existing folder for the parts. */
  outDir: string
  signal?: AbortSignal
  onProgress?: (bytes: number) => void
}

/** What a reader made of a file. `failure` says why it did not come to the end; the parts it had finished are whole. */
export type ReadResult = { parts: ReadPart[]; warnings: SourceWarning[]; failure: string | null }

/**
 * Reads a file in a process of its own, which may read that file and the program and write into `outDir`, has no
 * environment, 512 MiB of memory, and eight seconds of work to show each bit of progress. Rejects with the signal's reason when aborted,
 * with `file_unreadable` when nothing could be read.
 */
export async function readInChild(options: ReadInChildOptions): Promise<ReadResult> {
  const { format, path, name, outDir, signal, onProgress } = options
  signal?.throwIfAborted()
  const child = fork(childPath, [], {
    env: { TZ: 'UTC' },
    execArgv: sandboxArguments(path, outDir),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
  })
  const result: ReadResult = { parts: [], warnings: [], failure: null }
  const failed = (why: string) => {
    result.failure ??= why
    child.kill('SIGKILL')
  }
  let heard = performance.now()
  let workedWhenHeard = 0
  let worked = 0
  let done = false
  child.on('message', (message: FromReader) => {
    heard = performance.now()
    workedWhenHeard = worked
    if (message.kind === 'progress') onProgress?.(message.bytes)
    else if (message.kind === 'part') {
      if (isOwnFile(message.part.path, outDir)) result.parts.push(message.part)
      else failed('its reader told of a file that is none of its own')
    } else if (message.kind === 'warning') result.warnings.push(message.warning)
    else if (message.kind === 'done') done = true
    else if (message.expected) failed(message.message.slice(0, 500))
    else failed(`it is damaged or not what it claims to be (${message.message.slice(0, 200)})`)
  })
  const onAbort = () => child.kill('SIGKILL')
  signal?.addEventListener('abort', onAbort, { once: true })
  const watch = setInterval(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    const use = await readUse(child)
    worked = use.workedSeconds
    if (worked - workedWhenHeard > maxSilentWorkSeconds || performance.now() - heard > maxSilenceMs)
      failed('reading it does not come forward, so it was given up')
    else if (use.memoryBytes > maxMemoryBytes) failed('reading it takes more memory than a file may')
  }, watchEveryMs)
  try {
    await new Promise<void>((done, reject) => {
      child.once('error', reject)
      // What it said last may still be on its way when it has ended.
      child.once('exit', () => (child.connected ? child.once('disconnect', () => done()) : done()))
      child.send({ format, input: { path, name, options: options.options ?? {} }, outDir } satisfies ToReader, () => {})
    })
  } finally {
    clearInterval(watch)
    signal?.removeEventListener('abort', onAbort)
  }
  signal?.throwIfAborted()
  if (!done) failed('reading it failed midway, most likely for want of memory')
  if (result.failure !== null && result.parts.length === 0) {
    throw new EngineError(
      'file_unreadable',
      `${name} could not be read: ${result.failure}. Check that it opens where it comes from, and send it again or as CSV.`,
    )
  }
  return result
}

/** Whether a part lies where the reader may write, as a file of its own: the parent is about to read it. */
const isOwnFile = (path: string, outDir: string): boolean =>
  dirname(resolve(path)) === resolve(outDir) && lstatSync(path, { throwIfNoEntry: false })?.isFile() === true

/** What a process takes: memory it holds, seconds it has worked. Zeros where the system does not tell. */
async function readUse({ pid }: ChildProcess): Promise<{ memoryBytes: number; workedSeconds: number }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  // The second field is a name in brackets that may hold blanks.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const ticks = Number(fields[11] ?? 0) + Number(fields[12] ?? 0)
  return { memoryBytes: Number(fields[21] ?? 0) * pageBytes, workedSeconds: ticks / ticksPerSecond }
}
const pageBytes = 4096
const ticksPerSecond = 100
