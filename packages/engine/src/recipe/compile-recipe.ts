import type { RecipeBody, RecipeSheet, StagedTable, Template } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'
import { matchInputs } from './bind-inputs.ts'
import { type ExpressionCompiler, type ExpressionContext, readExpressions } from './compile-expression.ts'
import { compileInput } from './compile-input.ts'
import type { CompiledColumn, CompiledInput, CompiledJoin, CompiledRecipe, CompiledSheet } from './compiled-recipe.ts'
import { outputHint } from './output-hint.ts'
import { checkStructure, type RecipeProblem } from './recipe-problems.ts'
import type { Scope } from './scope.ts'

export type Compilation =
  | { problems: readonly RecipeProblem[]; compiled: null }
  | { problems: readonly []; compiled: CompiledRecipe }

type Request = { db: Duckdb; recipe: RecipeBody; templates: readonly Template[]; tables: readonly StagedTable[] }

/**
 * Turns a recipe into checked SQL fragments over bound inputs. Parses with DuckDB, binds and runs nothing. Gives either
 * everything, or every problem found with the path where it stands.
 */
export async function compileRecipe({ db, recipe, templates, tables }: Request): Promise<Compilation> {
  const compiler = await readExpressions(db, recipe)
  const structure = checkStructure(recipe, templates, matchInputs(recipe, tables))
  const compiled = compileParts(compiler, recipe, templates, tables)
  const problems = [...structure, ...compiler.problems]
  if (problems.length > 0 || !compiled) return { problems, compiled: null }
  await compiler.print(db)
  return { problems: [], compiled }
}

function compileParts(
  compiler: ExpressionCompiler,
  recipe: RecipeBody,
  templates: readonly Template[],
  tables: readonly StagedTable[],
): CompiledRecipe | null {
  const inputs = new Map<string, CompiledInput>()
  const { bound } = matchInputs(recipe, tables)
  for (const [index, input] of recipe.inputs.entries()) {
    const compiled = compileInput(compiler, input, {
      path: `inputs.${index}`,
      earlier: inputs,
      table: bound.get(input.ref),
      tables,
    })
    if (compiled) inputs.set(input.ref, compiled)
  }
  const sheets = recipe.sheets.flatMap((sheet, index) => {
    const template = templates.find(({ slug }) => slug === sheet.template)
    const from = inputs.get(sheet.from)
    return template && from ? [compileSheet(compiler, { sheet, index, template, from, inputs })] : []
  })
  return compiler.problems.length > 0 ? null : { inputs: [...inputs.values()], sheets }
}

type SheetParts = {
  sheet: RecipeSheet
  index: number
  template: Template
  from: CompiledInput
  inputs: ReadonlyMap<string, CompiledInput>
}

function compileSheet(
  compiler: ExpressionCompiler,
  { sheet, index, template, from, inputs }: SheetParts,
): CompiledSheet {
  const path = `sheets.${index}`
  const joins: CompiledJoin[] = []
  let scope: Scope = [{ ref: sheet.from, columns: from.columns }]
  for (const [position, join] of sheet.joins.entries()) {
    const input = inputs.get(join.input)
    if (!input) continue
    scope = [...scope, { ref: join.as, columns: input.columns }]
    const context = compiler.context(scope, sheet.from, { aggregates: false, windows: false }, null, false)
    const at = `${path}.joins.${position}.on`
    const on = compiler.expression(at, context)
    if (on) joins.push({ input, as: join.as, on, equal: compiler.equal(at, scope, join.as) })
  }
  // Joins may be in the wrong, but one wrong join must not make every column look wrong.
  const context = compiler.context(scope, sheet.from, { aggregates: false, windows: false }, sheet)
  const wide: ExpressionContext = {
    ...context,
    rules: { ...context.rules, aggregates: sheet.group !== null, windows: sheet.group === null },
  }
  const drop = sheet.drop.flatMap(({ reason }, position) => {
    const when = compiler.expression(`${path}.drop.${position}.when`, context)
    return when ? [{ when, reason }] : []
  })
  const group = sheet.group?.by.flatMap(
    (_, position) => compiler.expression(`${path}.group.by.${position}`, context) ?? [],
  )
  const columns = template.columns.map(({ name }) => compileColumn(compiler, sheet, path, name, wide))
  const review = sheet.review.flatMap(({ column, message }, position) => {
    const when = compiler.expression(`${path}.review.${position}.when`, wide)
    return when ? [{ column, when, message }] : []
  })
  const { dedupe } = sheet
  const by = dedupe && typeof dedupe.keep === 'object' ? compiler.expression(`${path}.dedupe.keep.by`, wide) : null
  return {
    index,
    template,
    from,
    joins,
    lookups: context.lookups,
    drop,
    dropInvalid: sheet.drop_invalid,
    group: group ?? null,
    columns,
    review,
    dedupe: dedupe && {
      key: dedupe.key,
      keep: typeof dedupe.keep === 'object' ? by! : dedupe.keep,
      fill: dedupe.fill,
    },
  }
}

function compileColumn(
  compiler: ExpressionCompiler,
  sheet: RecipeSheet,
  path: string,
  name: string,
  context: ExpressionContext,
): CompiledColumn {
  const column = sheet.columns[name]
  if (!column) return { name, value: null }
  const at = `${path}.columns.${name}.sql`
  const value = compiler.expression(at, context)
  const { parsed } = compiler.at(at)
  const output = 'ast' in parsed ? outputHint(parsed.ast) : null
  // The same object: its SQL is still to be printed.
  return {
    name,
    value: value ? Object.assign(value, { why: column.why, confidence: column.confidence, output }) : null,
  }
}
