import type { RecipeBody, StagedTable, Template } from '@godwit/contract'
import { type Duckdb, DuckdbError } from '../duckdb/index.ts'
import { ident, join, type Sql, sql } from '../sql/quote.ts'
import { compileRecipe } from './compile-recipe.ts'
import type { CompiledInput, CompiledRecipe, CompiledSheet, Expression, Lookup } from './compiled-recipe.ts'
import { libraryMacros } from './library/library.ts'
import type { RecipeProblem } from './recipe-problems.ts'
import { joinLookups } from './render-expression.ts'
import { renderInput } from './render-input.ts'
import { renderScope } from './render-sheet.ts'

export type { RecipeProblem } from './recipe-problems.ts'

/**
 * Everything that is wrong with a recipe, each with its path and what to do; empty for one that can run. Expressions are
 * parsed by DuckDB, judged by what they may do, and bound over empty tables, so nothing of them is ever run here.
 */
export async function checkRecipe(request: {
  db: Duckdb
  recipe: RecipeBody
  templates: readonly Template[]
  tables: readonly StagedTable[]
}): Promise<RecipeProblem[]> {
  const { problems, compiled } = await compileRecipe(request)
  if (!compiled) return [...problems]
  const { db } = request
  await db.exec(libraryMacros())
  return bindAll(db, compiled)
}

async function bindAll(db: Duckdb, { inputs, sheets }: CompiledRecipe): Promise<RecipeProblem[]> {
  const problems: RecipeProblem[] = []
  const made: Sql[] = []
  const relations = new Map<string, Sql>()
  try {
    for (const input of inputs) {
      const rendered = renderInput(input, relations, () => emptyTable(input), { careful: false })
      const failed = await prepareInput(db, rendered.steps, made)
      made.unshift(...rendered.drop)
      if (failed) {
        problems.push(...(await blameStage(db, input, failed)))
        return problems
      }
      relations.set(input.ref, rendered.relation)
    }
    for (const sheet of sheets) problems.push(...(await bindSheet(db, sheet, relations, made)))
    return problems
  } finally {
    for (const statement of made) await db.exec(statement)
  }
}

function emptyTable(input: CompiledInput): Sql {
  const columns = input.base
    .filter((name) => name !== '_row' && name !== '_table')
    .map((name) => `CAST(NULL AS VARCHAR) AS ${ident(name)}`)
  return sql(`(SELECT ${['CAST(NULL AS BIGINT) AS _row', ...columns].join(', ')} WHERE false)`)
}

type Failure = { step: number; message: string }

async function prepareInput(
  db: Duckdb,
  steps: ReturnType<typeof renderInput>['steps'],
  made: Sql[],
): Promise<Failure | null> {
  for (const [index, step] of steps.entries()) {
    try {
      if (step.kind === 'sql') await db.exec(step.statement)
      else await makeEmptyLookup(db, step.lookup, made)
    } catch (error) {
      return { step: index, message: bindingMessage(error) }
    }
  }
  return null
}

async function makeEmptyLookup(db: Duckdb, { table, arguments: args }: Lookup, made: Sql[]) {
  const keys = args.map((_, index) => `${ident(`__k${index}`)} VARCHAR`)
  await db.exec(sql(`CREATE OR REPLACE TEMP TABLE ${ident(table)} (${[...keys, '__v VARCHAR'].join(', ')})`))
  made.push(sql(`DROP TABLE IF EXISTS ${ident(table)}`))
}

/** The steps are one statement a stage after the first, with the lookups of the stage in front. */
async function blameStage(_db: Duckdb, input: CompiledInput, { step, message }: Failure): Promise<RecipeProblem[]> {
  let position = 0
  for (const stage of input.stages) {
    position += stage.lookups.length + 1
    if (step > position) continue
    const expressions = stageExpressions(stage)
    const [first] = expressions
    return [{ path: first?.path ?? `inputs (${input.ref})`, message }]
  }
  return [{ path: `inputs (${input.ref})`, message }]
}

function stageExpressions(stage: CompiledInput['stages'][number]): Expression[] {
  switch (stage.op) {
    case 'drop':
      return [stage.when]
    case 'section':
      return [stage.when, stage.value]
    case 'compute':
      return stage.computed.map(([, value]) => value)
    case 'fill_down':
      return stage.within ? [stage.within] : []
    default:
      return []
  }
}

async function bindSheet(
  db: Duckdb,
  sheet: CompiledSheet,
  relations: ReadonlyMap<string, Sql>,
  made: Sql[],
): Promise<RecipeProblem[]> {
  for (const lookup of sheet.lookups) await makeEmptyLookup(db, lookup, made)
  const problems: RecipeProblem[] = []
  const joinsOf = sheet.joins.map(({ input, as, on }) => ({
    as,
    on: on.sql,
    relation: relations.get(input.ref) as Sql,
  }))
  for (const [index, { on }] of sheet.joins.entries()) {
    const scope = renderScope(sheet, relations, joinsOf.slice(0, index + 1))
    const message = await bind(db, sql(`SELECT 1 FROM ${scope}`))
    if (message) return [{ path: on.path, message }]
  }
  const from = joinLookups(renderScope(sheet, relations, joinsOf), sheet.lookups)
  for (const { when } of sheet.drop) {
    const message = await bind(db, sql(`SELECT 1 FROM ${from} WHERE ${when.sql}`))
    if (message) problems.push({ path: when.path, message })
  }
  for (const by of sheet.group ?? []) {
    const message = await bind(db, sql(`SELECT ${by.sql} FROM ${from} GROUP BY ${by.sql}`))
    if (message) problems.push({ path: by.path, message })
  }
  if (problems.length > 0) return problems
  const grouped = sheet.group
    ? ` GROUP BY ${join(
        sheet.group.map((by) => by.sql),
        ', ',
      )}`
    : ''
  const values = sheet.columns.flatMap(({ value }) => value ?? [])
  const keep = sheet.dedupe && typeof sheet.dedupe.keep === 'object' ? [sheet.dedupe.keep] : []
  for (const value of [...values, ...keep]) {
    const message = await bind(db, sql(`SELECT CAST(${value.sql} AS VARCHAR) FROM ${from}${grouped}`))
    if (message) problems.push({ path: value.path, message })
  }
  return problems
}

/** Binds a query without running it. Gives what is wrong with it, or null. */
async function bind(db: Duckdb, query: Sql): Promise<string | null> {
  try {
    await db.rows(sql(`EXPLAIN ${query}`))
    return null
  } catch (error) {
    return bindingMessage(error)
  }
}

function bindingMessage(error: unknown): string {
  if (!(error instanceof DuckdbError)) throw error
  const [first = ''] = error.message.split('\n')
  const plain = first.replace(/^[A-Z]\w*(?: [A-Z]\w*)* Error: /, '')
  if (/must appear in the GROUP BY/i.test(plain)) {
    return `${plain} In a sheet with \`group\` a column is one of the group's expressions or an aggregate, such as first(…)`
  }
  return plain
}
