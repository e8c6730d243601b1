import { closeSync, createReadStream, openSync, writeSync } from 'node:fs'
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

/** A row of a grid as a line: the row's number, then its cells; a number among them stands for so many empty ones. */
export function spoolRow(row: number, cells: readonly Cell[]): string {
  const line: (number | string)[] = [row]
  let empty = 0
  for (const cell of cells) {
    if (cell === null || cell === undefined) empty++
    else {
      if (empty > 0) line.push(empty)
      empty = 0
      line.push(cell)
    }
  }
  if (empty > 0) line.push(empty)
  return JSON.stringify(line)
}

function readRow(line: string): { row: number; cells: Cell[] } {
  const [row, ...written] = JSON.parse(line) as [number, ...(number | string)[]]
  const cells: Cell[] = []
  for (const one of written) {
    if (typeof one === 'string') cells.push(one)
    else for (let empty = 0; empty < one; empty++) cells.push(null)
  }
  return { row, cells }
}

/** The rows of a spooled grid in order. */
export async function* readSpool(path: string, signal?: AbortSignal): AsyncGenerator<{ row: number; cells: Cell[] }> {
  // Node's own reader of lines ends them at U+2028 and U+2029 too, which cells may hold.
  let rest = ''
  for await (const piece of createReadStream(path, { encoding: 'utf8', signal }) as AsyncIterable<string>) {
    const lines = piece.split('\n')
    lines[0] = rest + lines[0]!
    rest = lines.pop()!
    for (const line of lines) yield readRow(line)
  }
}
