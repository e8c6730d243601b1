import { type Cell, type Dialect, maxRecordLength } from './dialect.ts'
import { RecordMender } from './mend-record.ts'
import { readChunks } from './read-chunks.ts'
import type { RowShape } from './row-shape.ts'
import { splitRecords } from './split-records.ts'
import { openDecoding, type TextEncoding } from './text-encoding.ts'

/** One record of a delimited file. `row` counts from 1; `flaws` are bits of `flaw`; `broken` bytes were not valid text. */
export type TextRecord = { row: number; cells: Cell[]; flaws: number; broken: number }

/** A record that goes on past what is held in memory, most often behind a quote that is never closed. */
export class RecordTooLong extends Error {
  override readonly name = 'RecordTooLong'
  readonly row: number
  /** Whether there is a quote in it, which may be what keeps it open. */
  readonly hasQuote: boolean
  constructor(row: number, hasQuote: boolean) {
    super(`record ${row} is too long`)
    this.row = row
    this.hasQuote = hasQuote
  }
}

export type ReadRecordsOptions = {
  encoding: TextEncoding
  dialect: Dialect
  /** What its rows look like, where that is known: records that are not so are mended, if there is one way to do so. */
  shape?: RowShape | undefined
  /** Rows whose quotes are plain text. */
  literalRows?: ReadonlySet<number>
  signal?: AbortSignal
  onBytes?: (bytes: number) => void
}

/**
 * Reads every record of a delimited file, holding one chunk or one record, whichever is longer. `onRecord` may be
 * async through `flush`, awaited between chunks; returning false from it ends the reading.
 */
export async function readRecords(
  path: string,
  options: ReadRecordsOptions,
  onRecord: (record: TextRecord) => boolean | undefined,
  flush?: () => Promise<void>,
): Promise<void> {
  const { encoding, dialect, shape, literalRows, signal, onBytes } = options
  const mender = shape && new RecordMender(shape)
  const mendLine = mender && ((line: string) => mender.mendLine(line))
  const decoding = openDecoding(encoding)
  let rows = 0
  let stopped = false
  let text = ''
  let broken: number[] = []
  let waiting: string[] = []
  let waitingLength = 0
  let bytes = 0

  const tooLong = () => new RecordTooLong(rows + 1, dialect.quote !== '' && text.includes(dialect.quote))
  const split = (isLast: boolean) => {
    const firstRow = rows + 1
    let nextBroken = 0
    const isLiteral = literalRows?.size ? (index: number) => literalRows.has(firstRow + index) : undefined
    const consumed = splitRecords(
      text,
      0,
      { dialect, isLast, expectedCells: shape?.width, isLiteral, mendLine },
      (cells, flaws, start, end) => {
        if (end - start > maxRecordLength) throw tooLong()
        const before = nextBroken
        while (nextBroken < broken.length && broken[nextBroken]! < end) nextBroken++
        rows++
        if (mender && !mender.isWhole(cells)) {
          const mended = mender.mend(cells, flaws, text.slice(start, end))
          cells = mended.cells
          flaws = mended.flaws
        }
        if (onRecord({ row: rows, cells, flaws, broken: nextBroken - before }) === false) stopped = true
        return !stopped
      },
    )
    broken = broken.slice(nextBroken).map((offset) => offset - consumed)
    text = text.slice(consumed)
    if (!isLast && text.length > maxRecordLength) throw tooLong()
  }
  const take = (chunk: Buffer, isLast: boolean) => {
    const decoded = decoding.decode(chunk, isLast)
    for (const offset of decoded.broken) broken.push(text.length + waitingLength + offset)
    waiting.push(decoded.text)
    waitingLength += decoded.text.length
    // A record longer than a chunk is looked at again only once the text has doubled, or reading would be quadratic.
    if (!isLast && waitingLength < text.length) {
      if (waitingLength + text.length > maxRecordLength) throw tooLong()
      return
    }
    text += waiting.join('')
    waiting = []
    waitingLength = 0
    split(isLast)
  }

  for await (const chunk of readChunks(path, { signal })) {
    take(chunk, false)
    if (stopped) return
    bytes += chunk.length
    onBytes?.(bytes)
    await flush?.()
  }
  take(Buffer.alloc(0), true)
  await flush?.()
}
