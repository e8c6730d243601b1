import type { RecipeBody, RecipeSheet } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'
import { ident, type Sql, sql, text } from '../sql/quote.ts'
import { aggregates, mapped } from './allowed-functions.ts'
import { argumentsOf, checkExpression, type ExpressionRules, nameOf } from './check-expression.ts'
import type { CompiledJoin, Expression, Lookup } from './compiled-recipe.ts'
import { type Ast, columnRef, functionCall, rewrite, textConstant, walk } from './expression-ast.ts'
import { splitJoin } from './join-condition.ts'
import { listExpressions } from './list-expressions.ts'
import { completeOrder } from './order-rows.ts'
import { type Parsed, parseExpressions, printExpressions } from './parse-expressions.ts'
import type { RecipeProblem } from './recipe-problems.ts'
import { findColumn, type Origin, type Scope } from './scope.ts'

type Written = { text: string; parsed: Parsed }
/** An expression whose SQL is still to be printed: whoever keeps it must keep the object itself. */
export type OpenExpression = { -readonly [Key in keyof Expression]: Expression[Key] }
type OpenLookup = { table: string; function: string; arguments: Sql[]; map: Lookup['map'] }

/** One relation's expressions: what they may see, and the lookups that they share. */
export type ExpressionContext = {
  rules: ExpressionRules
  rowOrder: readonly Ast[]
  lookups: OpenLookup[]
  sheet: RecipeSheet | null
}

/** Parses every expression of a recipe at once, ready to be compiled one by one. */
export async function readExpressions(db: Duckdb, recipe: RecipeBody): Promise<ExpressionCompiler> {
  const written = listExpressions(recipe)
  const parsed = await parseExpressions(
    db,
    written.map(({ text: each }) => each),
  )
  return new ExpressionCompiler(
    new Map(written.map(({ path, text: each }, index) => [path, { text: each, parsed: parsed[index] as Parsed }])),
  )
}

/** Checks the expressions of a recipe and prepares their SQL; holds the problems, and the trees left to print. */
export class ExpressionCompiler {
  readonly problems: RecipeProblem[] = []
  readonly #written: ReadonlyMap<string, Written>
  readonly #toPrint: { ast: Ast; done: (text: Sql) => void }[] = []
  #lookupCount = 0

  constructor(written: ReadonlyMap<string, Written>) {
    this.#written = written
  }

  /** Spells the trees that were changed as SQL. */
  async print(db: Duckdb) {
    const texts = await printExpressions(
      db,
      this.#toPrint.map(({ ast }) => ast),
    )
    for (const [index, { done }] of this.#toPrint.entries()) done(sql(`(${texts[index]})`))
  }

  context(
    scope: Scope,
    ref: string,
    allowed: Pick<ExpressionRules, 'aggregates' | 'windows'>,
    sheet: RecipeSheet | null,
    mappable = true,
  ): ExpressionContext {
    return {
      rules: { scope, ...allowed, mapped: mappable, valueMaps: sheet ? new Set(Object.keys(sheet.value_maps)) : null },
      rowOrder: [columnRef(ref, '__ord'), columnRef(ref, '__sub')],
      lookups: [],
      sheet,
    }
  }

  /** The expression at a path as it was written. */
  at(path: string): Written {
    const written = this.#written.get(path)
    if (!written) throw new Error(`the expression at ${path} was not collected`)
    return written
  }

  expression(path: string, context: ExpressionContext): OpenExpression | undefined {
    const { text: written, parsed } = this.at(path)
    if ('problem' in parsed) {
      this.problems.push({ path, message: parsed.problem })
      return undefined
    }
    const problems = checkExpression(parsed.ast, context.rules)
    if (problems.length > 0) {
      this.problems.push(...problems.map((message) => ({ path, message })))
      return undefined
    }
    const nodes = [...walk(parsed.ast)]
    const expression: OpenExpression = {
      path,
      text: written,
      sql: sql(`(${written}${written.includes('--') ? '\n' : ''})`),
      reads: distinct(nodes.flatMap((node) => originsOf(node, context.rules.scope))),
      careful: null,
      wide: nodes.some(
        (node) => node.class === 'WINDOW' || (node.class === 'FUNCTION' && aggregates.has(nameOf(node))),
      ),
    }
    const changed = rewrite(parsed.ast, (node) => this.#mapped(completeOrder(node, context.rowOrder), context))
    if (!expression.wide) {
      const { body, fields } = onRecord(changed)
      this.#toPrint.push({ ast: body, done: (printed) => (expression.careful = carefully(path, fields, printed)) })
    }
    if (JSON.stringify(changed) !== JSON.stringify(parsed.ast)) {
      this.#toPrint.push({ ast: changed, done: (printed) => (expression.sql = printed) })
    }
    return expression
  }

  /** Replaces a call that runs outside SQL by the column that its results are joined in as. */
  #mapped(node: Ast, context: ExpressionContext): Ast {
    const name = node.class === 'FUNCTION' ? nameOf(node) : ''
    if (name === 'map_value') {
      const [value, map] = argumentsOf(node) as [Ast, Ast]
      const entries = context.sheet?.value_maps[textConstant(map) ?? ''] ?? {}
      const key = functionCall('lower', [functionCall('trim', [textCast(value)])])
      const table = this.#lookup('map_value', [key], entries, context, textConstant(map) ?? '')
      return functionCall('_mapped', [columnRef(table, '__k0'), columnRef(table, '__v'), textCast(value)])
    }
    if (!mapped.has(name)) return node
    return columnRef(this.#lookup(name, argumentsOf(node).map(textCast), null, context, ''), '__v')
  }

  readonly #keys = new Map<OpenLookup, string>()
  #lookup(name: string, args: readonly Ast[], map: Lookup['map'], context: ExpressionContext, mapName: string): string {
    const key = JSON.stringify([name, args, mapName])
    const same = context.lookups.find((lookup) => this.#keys.get(lookup) === key)
    if (same) return same.table
    const lookup: OpenLookup = { table: `__m${this.#lookupCount++}`, function: name, arguments: [], map }
    for (const [index, ast] of args.entries()) {
      this.#toPrint.push({ ast, done: (printed) => (lookup.arguments[index] = printed) })
    }
    this.#keys.set(lookup, key)
    context.lookups.push(lookup)
    return lookup.table
  }

  /** The keys and filters of a join's condition, where it is made of such. */
  equal(path: string, scope: Scope, as: string): CompiledJoin['equal'] {
    const { parsed } = this.at(path)
    const parts = 'ast' in parsed ? splitJoin(parsed.ast, scope, as) : null
    if (!parts) return null
    const equal = { keys: [] as Sql[], filters: [] as Sql[] }
    for (const [index, ast] of parts.keys.entries()) {
      this.#toPrint.push({ ast, done: (printed) => (equal.keys[index] = printed) })
    }
    for (const [index, ast] of parts.filters.entries()) {
      this.#toPrint.push({ ast, done: (printed) => (equal.filters[index] = printed) })
    }
    return equal
  }
}

/** The expression over the fields of a record `__r` instead of columns, and which column each field is. */
function onRecord(ast: Ast): { body: Ast; fields: readonly Sql[] } {
  const fields = new Map<string, string>()
  const body = rewrite(ast, (node) => {
    if (node.class !== 'COLUMN_REF') return node
    const column = (node['column_names'] as string[]).map((name) => ident(name)).join('.')
    const field = fields.get(column) ?? `f${fields.size}`
    fields.set(column, field)
    return columnRef('__r', field)
  })
  return { body, fields: [...fields].map(([column, field]) => sql(`${field}: ${column}`)) }
}

/**
 * `{v: value}`, or NULL on a row on which the expression fails. TRY alone will not do: DuckDB computes what two
 * expressions share before either, outside of TRY. It does not look into a lambda, nor share what names its place.
 */
const carefully = (path: string, fields: readonly Sql[], body: Sql): Sql =>
  sql(`TRY(list_transform([{${[...fields, `place: ${text(path)}`].join(', ')}}], lambda __r: {v: ${body}})[1])`)

const textCast = (value: Ast): Ast => ({
  class: 'CAST',
  type: 'OPERATOR_CAST',
  child: value,
  cast_type: { id: 'VARCHAR' },
})

function originsOf(node: Ast, scope: Scope): readonly Origin[] {
  if (node.class !== 'COLUMN_REF') return []
  const found = findColumn(scope, node['column_names'] as string[])
  return 'problem' in found ? [] : found.column.from
}

/** Each staged column once. */
export function distinct(origins: readonly Origin[]): Origin[] {
  return [...new Map(origins.map((origin) => [JSON.stringify([origin.table, origin.column]), origin])).values()]
}
