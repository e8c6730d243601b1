import { createWriteStream } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { recipeBodySchema, type StagedTable, type Template, templateColumnSchema } from '@godwit/contract'
import { type Duckdb, openDuckdb } from '../packages/engine/src/duckdb/index.ts'
import { exportSheet } from '../packages/engine/src/export/index.ts'
import { libraryMacros } from '../packages/engine/src/recipe/index.ts'
import { fillSheets } from '../packages/engine/src/sheet/index.ts'
import { sql, text } from '../packages/engine/src/sql/quote.ts'
import { stageFile } from '../packages/engine/src/staging/index.ts'

export const about = 'stage, transform, validate, account, publish, export a million rows, beside raw DuckDB'

const memoryLimitBytes = 1024 ** 3

const transforms: Record<string, string> = {
  id: 'source."Id"',
  name: 'clean_text(source."Name")',
  email: 'clean_email(source."E-mail")',
  joined: `format_date(source."Joined", ['%d/%m/%Y'])`,
  amount: `format_number(source."Amount", 'dot', 2)`,
  active: `format_bool(source."Active", 'true', 'false')`,
  website: 'host_of(source."Website")',
  code: 'upper(trim(source."Code"))',
  updated: `format_timestamp(source."Updated", ['%Y-%m-%dT%H:%M:%S'], '%Y-%m-%d %H:%M')`,
  status: 'source."Status"',
  manager: 'source."Manager"',
  note: 'source."Note"',
}

const template: Template = {
  id: '00000000-0000-7000-8000-000000000001',
  slug: 'people',
  name: 'People',
  description: '',
  version: 1,
  columns: [
    { name: 'id', required: true, unique: true },
    { name: 'name', required: true },
    { name: 'email', required: true, unique: true, type: 'email' },
    { name: 'joined', type: 'date' },
    { name: 'amount', type: 'decimal' },
    { name: 'active', type: 'boolean' },
    { name: 'website' },
    { name: 'code', desiredRule: 'strict', strictRule: '[A-Z]{2}-\\d{4}' },
    { name: 'updated' },
    { name: 'status', desiredRule: 'strict', strictRule: ['Lead', 'Customer', 'Partner'] },
    { name: 'manager', desiredRule: 'link', linkRule: [{ templateSlug: 'people', columnName: 'id' }] },
    { name: 'note' },
  ].map((column) => templateColumnSchema.parse(column)),
  created_at: '2026-01-01T00:00:00.000Z',
  updated_at: '2026-01-01T00:00:00.000Z',
}

/** Every hundredth row breaks something. */
const generate = (rows: number) =>
  sql(`SELECT 'P' || lpad(i::VARCHAR, 8, '0') AS "Id", '  Person   Number ' || i AS "Name",
    CASE WHEN i % 1000 = 7 THEN 'unknown' ELSE 'Person.' || i || '@Example.com' END AS "E-mail",
    lpad((i % 28 + 1)::VARCHAR, 2, '0') || '/' || lpad((i % 12 + 1)::VARCHAR, 2, '0') || '/' || (1990 + i % 30) AS "Joined",
    CASE WHEN i % 1000 = 9 THEN 'n/a' ELSE '$' || format('{:,}', i) || '.' || lpad((i % 100)::VARCHAR, 2, '0') END AS "Amount",
    ['Yes', 'no', 'Y', 'N'][i % 4 + 1] AS "Active", 'https://www.host' || i % 5000 || '.example/path' AS "Website",
    CASE WHEN i % 1000 = 11 THEN '?' ELSE 'ab-' || lpad((i % 10000)::VARCHAR, 4, '0') END AS "Code",
    '2024-0' || (i % 9 + 1) || '-1' || (i % 9) || 'T0' || (i % 9) || ':15:00' AS "Updated",
    CASE WHEN i % 1000 = 13 THEN 'Former' ELSE ['Lead', 'Customer', 'Partner'][i % 3 + 1] END AS "Status",
    CASE WHEN i % 1000 = 17 THEN 'P99999999' ELSE 'P' || lpad((i // 10)::VARCHAR, 8, '0') END AS "Manager",
    CASE WHEN i % 3 = 0 THEN 'called twice, will "think" about it' END AS "Note"
    FROM range(${rows}) t(i)`)

/** Times a million rows (or the count given) through everything that an execute does, and the same by hand in DuckDB. */
export default async function main([count = '1000000']: string[]): Promise<void> {
  const dir = await mkdtemp(join(tmpdir(), 'godwit-bench-'))
  const open = () => openDuckdb({ directories: [dir], spillDir: dir, memoryLimitBytes })
  try {
    const path = join(dir, 'source.csv')
    const maker = await open()
    await maker.exec(sql(`COPY (${generate(Number(count))}) TO ${text(path)} (FORMAT csv, HEADER)`))
    await maker.close()
    console.log(`${Number(count).toLocaleString('en')} rows × 12 columns, ${mib((await stat(path)).size)} of CSV`)

    // By hand once before and once after, so that neither side profits from a warm cache alone.
    const cpuBefore = await familyCpu()
    const before = await timeRaw(await open(), dir, path)
    const rawCpu = before.cpu - cpuBefore
    const cpuBetween = await familyCpu()
    const peak = watchMemory()
    const { phases, cpu } = await timeGodwit(await open(), dir, path)
    const memory = peak()
    const after = await timeRaw(await open(), dir, path)
    const raw = Math.min(before.ms, after.ms)
    const total = phases.reduce((sum, [, ms]) => sum + ms, 0)
    for (const [phase, ms] of phases) console.log(`  ${phase.padEnd(52)} ${seconds(ms)}`)
    console.log(
      `Godwit ${seconds(total)}, DuckDB by hand ${seconds(raw)} (${seconds(before.ms)}, ${seconds(after.ms)})`,
    )
    console.log(
      `Ratio ${(total / raw).toFixed(2)} (aim: at most 3). Peak memory ${mib(memory)} (aim: at most 1536 MiB).`,
    )
    // Less at the mercy of what else the machine is doing.
    const ownCpu = cpu - cpuBetween
    console.log(`Processor time ${seconds(ownCpu)} against ${seconds(rawCpu)}: ratio ${(ownCpu / rawCpu).toFixed(2)}.`)
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

async function timeRaw(db: Duckdb, dir: string, path: string): Promise<{ ms: number; cpu: number }> {
  await db.exec(libraryMacros())
  const started = performance.now()
  const columns = Object.entries(transforms).map(([name, expression]) => `${expression} AS ${name}`)
  const rows = join(dir, 'raw.parquet')
  await db.exec(
    sql(
      `COPY (SELECT ${columns.join(', ')} FROM read_csv(${text(path)}, header = true, all_varchar = true) AS source) TO ${text(rows)} (FORMAT parquet)`,
    ),
  )
  await db.exec(sql(`COPY (FROM read_parquet(${text(rows)})) TO ${text(join(dir, 'raw.csv'))} (FORMAT csv, HEADER)`))
  const ms = performance.now() - started
  const cpu = await familyCpu()
  await db.close()
  return { ms, cpu }
}

async function timeGodwit(db: Duckdb, dir: string, path: string): Promise<{ phases: [string, number][]; cpu: number }> {
  const phases: [string, number][] = []
  const timed = async <Result>(name: string, work: () => Promise<Result>): Promise<Result> => {
    const started = performance.now()
    const result = await work()
    phases.push([name, performance.now() - started])
    return result
  }
  const { tables } = await timed('stage', () =>
    stageFile({
      db,
      path,
      file: { id: '00000000-0000-7000-8000-000000000002', name: 'source.csv', content_type: 'text/csv' },
      outDir: dir,
      tableNames: new Set(),
    }),
  )
  const [table] = tables
  if (!table) throw new Error('nothing was staged')
  const recipe = recipeBodySchema.parse({
    inputs: [{ ref: 'source', table: { name: table.name, columns: [] } }],
    sheets: [
      {
        template: 'people',
        from: 'source',
        columns: Object.fromEntries(
          Object.entries(transforms).map(([name, expression]) => [name, { sql: expression }]),
        ),
      },
    ],
  })
  const outDir = join(dir, 'filled')
  await mkdir(outDir)
  const filled = await timed('transform, validate, account, publish', () =>
    fillSheets({
      db,
      recipe,
      templates: [template],
      sheetIds: new Map([['people', template.id]]),
      tables: tables as StagedTable[],
      pathOf: (each) => (each as (typeof tables)[number]).path,
      outDir,
    }),
  )
  const [sheet] = filled.sheets
  if (!sheet) throw new Error('nothing was filled')
  await timed('export', async () => {
    const { stream } = await exportSheet({
      db,
      rowsPath: sheet.rows_path,
      issuesPath: sheet.issues_path,
      columns: template.columns.map(({ name }) => name),
      filter: 'all',
      format: 'csv',
      escapeFormulas: false,
      workDir: join(dir, 'exports'),
    })
    await pipeline(stream, createWriteStream(join(dir, 'sheet.csv')))
  })
  console.log(
    `${sheet.row_count.toLocaleString('en')} rows filled, ${sheet.invalid_rows.toLocaleString('en')} with invalid cells, ledger ${filled.coverage.balanced ? 'balanced' : 'NOT BALANCED'}`,
  )
  const cpu = await familyCpu()
  await db.close()
  return { phases, cpu }
}

/** Samples the resident memory of this process and its children; calling the result gives the highest sum, in bytes. */
function watchMemory(): () => number {
  let highest = 0
  const sample = async () => {
    highest = Math.max(highest, await familyMemory())
  }
  const timer = setInterval(() => void sample(), 50)
  return () => {
    clearInterval(timer)
    return highest
  }
}

/** Resident memory of this process and its children, in bytes. */
async function familyMemory(): Promise<number> {
  const family = await readFamily()
  return family.reduce((sum, { status }) => sum + field(status, 'VmRSS') * 1024, 0)
}

/** Processor time that this process and its living children have used, in ms. */
async function familyCpu(): Promise<number> {
  const family = await readFamily()
  const ticks = family.map(({ times }) => {
    const [, user = 0, system = 0] = /\) (?:\S+ ){11}(\d+) (\d+)/.exec(times)?.map(Number) ?? []
    return user + system
  })
  // Linux counts in hundredths of a second.
  return ticks.reduce((sum, each) => sum + each * 10, 0)
}

async function readFamily(): Promise<{ status: string; times: string }[]> {
  const read = (file: string) => readFile(file, 'utf8').catch(() => '')
  // The kernel's own list: looking through all of /proc would be most of what is measured.
  const children = await read(`/proc/${process.pid}/task/${process.pid}/children`)
  const ids = [String(process.pid), ...children.split(' ').filter((id) => id.trim() !== '')]
  return Promise.all(
    ids.map(async (id) => ({ status: await read(`/proc/${id}/status`), times: await read(`/proc/${id}/stat`) })),
  )
}

const field = (status: string, name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)

const seconds = (ms: number) => `${(ms / 1000).toFixed(2)} s`
const mib = (bytes: number) => `${Math.round(bytes / 1024 ** 2)} MiB`
