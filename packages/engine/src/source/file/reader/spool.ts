import { closeSync, createReadStream, openSync, writeSync } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Cell } from '../dialect.ts'

const flushLength = 1024 * 1024

/** Lines written to a file, gathered into mebibytes. For a process that has nothing else to do meanwhile. */
export class LineFile {
  readonly path: string
  readonly #file: number
  #waiting: string[] = []
  #length = 0

  constructor(path: string) {
    this.path = path
    this.#file = openSync(path, 'wx', 0o600)
  }

  add(line: string) {
    this.#waiting.push(line, '\n')
    this.#length += line.length + 1
    if (this.#length >= flushLength) this.#flush()
  }

  close() {
    this.#flush()
    closeSync(this.#file)
  }

  #flush() {
    const bytes = Buffer.from(this.#waiting.join(''), 'utf8')
    this.#waiting = []
    this.#length = 0
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at, bytes.length - at)
  }
}

/** A row of a grid as a line: the row's number, then its cells. */
export const spoolRow = (row: number, cells: readonly Cell[]): string => JSON.stringify([row, ...cells])

/** The rows of a spooled grid in order. */
export async function* readSpool(path: string, signal?: AbortSignal): AsyncGenerator<{ row: number; cells: Cell[] }> {
  const lines = createInterface({ input: createReadStream(path, { signal }), crlfDelay: Number.POSITIVE_INFINITY })
  for await (const line of lines) {
    const [row, ...cells] = JSON.parse(line) as [number, ...Cell[]]
    yield { row, cells }
  }
}
