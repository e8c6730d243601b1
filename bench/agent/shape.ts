import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recipeBodySchema, type Template, templateColumnSchema } from '@godwit/contract'
import { type Duckdb, openDuckdb } from '../../packages/engine/src/duckdb/index.ts'
import { proposeShapes } from '../../packages/engine/src/plan/index.ts'
import { fillSheets } from '../../packages/engine/src/sheet/index.ts'
import { ident, sql, text } from '../../packages/engine/src/sql/quote.ts'
import { stageFile } from '../../packages/engine/src/staging/index.ts'
import { type PlainTable, tangleTable } from '../../packages/engine/test/support/tangle-table.ts'
import { type Row, rowsOf } from '../support/suite.ts'

export const name = 'shape'
export const about =
  'tables written down otherwise (wide, on their side, in groups, …), as a file, made rows of records again'
export const floor = {}
export const aim = { 'exact tables': 0.95, 'left alone': 1 }

/** Seeds of tables, other ones than the tests use; the kinds take turns. */
const firstSeed = 1000
const tables = 200

/** Every table through staging, proposal, recipe and sheet; needs no public data. */
export async function run(): Promise<Row[]> {
  const dir = await mkdtemp(join(tmpdir(), 'godwit-shape-'))
  const db = await openDuckdb({ directories: [dir], spillDir: dir, memoryLimitBytes: 512 * 1024 ** 2, threads: 2 })
  try {
    const right = new Map<string, boolean[]>()
    for (let seed = firstSeed; seed < firstSeed + tables; seed++) {
      const { kind, tangled, plain } = tangleTable(seed)
      const cells = await untangle(db, dir, tangled)
      const exact = JSON.stringify(asSet(cells)) === JSON.stringify(asSet(plain.rows))
      right.set(kind, [...(right.get(kind) ?? []), exact])
    }
    const share = (results: readonly boolean[]) => results.filter(Boolean).length / results.length
    const reshaped = [...right].filter(([kind]) => kind !== 'untouched')
    return rowsOf(
      { name, floor, aim },
      {
        'exact tables': share(reshaped.flatMap(([, results]) => results)),
        'left alone': share(right.get('untouched') ?? []),
        ...Object.fromEntries(reshaped.map(([kind, results]) => [kind, share(results)])),
      },
    )
  } finally {
    await db.close()
    await rm(dir, { recursive: true, force: true })
  }
}

/** Rows as sets of cells: neither their order nor that of their columns counts. */
const asSet = (rows: readonly (readonly (string | null)[])[]): string[] =>
  rows
    .map((row) =>
      row
        .map((cell) => cell?.trim() ?? '')
        .sort()
        .join('\u0001'),
    )
    .sort()

const asCsv = ({ columns, rows }: PlainTable): string =>
  [columns, ...rows]
    .map((row) => row.map((cell) => (cell === null ? '' : `"${cell.replaceAll('"', '""')}"`)).join(','))
    .join('\n')

async function untangle(db: Duckdb, dir: string, table: PlainTable): Promise<(string | null)[][]> {
  const outDir = join(dir, randomUUID())
  await mkdir(outDir)
  const path = join(outDir, 'table.csv')
  await writeFile(path, asCsv(table))
  const file = { id: randomUUID(), name: 'table.csv', content_type: 'text/csv' }
  const { tables: found } = await stageFile({ db, path, outDir, file, tableNames: new Set() })
  const [staged] = found
  if (!staged) return []
  const names = staged.columns.map((column) => column.name)
  const sample = await db.rows<Record<string, string | null>>(
    sql(
      `SELECT ${names.map((each) => ident(each)).join(', ')} FROM read_parquet(${text(staged.path)}) ORDER BY _row LIMIT 300`,
    ),
  )
  const { ops, columns } = proposeShapes({
    ref: 't',
    columns: names,
    rows: sample.map((row) => names.map((each) => row[each] ?? null)),
  })
  const template: Template = {
    id: randomUUID(),
    slug: 's',
    name: 's',
    description: '',
    version: 1,
    columns: columns.map((each) => templateColumnSchema.parse({ name: each })),
    created_at: '',
    updated_at: '',
  }
  const recipe = recipeBodySchema.parse({
    inputs: [{ ref: 't', table: { name: staged.name, columns: [] }, shape: ops }],
    sheets: [
      {
        template: 's',
        from: 't',
        columns: Object.fromEntries(columns.map((each) => [each, { sql: `t.${ident(each)}` }])),
      },
    ],
  })
  const { sheets } = await fillSheets({
    db,
    recipe,
    templates: [template],
    sheetIds: new Map([['s', template.id]]),
    tables: [staged],
    pathOf: () => staged.path,
    outDir,
  })
  const rows = await db.rows<{ cells: (string | null)[] }>(
    sql(
      `SELECT [${columns.map((each) => ident(each)).join(', ')}] AS cells FROM read_parquet(${text(sheets[0]!.rows_path)}) ORDER BY _id`,
    ),
  )
  return rows.map(({ cells }) => cells)
}
