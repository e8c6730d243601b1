import { randomUUID } from 'node:crypto'
import type { Answer, StagedTable, TableProfile, Template, TemplateColumn } from '@godwit/contract'
import { type Duckdb, openMemoryDuckdb } from '../../src/duckdb/index.ts'
import { type Plan, type PlanInput, planMapping } from '../../src/plan/plan-mapping.ts'
import { inputRefs } from '../../src/plan/shape/view.ts'
import { measureInclusions } from '../../src/profile/find-inclusions.ts'
import { profileRows } from '../../src/profile/profile-table.ts'
import { libraryMacros } from '../../src/recipe/index.ts'
import { ident, sql, text } from '../../src/sql/quote.ts'

type Column = Partial<TemplateColumn> & { name: string }

/** A template for tests, from what matters about its columns. */
export function templateOf(slug: string, columns: Column[], description = ''): Template {
  const whole = columns.map(
    (column): TemplateColumn => ({
      description: '',
      required: false,
      unique: false,
      strictRule: null,
      linkRule: null,
      type: null,
      examples: [],
      desiredRule: column.linkRule ? 'link' : column.strictRule ? 'strict' : 'none',
      ...column,
    }),
  )
  const name = slug.charAt(0).toUpperCase() + slug.slice(1).replaceAll('_', ' ')
  return { id: randomUUID(), slug, name, description, version: 1, columns: whole, created_at: '', updated_at: '' }
}

export type Rows = Record<string, (string | null)[]>

/** Plans over small tables in a DuckDB in memory, as the agent does over staged ones. */
export async function planOver(
  templates: Template[],
  data: Record<string, Rows>,
  answers: Answer[] = [],
): Promise<Plan & { db: Duckdb; tables: StagedTable[]; profiles: TableProfile[] }> {
  const { db, ...staged } = await stageOver(data)
  const plan = await planMapping({ templates, ...staged, answers })
  return { ...plan, db, tables: [...staged.tables], profiles: [...staged.profiles] }
}

/** Small tables in a DuckDB in memory, with all that planning needs to know of them. */
export async function stageOver(
  data: Record<string, Rows>,
): Promise<Pick<PlanInput, 'tables' | 'profiles' | 'inclusions' | 'probe'> & { db: Duckdb }> {
  const db = await openMemoryDuckdb()
  const tables = Object.entries(data).map(
    ([name, columns]): StagedTable => ({
      name,
      source: { kind: 'file', file_id: randomUUID(), file_name: name },
      part: null,
      storage_key: '',
      columns: Object.keys(columns).map((column) => ({ name: column, header: column, nested: false })),
      row_count: Object.values(columns)[0]?.length ?? 0,
      format: 'csv',
      encoding: null,
      dialect: null,
      title: [],
      excluded: [],
      warnings: [],
    }),
  )
  const refs = inputRefs(tables)
  const profiles: TableProfile[] = []
  for (const table of tables) {
    const names = table.columns.map(({ name }) => name)
    const rows = Array.from({ length: table.row_count }, (_, row) => {
      const cells = names
        .map((name) => data[table.name]![name]![row] ?? null)
        .map((cell) => (cell === null ? 'NULL::VARCHAR' : text(cell)))
      return `(${row + 2}::BIGINT, ${cells.join(', ')})`
    })
    const ref = refs.get(table.name)!
    await db.exec(
      sql(
        `CREATE TABLE ${ref} AS SELECT * FROM (VALUES ${rows.join(', ')}) v(_row, ${names.map((name) => ident(name)).join(', ')})`,
      ),
    )
    profiles.push(
      await profileRows({ db, name: table.name, relation: sql(ref), columns: names, rowCount: table.row_count }),
    )
  }
  const inclusions = await measureInclusions(db, profiles, (name) => sql(refs.get(name)!))
  await db.exec(libraryMacros())
  return { db, tables, profiles, inclusions, probe: (statement) => db.rows(statement) }
}
