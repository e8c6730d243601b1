import { createReadStream, readdirSync, readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import Papa from 'papaparse'
import { openDuckdb } from '../../packages/engine/src/duckdb/index.ts'
import { sql, text } from '../../packages/engine/src/sql/quote.ts'
import { stageFile } from '../../packages/engine/src/staging/index.ts'

/**
 * A process that does one thing with one CSV file, so that its time and memory are its own: `staging` as a migration
 * does it, `duckdb` with nothing but read_csv to Parquet, `papaparse` that only parses. Prints what it took as JSON.
 */
export type Measured = {
  wallMs: number
  /** Of this process and its children, start and end of the processes included. */
  cpuMs: number
  /** Most memory that this process and its children held, each at its own peak. */
  peakBytes: number
  rows: number
}

const [what, path, memoryMib = '1024'] = process.argv.slice(2) as [string, string, string?]
const outDir = join(dirname(path), `${what}-${process.pid}`)
await mkdir(outDir)

const works: Record<string, () => Promise<number>> = {
  async staging() {
    const db = await open()
    const { tables } = await stageFile({
      db,
      path,
      outDir,
      file: { id: '01890000-0000-7000-8000-000000000000', name: 'file.csv', content_type: 'text/csv' },
      tableNames: new Set(),
    })
    return tables.reduce((sum, table) => sum + table.row_count, 0)
  },
  async duckdb() {
    const db = await open()
    const target = text(join(outDir, 'out.parquet'))
    const source = `read_csv(${text(path)}, all_varchar = true, header = true)`
    await db.exec(sql(`COPY (SELECT * FROM ${source}) TO ${target} (FORMAT parquet, COMPRESSION snappy)`))
    const [counted] = await db.rows<{ rows: number }>(sql(`SELECT count(*) AS rows FROM read_parquet(${target})`))
    return counted!.rows
  },
  async papaparse() {
    let rows = -1
    await new Promise<void>((resolve, reject) => {
      Papa.parse<string[]>(createReadStream(path), {
        chunkSize: 1024 * 1024,
        chunk: ({ data }) => {
          rows += data.length
        },
        complete: () => resolve(),
        error: reject,
      })
    })
    return rows
  },
}

const open = () =>
  openDuckdb({
    directories: [dirname(path)],
    spillDir: outDir,
    memoryLimitBytes: Number(memoryMib) * 1024 ** 2,
    threads: 2,
  })

const started = performance.now()
const rows = await works[what]!()
const wallMs = performance.now() - started
const processes = [process.pid, ...childrenOf(process.pid)]
const measured: Measured = {
  wallMs,
  cpuMs: processes.reduce((sum, pid) => sum + cpuOf(pid), 0),
  peakBytes: processes.reduce((sum, pid) => sum + peakOf(pid), 0),
  rows,
}
process.stdout.write(JSON.stringify(measured), () => process.exit(0))

function childrenOf(pid: number): number[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  )
}

/** Ticks of user and system time; a tick is 10 ms. */
function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

function peakOf(pid: number): number {
  return Number(/VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
}
