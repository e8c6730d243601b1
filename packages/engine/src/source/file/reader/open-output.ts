import { join } from 'node:path'
import type { SourceWarning } from '@godwit/contract'
import { openUnpackLimit } from '../formats/unpack-limit.ts'
import { GridLimit, MergedAreas } from './grid-limit.ts'
import { type ReaderOutput, type ReadPart, UnreadableFile } from './reader.ts'
import { LineFile, spoolRow } from './spool.ts'
import { WarningLimit } from './warning-limit.ts'

/** What is told of a file while it is read. */
export type Told =
  | { kind: 'progress'; bytes: number }
  | { kind: 'part'; part: ReadPart }
  | { kind: 'warning'; warning: SourceWarning }

/** Readers tell of each chunk; that much is not worth a message. */
const progressEveryMs = 100

/** A file of more tables, or an archive of more files, is not taken apart further. */
const maxParts = 5000

/**
 * An output that writes parts into `outDir` and tells of them, within bounds: what a file of `fileBytes` is written out as must
 * not grow past what an honest file would. `finish` tells what was counted and not told.
 */
export function openOutput(
  outDir: string,
  fileBytes: number,
  say: (told: Told) => void,
): ReaderOutput & { finish(): void } {
  let parts = 0
  let toldAt = 0
  const limit = openUnpackLimit(fileBytes)
  const warnings = new WarningLimit()
  const next = () => {
    if (parts >= maxParts) throw new UnreadableFile(`it holds more than ${maxParts} tables or files`)
    return join(outDir, `read-${++parts}`)
  }
  const done = (part: ReadPart) => say({ kind: 'part', part })
  const tell = (warning: SourceWarning) => say({ kind: 'warning', warning })
  const openLines = () => {
    const file = new LineFile(next())
    return {
      path: file.path,
      add(line: string) {
        limit.count(line.length)
        file.add(line)
      },
      close: () => file.close(),
    }
  }
  return {
    grid(part, { firstRow = 1 } = {}) {
      const file = openLines()
      const merged = new MergedAreas()
      const area = new GridLimit(firstRow)
      let rows = 0
      let last = 0
      return {
        add(row, cells) {
          if (!Number.isSafeInteger(row) || row <= last) throw new UnreadableFile(`row ${row} comes after row ${last}`)
          last = row
          if (area.flaw !== null || !area.add(row, cells)) return
          rows++
          file.add(spoolRow(row, cells))
        },
        merge: (one) => merged.add(one),
        close({ warnings: own = [], lastRow = last } = {}) {
          file.close()
          area.checkHeight(lastRow)
          if (area.flaw !== null) {
            done({ kind: 'unreadable', part, path: file.path, why: area.flaw, warnings: [] })
            return
          }
          const told = merged.leftOut > 0 ? [...own, mergesLeftOut(merged.leftOut)] : own
          done({ kind: 'grid', part, path: file.path, rows, firstRow, lastRow, merged: merged.areas, warnings: told })
        },
      }
    },
    records(part) {
      const file = openLines()
      let rows = 0
      return {
        add(value) {
          rows++
          file.add(JSON.stringify(value))
        },
        close({ warnings: own = [] } = {}) {
          file.close()
          done({ kind: 'records', part, path: file.path, rows, warnings: own })
        },
      }
    },
    file(name) {
      const path = next()
      return { path, close: ({ warnings: own = [] } = {}) => done({ kind: 'file', part: name, path, warnings: own }) }
    },
    warn(warning) {
      if (warnings.passes(warning)) tell(warning)
    },
    progress(bytes) {
      const now = performance.now()
      if (now - toldAt < progressEveryMs) return
      toldAt = now
      say({ kind: 'progress', bytes })
    },
    finish() {
      for (const warning of warnings.rest()) tell(warning)
    },
  }
}

const mergesLeftOut = (count: number): SourceWarning => ({
  code: 'merges_left_out',
  message: 'There are more merged cells than can be followed: the value of these stands in their first row only.',
  rows: [],
  count,
})
