import { type FileHandle, open } from 'node:fs/promises'
import { EngineError } from '../errors.ts'
import type { Cell, Dialect } from '../source/file/index.ts'

/** How normalised files are written, and read by DuckDB without a guess. */
export const normalisedDialect: Dialect = { delimiter: ',', quote: '"', escape: '"' }

const flushLength = 1024 * 1024

/**
 * A delimited file in the one form that DuckDB cannot misread: UTF-8, `_row` first, every cell quoted unless it is
 * null, LF between records, all records of one width. Cells are gathered and written a mebibyte at a time.
 */
export class NormalisedFile {
  readonly path: string
  readonly #file: FileHandle
  readonly #width: number
  #waiting = ''
  #overhead = 0
  rows = 0
  /** Bytes of the cells alone. */
  contentBytes = 0
  longestRecordBytes = 0

  private constructor(path: string, file: FileHandle, width: number) {
    this.path = path
    this.#file = file
    this.#width = width
  }

  static async create(path: string, width: number): Promise<NormalisedFile> {
    return new NormalisedFile(path, await translateDisk(open(path, 'w')), width)
  }

  /** Adds a record; missing cells are null, those past the width are not written. Tells whether it holds a NUL. */
  add(row: number, cells: readonly Cell[]): boolean {
    let record = String(row)
    let overhead = record.length + 1 + this.#width
    for (let at = 0; at < this.#width; at++) {
      const cell = cells[at]
      if (cell === null || cell === undefined) record += ','
      else if (cell.includes('"')) {
        const doubled = cell.replaceAll('"', '""')
        overhead += 2 + doubled.length - cell.length
        record += `,"${doubled}"`
      } else {
        overhead += 2
        record += `,"${cell}"`
      }
    }
    this.#waiting += record
    this.#waiting += '\n'
    this.#overhead += overhead
    this.rows++
    // Three bytes are the most that one UTF-16 unit takes in UTF-8; only what may be the longest is counted.
    if (record.length * 3 > this.longestRecordBytes) {
      this.longestRecordBytes = Math.max(this.longestRecordBytes, Buffer.byteLength(record) + 1)
    }
    return record.includes('\u0000')
  }

  /** Writes what has gathered, if it is enough to be worth it. */
  async flush(always = false): Promise<void> {
    if (this.#waiting.length === 0 || (!always && this.#waiting.length < flushLength)) return
    const bytes = Buffer.from(this.#waiting, 'utf8')
    this.contentBytes += bytes.length - this.#overhead
    this.#waiting = ''
    this.#overhead = 0
    for (let at = 0; at < bytes.length; ) {
      at += (await translateDisk(this.#file.write(bytes, at, bytes.length - at))).bytesWritten
    }
  }

  async close(): Promise<void> {
    await this.flush(true)
    await translateDisk(this.#file.close())
  }

  /** Lets go of the file without finishing it. */
  async abandon(): Promise<void> {
    await this.#file.close().catch(() => {})
  }
}

/** A full disk is something an operator can act on; anything else is passed on. */
export async function translateDisk<Result>(work: Promise<Result>): Promise<Result> {
  try {
    return await work
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code
    if (code === 'ENOSPC' || code === 'EDQUOT') {
      throw new EngineError(
        'out_of_disk',
        'The disk is full: there was no room for the staging tables. Free some space on the disk of the data folder, then try again.',
        { cause },
      )
    }
    throw cause
  }
}
