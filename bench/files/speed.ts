import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Measured } from '../support/measure-csv.ts'
import type { Row } from '../support/suite.ts'

export const name = 'speed'
export const about =
  'time and memory of staging CSV beside other readers; GODWIT_BENCH_ROWS: rows of twelve columns (300000), GODWIT_BENCH_MIB: size of the large file (256)'
export const floor = {}
/** Times as fast as the other reader, and memory as a share of what is allowed. */
export const aim = { 'clean beside DuckDB': 1 / 1.3, 'clean beside papaparse': 1, 'dirty beside clean': 1 / 3 }

const allowedBytes = 600 * 1024 ** 2

export async function run(): Promise<Row[]> {
  const rows = Number(process.env['GODWIT_BENCH_ROWS'] ?? 300_000)
  const largeBytes = Number(process.env['GODWIT_BENCH_MIB'] ?? 256) * 1024 ** 2
  const dir = await mkdtemp(join(tmpdir(), 'godwit-speed-'))
  try {
    const [clean, dirty, large] = [join(dir, 'clean.csv'), join(dir, 'dirty.csv'), join(dir, 'large.csv')]
    await writeCsv(clean, { rows })
    await writeCsv(dirty, { rows, dirty: true })
    await measure('staging', clean)
    const staged = await measure('staging', clean)
    const duckdb = await measure('duckdb', clean)
    const papaparse = await measure('papaparse', clean)
    const forgiving = await measure('staging', dirty)
    for (const { rows: found } of [staged, duckdb, papaparse, forgiving])
      if (Math.abs(found - rows) > 1) throw new Error(`${found} rows were read instead of ${rows}`)
    await rm(clean)
    await rm(dirty)
    await writeCsv(large, { bytes: largeBytes })
    const flat = await measure('staging', large, 256)
    const { size } = await stat(large)
    const beside = (metric: keyof typeof aim, ours: Measured, other: Measured): Row => ({
      suite: name,
      metric,
      value: other.cpuMs / ours.cpuMs,
      aim: aim[metric],
      note: `CPU ${seconds(ours.cpuMs)} beside ${seconds(other.cpuMs)}, wall ${seconds(ours.wallMs)} beside ${seconds(other.wallMs)} (times as fast: ${(other.wallMs / ours.wallMs).toFixed(2)})`,
    })
    return [
      beside('clean beside DuckDB', staged, duckdb),
      beside('clean beside papaparse', staged, papaparse),
      beside('dirty beside clean', forgiving, staged),
      {
        suite: name,
        metric: 'memory beside 600 MiB',
        value: allowedBytes / flat.peakBytes,
        aim: 1,
        note: `${mebibytes(flat.peakBytes)} for a file of ${mebibytes(size)}, server process and DuckDB together`,
      },
    ]
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
const mebibytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MiB`

async function measure(what: string, path: string, memoryMib = 1024): Promise<Measured> {
  const script = fileURLToPath(new URL('../support/measure-csv.ts', import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, [script, what, path, String(memoryMib)])
  return JSON.parse(stdout) as Measured
}

const words = [
  'Ada Byron',
  'Max Ernst',
  'New York',
  'desk lamp, oak',
  'pays late',
  'Ulm',
  'a "good" one',
  'open',
  'Müller',
]

/** Twelve columns of what tables hold. `dirty`: a title, blanks outside quotes and rows too short, now and then. */
async function writeCsv(
  path: string,
  { rows = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY, dirty = false },
): Promise<void> {
  const out = createWriteStream(path)
  let written = 0
  const header = 'id,name,city,day,amount,count,email,state,article,note,code,url'
  let waiting = dirty ? `Orders of all branches\n\n${header}\n` : `${header}\n`
  for (let row = 0; row < rows && written < bytes; row++) {
    const word = (at: number) => words[(row * 7 + at * 3 + (row >> 3)) % words.length]!
    const cell = (text: string) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)
    const number = (row * 2_654_435_761) % 1_000_003
    const cells = [
      String(row + 1),
      cell(word(1)),
      cell(word(2)),
      `20${10 + (number % 15)}-0${1 + (number % 9)}-${10 + (number % 19)}`,
      (number / 100).toFixed(2),
      String(number % 977),
      `user${number}@example.com`,
      cell(word(3)),
      cell(word(4)),
      number % 3 === 0 ? '' : cell(`${word(5)} ${word(6)} ${number}`),
      `KX-${number % 10_000}`,
      `https://example.com/p/${number}`,
    ]
    waiting += dirty && row % 1000 === 999 ? `${cells.slice(0, 10).join(',')}\n` : `${cells.join(',')}\n`
    if (waiting.length < 1024 * 1024) continue
    written += waiting.length
    if (!out.write(waiting)) await once(out, 'drain')
    waiting = ''
  }
  out.end(waiting)
  await once(out, 'finish')
}
