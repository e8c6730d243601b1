import type { RecipeBody, RecipeSheet, ShapeOp, StagedTable, Template } from '@godwit/contract'
import type { Duckdb } from '../duckdb/index.ts'
import { ident, type Sql, sql, text } from '../sql/quote.ts'
import { aggregates, mapped } from './allowed-functions.ts'
import { matchInputs } from './bind-inputs.ts'
import { argumentsOf, checkExpression, type ExpressionRules, nameOf } from './check-expression.ts'
import type {
  CompiledColumn,
  CompiledInput,
  CompiledJoin,
  CompiledRecipe,
  CompiledSheet,
  CompiledStage,
  Expression,
  Lookup,
} from './compiled-recipe.ts'
import { type Ast, columnRef, functionCall, rewrite, textConstant, walk } from './expression-ast.ts'
import { splitJoin } from './join-condition.ts'
import { listExpressions } from './list-expressions.ts'
import { completeOrder } from './order-rows.ts'
import { outputHint } from './output-hint.ts'
import { type Parsed, parseExpressions, printExpressions } from './parse-expressions.ts'
import { checkShape, checkStructure, type RecipeProblem } from './recipe-problems.ts'
import { findColumn, type Origin, type Scope, type ScopeColumn } from './scope.ts'

export type Compilation =
  | { problems: readonly RecipeProblem[]; compiled: null }
  | { problems: readonly []; compiled: CompiledRecipe }

type Request = { db: Duckdb; recipe: RecipeBody; templates: readonly Template[]; tables: readonly StagedTable[] }

/**
 * Turns a recipe into checked SQL fragments over bound inputs. Parses with DuckDB, binds and runs nothing. Gives either
 * everything, or every problem found with the path where it stands.
 */
export async function compileRecipe({ db, recipe, templates, tables }: Request): Promise<Compilation> {
  const written = listExpressions(recipe)
  const parsed = await parseExpressions(
    db,
    written.map(({ text }) => text),
  )
  const compiler = new Compiler(
    new Map(written.map(({ path, text }, index) => [path, { text, parsed: parsed[index] as Parsed }])),
  )
  const structure = checkStructure(recipe, templates, matchInputs(recipe, tables))
  const compiled = compiler.compile(recipe, templates, tables)
  const problems = [...structure, ...compiler.problems]
  if (problems.length > 0 || !compiled) return { problems, compiled: null }
  await compiler.print(db)
  return { problems: [], compiled }
}

type Written = { text: string; parsed: Parsed }
type Open = { -readonly [Key in keyof Expression]: Expression[Key] }
type OpenLookup = { table: string; function: string; arguments: Open['sql'][]; map: Lookup['map'] }

/** One relation's expressions: what they may see, and the lookups that they share. */
type Context = { rules: ExpressionRules; rowOrder: readonly Ast[]; lookups: OpenLookup[]; sheet: RecipeSheet | null }

class Compiler {
  readonly problems: RecipeProblem[] = []
  readonly #written: ReadonlyMap<string, Written>
  readonly #toPrint: { ast: Ast; done: (text: Open['sql']) => void }[] = []
  #lookupCount = 0

  constructor(written: ReadonlyMap<string, Written>) {
    this.#written = written
  }

  compile(recipe: RecipeBody, templates: readonly Template[], tables: readonly StagedTable[]): CompiledRecipe | null {
    const inputs = new Map<string, CompiledInput>()
    const { bound } = matchInputs(recipe, tables)
    for (const [index, input] of recipe.inputs.entries()) {
      const compiled = this.#input(input, `inputs.${index}`, inputs, bound.get(input.ref), tables)
      if (compiled) inputs.set(input.ref, compiled)
    }
    const sheets = recipe.sheets.flatMap((sheet, index) => {
      const template = templates.find(({ slug }) => slug === sheet.template)
      const from = inputs.get(sheet.from)
      return template && from ? [this.#sheet(sheet, index, template, from, inputs)] : []
    })
    return this.problems.length > 0 ? null : { inputs: [...inputs.values()], sheets }
  }

  /** Spells the trees that were changed as SQL. */
  async print(db: Duckdb) {
    const texts = await printExpressions(
      db,
      this.#toPrint.map(({ ast }) => ast),
    )
    for (const [index, { done }] of this.#toPrint.entries()) done(sql(`(${texts[index]})`))
  }

  #input(
    input: RecipeBody['inputs'][number],
    path: string,
    earlier: ReadonlyMap<string, CompiledInput>,
    table: StagedTable | undefined,
    tables: readonly StagedTable[],
  ): CompiledInput | null {
    let columns = new Map<string, ScopeColumn>()
    let source: CompiledInput['source']
    let multiplies = false
    const reads: Origin[] = []
    if (input.union) {
      const parts = input.union.flatMap((ref) => earlier.get(ref) ?? [])
      if (parts.length !== input.union.length) return null
      source = { union: parts }
      columns = unite(parts)
      multiplies = parts.some((part) => part.multiplies)
      reads.push(...parts.flatMap((part) => part.reads))
    } else {
      if (!table) return null
      source = { table, tableIndex: tables.indexOf(table) }
      for (const { name } of table.columns) {
        columns.set(name.toLowerCase(), { name, from: [{ table: table.name, column: name }] })
      }
      for (const name of ['_row', '_table']) columns.set(name, { name, from: [] })
    }
    const base = [...columns.values()].map(({ name }) => name)
    const stages: CompiledStage[] = []
    for (const [index, op] of input.shape.entries()) {
      const at = `${path}.shape.${index}`
      this.problems.push(...checkShape(op, at, columns))
      const context = this.#context(
        [{ ref: input.ref, columns }],
        input.ref,
        { aggregates: false, windows: true },
        null,
      )
      const stage = this.#stage(op, at, context, columns)
      if (!stage) return null
      reads.push(...stage.reads)
      columns = stage.columns
      multiplies ||= op.op === 'unpivot' || op.op === 'unnest'
      stages.push(stage.stage)
    }
    return { ref: input.ref, source, base, stages, columns, reads, multiplies }
  }

  #stage(op: ShapeOp, path: string, context: Context, before: ReadonlyMap<string, ScopeColumn>) {
    const columns = new Map(before)
    const reads: Origin[] = []
    const read = (key: string) => {
      const expression = this.#expression(`${path}.${key}`, context)
      reads.push(...(expression?.reads ?? []))
      return expression
    }
    const behind = (names: readonly string[]) => names.flatMap((name) => before.get(name.toLowerCase())?.from ?? [])
    const add = (name: string, from: readonly Origin[]) =>
      columns.set(name.toLowerCase(), { name, from: distinct(from) })
    const done = (stage: object) => ({
      stage: {
        ...stage,
        columns: [...columns.values()].map(({ name }) => name),
        lookups: context.lookups,
      } as unknown as CompiledStage,
      columns,
      reads,
    })
    switch (op.op) {
      case 'drop': {
        const when = read('when')
        return when && done({ op: 'drop', when, reason: op.reason })
      }
      case 'compute': {
        const computed: [string, Expression][] = []
        for (const name of Object.keys(op.columns)) {
          const value = read(`columns.${name}`)
          if (!value) continue
          computed.push([name, value])
        }
        for (const [name, value] of computed) add(name, value.reads)
        // What a computed column reads counts when something reads the column.
        reads.length = 0
        return computed.length === Object.keys(op.columns).length ? done({ op: 'compute', computed }) : null
      }
      case 'fill_down': {
        const within = op.within === undefined ? null : read('within')
        const known = op.columns.every((name) => columns.has(name.toLowerCase()))
        return known && within !== undefined
          ? done({ op: 'fill_down', filled: op.columns.map((name) => columns.get(name.toLowerCase())!.name), within })
          : null
      }
      case 'section': {
        const when = read('when')
        const value = read('value')
        if (!when || !value) return null
        add(op.column, value.reads)
        return done({ op: 'section', when, value, column: op.column, reason: op.reason })
      }
      case 'unpivot': {
        const from = behind(op.columns)
        for (const name of op.columns) columns.delete(name.toLowerCase())
        const kept = [...columns.values()].map(({ name }) => name)
        const unpivoted = op.columns.flatMap((name) => before.get(name.toLowerCase())?.name ?? [])
        if (unpivoted.length !== op.columns.length) return null
        add(op.name, from)
        add(op.value, from)
        reads.push(...from)
        return done({ op: 'unpivot', unpivoted, name: op.name, value: op.value, kept })
      }
      case 'unnest': {
        const column = before.get(op.column.toLowerCase())
        if (!column) return null
        add(op.as, column.from)
        return done({ op: 'unnest', column: column.name, as: op.as })
      }
      default:
        return op satisfies never
    }
  }

  #sheet(
    sheet: RecipeSheet,
    index: number,
    template: Template,
    from: CompiledInput,
    inputs: ReadonlyMap<string, CompiledInput>,
  ): CompiledSheet {
    const path = `sheets.${index}`
    const joins: CompiledJoin[] = []
    let scope: Scope = [{ ref: sheet.from, columns: from.columns }]
    for (const [position, join] of sheet.joins.entries()) {
      const input = inputs.get(join.input)
      if (!input) continue
      scope = [...scope, { ref: join.as, columns: input.columns }]
      const context = this.#context(scope, sheet.from, { aggregates: false, windows: false }, null, false)
      const at = `${path}.joins.${position}.on`
      const on = this.#expression(at, context)
      if (on) joins.push({ input, as: join.as, on, equal: this.#equal(at, scope, join.as) })
    }
    // Joins may be in the wrong, but one wrong join must not make every column look wrong.
    const context = this.#context(scope, sheet.from, { aggregates: false, windows: false }, sheet)
    const wide: Context = {
      ...context,
      rules: { ...context.rules, aggregates: sheet.group !== null, windows: sheet.group === null },
    }
    const drop = sheet.drop.flatMap(({ reason }, position) => {
      const when = this.#expression(`${path}.drop.${position}.when`, context)
      return when ? [{ when, reason }] : []
    })
    const group = sheet.group?.by.flatMap(
      (_, position) => this.#expression(`${path}.group.by.${position}`, context) ?? [],
    )
    const columns = template.columns.map(({ name }) => this.#column(sheet, path, name, wide))
    const review = sheet.review.flatMap(({ column, message }, position) => {
      const when = this.#expression(`${path}.review.${position}.when`, wide)
      return when ? [{ column, when, message }] : []
    })
    const { dedupe } = sheet
    const by = dedupe && typeof dedupe.keep === 'object' ? this.#expression(`${path}.dedupe.keep.by`, wide) : null
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

  #column(sheet: RecipeSheet, path: string, name: string, context: Context): CompiledColumn {
    const column = sheet.columns[name]
    if (!column) return { name, value: null }
    const at = `${path}.columns.${name}.sql`
    const value = this.#expression(at, context)
    const { parsed } = this.#at(at)
    const output = 'ast' in parsed ? outputHint(parsed.ast) : null
    // The same object: its SQL is still to be printed.
    return {
      name,
      value: value ? Object.assign(value, { why: column.why, confidence: column.confidence, output }) : null,
    }
  }

  #context(
    scope: Scope,
    ref: string,
    allowed: Pick<ExpressionRules, 'aggregates' | 'windows'>,
    sheet: RecipeSheet | null,
    mappable = true,
  ): Context {
    return {
      rules: { scope, ...allowed, mapped: mappable, valueMaps: sheet ? new Set(Object.keys(sheet.value_maps)) : null },
      rowOrder: [columnRef(ref, '__ord'), columnRef(ref, '__sub')],
      lookups: [],
      sheet,
    }
  }

  #at(path: string): Written {
    const written = this.#written.get(path)
    if (!written) throw new Error(`the expression at ${path} was not collected`)
    return written
  }

  #expression(path: string, context: Context): Open | undefined {
    const { text: written, parsed } = this.#at(path)
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
    const expression: Open = {
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
  #mapped(node: Ast, context: Context): Ast {
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
  #lookup(name: string, args: readonly Ast[], map: Lookup['map'], context: Context, mapName: string): string {
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

  #equal(path: string, scope: Scope, as: string): CompiledJoin['equal'] {
    const { parsed } = this.#at(path)
    const parts = 'ast' in parsed ? splitJoin(parsed.ast, scope, as) : null
    if (!parts) return null
    const equal = { keys: [] as Open['sql'][], filters: [] as Open['sql'][] }
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

export function distinct(origins: readonly Origin[]): Origin[] {
  return [...new Map(origins.map((origin) => [JSON.stringify([origin.table, origin.column]), origin])).values()]
}

/** The columns of several inputs stacked, matched by name; the first spelling counts. */
function unite(parts: readonly CompiledInput[]): Map<string, ScopeColumn> {
  const columns = new Map<string, ScopeColumn>()
  for (const part of parts) {
    for (const [key, { name, from }] of part.columns) {
      const known = columns.get(key)
      columns.set(key, { name: known?.name ?? name, from: distinct([...(known?.from ?? []), ...from]) })
    }
  }
  columns.set('_input', { name: '_input', from: [] })
  return columns
}
