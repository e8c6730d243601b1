import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type RecipeBody, recipeBodySchema, type StagedTable, type Template, templateInputSchema } from '@godwit/contract'
import { describe, expect, test } from 'vitest'
import { type Duckdb, openDuckdb } from '../../src/duckdb/index.ts'
import { exportSheet } from '../../src/export/index.ts'
import { compileRecipe, libraryMacros, renderInput, renderScope, renderTransform } from '../../src/recipe/index.ts'
import { fillSheets } from '../../src/sheet/index.ts'
import { ident, type Sql, sql, text } from '../../src/sql/quote.ts'
import { stageFile } from '../../src/staging/index.ts'

const home = new URL('.', import.meta.url).pathname
const cases = (await readdir(home, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name)

/** Compares with the reviewed file, or writes it when GODWIT_GOLDEN=write. */
async function expectGolden(path: string, current: string) {
  if (process.env['GODWIT_GOLDEN'] === 'write') await writeFile(path, current)
  expect(current, path).toBe(await readFile(path, 'utf8'))
}

describe.each(cases)('%s', (name) => {
  test('gives the reviewed SQL, sheets, issues and ledger', async () => {
    const folder = join(home, name)
    const work = await mkdtemp(join(tmpdir(), 'godwit-golden-'))
    const db = await openDuckdb({ directories: [work, folder], spillDir: work, memoryLimitBytes: 256 * 1024 * 1024 })
    try {
      const templates = readTemplates(await readFile(join(folder, 'templates.json'), 'utf8'))
      const recipe = recipeBodySchema.parse(JSON.parse(await readFile(join(folder, 'recipe.json'), 'utf8')))
      const { tables } = await stageFile({
        db,
        path: join(folder, 'source.csv'),
        file: { id: '00000000-0000-7000-8000-000000000000', name: 'source.csv', content_type: 'text/csv' },
        outDir: work,
        tableNames: new Set(),
      })
      const named = tables.map((table, index) => ({ ...table, name: index === 0 ? 'source' : table.name }))
      await expectGolden(join(folder, 'recipe.sql'), await renderedSql(db, recipe, templates, named))

      const outDir = join(work, 'out')
      await mkdir(outDir)
      const pathOf = (table: StagedTable) => (table as (typeof named)[number]).path
      const filled = await fillSheets({ db, recipe, templates, sheetIds: new Map(), tables: named, pathOf, outDir })
      for (const sheet of filled.sheets) {
        const suffix = filled.sheets.length > 1 ? `.${sheet.slug}` : ''
        const { stream } = await exportSheet({
          db,
          rowsPath: sheet.rows_path,
          issuesPath: sheet.issues_path,
          columns: sheet.columns.map((column) => column.name),
          filter: 'all',
          format: 'csv',
          escapeFormulas: false,
          workDir: work,
        })
        await expectGolden(join(folder, `sheet${suffix}.csv`), Buffer.concat(await stream.toArray()).toString())
        await expectGolden(join(folder, `issues${suffix}.csv`), await readCsv(db, work, sheet.issues_path))
      }
      await expectGolden(join(folder, 'ledger.csv'), await readCsv(db, work, filled.ledger_path))
      expect(filled.coverage.balanced).toBe(true)
    } finally {
      await db.close()
      await rm(work, { recursive: true, force: true })
    }
  })
})

function readTemplates(json: string): Template[] {
  return (JSON.parse(json) as object[]).map((template) => ({
    ...templateInputSchema.parse(template),
    slug: (template as { slug: string }).slug,
    id: '00000000-0000-7000-8000-000000000000',
    version: 1,
    created_at: '2026-01-01T00:00:00.000Z',
    updated_at: '2026-01-01T00:00:00.000Z',
  }))
}

async function renderedSql(db: Duckdb, recipe: RecipeBody, templates: Template[], tables: StagedTable[]): Promise<string> {
  await db.exec(libraryMacros())
  const { compiled, problems } = await compileRecipe({ db, recipe, templates, tables })
  if (!compiled) throw new Error(JSON.stringify(problems))
  const statements: Sql[] = []
  const relations = new Map<string, Sql>()
  for (const input of compiled.inputs) {
    const { relation, steps } = renderInput(input, relations, (index) => ident(tables[index]?.name ?? ''), { careful: false })
    relations.set(input.ref, relation)
    for (const step of steps) if (step.kind === 'sql') statements.push(step.statement)
  }
  for (const sheet of compiled.sheets) {
    const joins = sheet.joins.map(({ input, as, on }) => ({ as, on: on.sql, relation: relations.get(input.ref) as Sql }))
    const scope = renderScope(sheet, relations, joins)
    statements.push(renderTransform({ sheet, scope, mode: { careful: false }, multiplies: sheet.from.multiplies }))
  }
  return `${statements.join(';\n\n')};\n`
}

async function readCsv(db: Duckdb, work: string, parquet: string): Promise<string> {
  const path = join(work, 'golden.csv')
  await db.exec(sql(`COPY (FROM read_parquet(${text(parquet)})) TO ${text(path)} (FORMAT csv, HEADER)`))
  return readFile(path, 'utf8')
}
