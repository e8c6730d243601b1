import { aggregates, clockWords, mapped, scalars, whyForbidden, windows } from './allowed-functions.ts'
import { constantProblem } from './constant-size.ts'
import { type Ast, childrenOf, integerConstant, textConstant, walk } from './expression-ast.ts'
import { findColumn, nearest, type Scope } from './scope.ts'

/** What is allowed where an expression stands. */
export type ExpressionRules = {
  scope: Scope
  /** Aggregates over rows: only in the columns of a sheet with `group`. */
  aggregates: boolean
  windows: boolean
  /** Mapped functions and `map_value`; false in a join's condition, where there is no row yet to map. */
  mapped: boolean
  /** The names of the sheet's value maps; null where there are none, as in an input's shape. */
  valueMaps: ReadonlySet<string> | null
}

const plainClasses = new Set(['CONSTANT', 'CASE', 'COMPARISON', 'CONJUNCTION', 'BETWEEN'])
const operators = new Set([
  ...['OPERATOR_NOT', 'OPERATOR_IS_NULL', 'OPERATOR_IS_NOT_NULL', 'COMPARE_IN', 'COMPARE_NOT_IN', 'OPERATOR_COALESCE'],
  ...['ARRAY_EXTRACT', 'ARRAY_SLICE', 'STRUCT_EXTRACT', 'ARRAY_CONSTRUCTOR', 'OPERATOR_TRY', 'OPERATOR_NULLIF'],
])
const castTypes = new Set([
  ...['VARCHAR', 'BOOLEAN', 'TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT', 'UTINYINT', 'USMALLINT', 'UINTEGER'],
  ...['UBIGINT', 'UHUGEINT', 'FLOAT', 'DOUBLE', 'DECIMAL', 'DATE', 'TIME', 'TIMESTAMP', 'TIMESTAMP_S', 'TIMESTAMP_MS'],
  ...['TIMESTAMP_NS', 'TIMESTAMP WITH TIME ZONE', 'INTERVAL', 'LIST', 'JSON'],
])
const maxPadding = 1000

/** Everything in an expression that a recipe may not do, in words that say what to do instead; empty when it is fine. */
export function checkExpression(ast: Ast, rules: ExpressionRules): string[] {
  const problems: string[] = []
  // Aggregates over rows may not stand inside one another, nor around a window; what is inside one is row by row again.
  const pending: { node: Ast; inAggregate: boolean }[] = [{ node: ast, inAggregate: false }]
  while (pending.length > 0) {
    const { node, inAggregate } = pending.pop() as { node: Ast; inAggregate: boolean }
    const problem = problemOf(node, rules, inAggregate)
    if (problem) problems.push(problem)
    // One reason is enough for what stands inside a thing that is refused as a whole.
    if (problem && (node.class === 'SUBQUERY' || node.class === 'LAMBDA')) continue
    const within = inAggregate || (node.class === 'FUNCTION' && aggregates.has(nameOf(node)))
    for (const child of childrenOf(node).reverse()) pending.push({ node: child, inAggregate: within })
  }
  const tooBig = problems.length === 0 ? constantProblem(ast) : null
  return [...new Set(tooBig === null ? problems : [tooBig])]
}

export const nameOf = (node: Ast) => String(node['function_name'] ?? '').toLowerCase()
export const argumentsOf = (node: Ast) => (node['children'] as Ast[] | undefined) ?? []

function problemOf(node: Ast, rules: ExpressionRules, inAggregate: boolean): string | null {
  if (plainClasses.has(node.class)) return null
  switch (node.class) {
    case 'COLUMN_REF':
      return columnProblem(node['column_names'] as string[], rules.scope)
    case 'FUNCTION':
      return functionProblem(node, rules, inAggregate)
    case 'WINDOW':
      return windowProblem(node, rules, inAggregate)
    case 'CAST':
      return castProblem(node)
    case 'OPERATOR':
      return operators.has(node.type) ? null : `the operator ${node.type} cannot be used in a recipe`
    case 'SUBQUERY':
      return 'a subquery (SELECT inside an expression) is not allowed. Use a join of the sheet to look up other rows'
    case 'LAMBDA':
      return 'functions of your own (lambda, ->, list comprehension) are not allowed. To read JSON use json_text'
    case 'STAR':
      return '* and COLUMNS are not allowed. Name each column'
    case 'PARAMETER':
      return 'placeholders (?, $1) are not allowed. Write the value itself'
    case 'POSITIONAL_REFERENCE':
      return 'columns are read by name, not by position (#1)'
    case 'COLLATE':
      return 'COLLATE is not allowed. Compare lower(…) or strip_accents(…) instead'
    default:
      return `${node.class} cannot be used in a recipe`
  }
}

function columnProblem(names: readonly string[], scope: Scope): string | null {
  const found = findColumn(scope, names)
  if (!('problem' in found)) return null
  const [only] = names
  if (names.length === 1 && only && clockWords.has(only.toLowerCase())) return whyForbidden(only.toLowerCase())
  return found.problem
}

function functionProblem(node: Ast, rules: ExpressionRules, inAggregate: boolean): string | null {
  const name = nameOf(node)
  const args = argumentsOf(node)
  if (node['catalog'] || (node['schema'] && node['schema'] !== 'main'))
    return `${name} is called by a schema, which is not allowed`
  if (aggregates.has(name) && !scalars.has(name)) {
    if (inAggregate) return `${name} stands inside another aggregate; aggregate once`
    return rules.aggregates
      ? null
      : `${name} sums up many rows, which only a sheet with \`group\` can; or use it as a window: ${name}(…) OVER (…)`
  }
  if (!scalars.has(name)) return unknownFunction(name)
  if (name === 'map_value') return mapValueProblem(args, rules) ?? mappedProblem(node, rules)
  if (mapped.has(name)) return mappedProblem(node, rules)
  if (name === 'lpad' || name === 'rpad') {
    const width = integerConstant(args[1])
    if (width === null || width < 0 || width > maxPadding)
      return `the width of ${name} must be a number up to ${maxPadding}`
  }
  if (name === 'list_aggregate' || name === 'list_aggr') {
    const aggregate = textConstant(args[1])
    if (aggregate === null || !aggregates.has(aggregate.toLowerCase()))
      return `${name} takes the name of an aggregate, such as 'max'`
  }
  return null
}

function unknownFunction(name: string): string {
  const reason = whyForbidden(name)
  if (reason) return reason
  const guess = nearest(
    name,
    [...scalars, ...aggregates].filter((each) => /^\w+$/.test(each)),
  )
  return `${name} is not a function that recipes may use (see docs/functions.md)${guess ? `. Did you mean ${guess}?` : ''}`
}

function mapValueProblem(args: readonly Ast[], rules: ExpressionRules): string | null {
  if (!rules.valueMaps) return 'map_value can only be used in a sheet, which has the value maps'
  if (args.length !== 2) return `map_value takes two arguments: map_value(x, 'map')`
  const map = textConstant(args[1])
  if (map === null) return `the second argument of map_value is the name of a value map, in single quotes`
  if (rules.valueMaps.has(map)) return null
  const guess = nearest(map, [...rules.valueMaps])
  return `the sheet has no value map '${map}'${guess ? `. Did you mean '${guess}'?` : '. Add it to `value_maps`'}`
}

function mappedProblem(node: Ast, rules: ExpressionRules): string | null {
  const name = nameOf(node)
  if (!rules.mapped)
    return `${name} cannot be used in a join's condition. Make it a \`compute\` column of the input and join on that`
  const counts = mapped.get(name)
  const args = argumentsOf(node)
  if (counts && (args.length < counts.min || args.length > counts.max)) {
    return `${name} takes ${counts.min === counts.max ? counts.min : `${counts.min} to ${counts.max}`} argument(s), not ${args.length}`
  }
  for (const inner of args.flatMap((each) => [...walk(each)])) {
    const isAggregate = inner.class === 'FUNCTION' && aggregates.has(nameOf(inner)) && !scalars.has(nameOf(inner))
    if (isAggregate || inner.class === 'WINDOW') {
      const wrapped = nameOf(inner)
      return `${name} works on single rows: write ${wrapped}(${name}(…)) instead of ${name}(${wrapped}(…))`
    }
  }
  return null
}

function windowProblem(node: Ast, rules: ExpressionRules, inAggregate: boolean): string | null {
  const name = nameOf(node)
  if (!windows.has(name)) return unknownFunction(name)
  if (inAggregate) return `${name} OVER (…) stands inside an aggregate; compute it in the input's shape first`
  if (!rules.windows) return `windows (${name} OVER …) are not possible here. Compute it in the input's shape first`
  return null
}

function castProblem(node: Ast): string | null {
  const type = node['cast_type'] as { id: string; type_info?: { name?: string; child_type?: { id: string } } }
  const id = type.id === 'UNBOUND' ? (type.type_info?.name ?? '').toUpperCase() : type.id
  const child = type.type_info?.child_type?.id
  if (castTypes.has(id) && (child === undefined || castTypes.has(child))) return null
  return `the type ${id} cannot be used in a recipe. Use VARCHAR, INTEGER, BIGINT, DECIMAL, DOUBLE, BOOLEAN, DATE, TIME or TIMESTAMP`
}
