/** The process that one file of a format with a reader of its own is read in. See `readInChild`. */
import { join } from 'node:path'
import type { SourceWarning } from '@godwit/contract'
import { readers } from '../formats/index.ts'
import { type MergedArea, type ReaderOutput, type ReadPart, UnreadableFile } from './reader.ts'
import { LineFile, spoolRow } from './spool.ts'
import type { FromReader, ToReader } from './wire.ts'

const say = (message: FromReader) => process.send?.(message)
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})

/** More merged areas than this are a pattern, not a layout. */
const keptMerges = 10_000

/** Readers tell of each chunk; that much is not worth a message. */
const progressEveryMs = 100

function openOutput(outDir: string): ReaderOutput {
  let parts = 0
  let told = 0
  const next = () => join(outDir, `read-${++parts}`)
  const done = (part: ReadPart) => say({ kind: 'part', part })
  return {
    grid(part, { firstRow = 1 } = {}) {
      const file = new LineFile(next())
      const merged: MergedArea[] = []
      let rows = 0
      let last = 0
      return {
        add(row, cells) {
          if (row <= last) throw new Error(`row ${row} comes after row ${last}`)
          last = row
          rows++
          file.add(spoolRow(row, cells))
        },
        merge(area) {
          if (merged.length < keptMerges) merged.push(area)
        },
        close({ warnings = [], lastRow = last } = {}) {
          file.close()
          done({ kind: 'grid', part, path: file.path, rows, firstRow, lastRow, merged, warnings })
        },
      }
    },
    records(part) {
      const file = new LineFile(next())
      let rows = 0
      return {
        add(value) {
          rows++
          file.add(JSON.stringify(value))
        },
        close({ warnings = [] } = {}) {
          file.close()
          done({ kind: 'records', part, path: file.path, rows, warnings })
        },
      }
    },
    file(name) {
      const path = next()
      return { path, close: ({ warnings = [] } = {}) => done({ kind: 'file', part: name, path, warnings }) }
    },
    warn: (warning: SourceWarning) => say({ kind: 'warning', warning }),
    progress(bytes) {
      const now = performance.now()
      if (now - told < progressEveryMs) return
      told = now
      say({ kind: 'progress', bytes })
    },
  }
}

process.once('message', async ({ format, input, outDir }: ToReader) => {
  try {
    const read = await readers[format]()
    await read(input, openOutput(outDir))
    say({ kind: 'done' })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    say({ kind: 'failed', message, expected: error instanceof UnreadableFile })
  }
  process.disconnect()
})
