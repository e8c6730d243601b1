import type { RecipeBody, ShapeOp, StagedTable } from '@godwit/contract'
import { distinct, type ExpressionCompiler, type ExpressionContext } from './compile-expression.ts'
import type { CompiledInput, CompiledStage, Expression } from './compiled-recipe.ts'
import { checkShape } from './recipe-problems.ts'
import type { Origin, ScopeColumn } from './scope.ts'

/** What an input is compiled among: the inputs before it, its own staging table, and all of them. */
type Among = {
  path: string
  earlier: ReadonlyMap<string, CompiledInput>
  table: StagedTable | undefined
  tables: readonly StagedTable[]
}

/** Compiles one input with its shape; null when it has a problem, which the compiler then holds. */
export function compileInput(
  compiler: ExpressionCompiler,
  input: RecipeBody['inputs'][number],
  { path, earlier, table, tables }: Among,
): CompiledInput | null {
  let columns = new Map<string, ScopeColumn>()
  let source: CompiledInput['source']
  let multiplies = false
  let gathers = false
  const reads: Origin[] = []
  if (input.union) {
    const parts = input.union.flatMap((ref) => earlier.get(ref) ?? [])
    if (parts.length !== input.union.length) return null
    source = { union: parts }
    columns = unite(parts)
    multiplies = parts.some((part) => part.multiplies)
    gathers = parts.some((part) => part.gathers)
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
    compiler.problems.push(...checkShape(op, at, columns))
    const context = compiler.context(
      [{ ref: input.ref, columns }],
      input.ref,
      { aggregates: false, windows: true },
      null,
    )
    const stage = compileStage(compiler, op, at, context, columns)
    if (!stage) return null
    reads.push(...stage.reads)
    columns = stage.columns
    multiplies ||= op.op === 'unpivot' || op.op === 'unnest' || op.op === 'unpivot_groups'
    gathers ||= op.op === 'pivot'
    stages.push(stage.stage)
  }
  return { ref: input.ref, source, base, stages, columns, reads, multiplies, gathers }
}

function compileStage(
  compiler: ExpressionCompiler,
  op: ShapeOp,
  path: string,
  context: ExpressionContext,
  before: ReadonlyMap<string, ScopeColumn>,
) {
  const columns = new Map(before)
  const reads: Origin[] = []
  const read = (key: string) => {
    const expression = compiler.expression(`${path}.${key}`, context)
    reads.push(...(expression?.reads ?? []))
    return expression
  }
  const behind = (names: readonly string[]) => names.flatMap((name) => before.get(name.toLowerCase())?.from ?? [])
  const add = (name: string, from: readonly Origin[]) => columns.set(name.toLowerCase(), { name, from: distinct(from) })
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
    case 'unpivot_groups': {
      const from = op.groups.flatMap(({ columns: cells }) => behind(Object.values(cells)))
      const grouped = new Set(op.groups.flatMap(({ columns: cells }) => Object.values(cells)).map(lower))
      for (const name of grouped) columns.delete(name)
      const kept = [...columns.values()].map(({ name }) => name)
      const cells = [...new Set(op.groups.flatMap(({ columns: named }) => Object.keys(named)))]
      add(op.name, [])
      for (const cell of cells) {
        add(
          cell,
          behind(
            op.groups.flatMap(({ columns: named }) =>
              Object.entries(named).flatMap(([k, v]) => (k === cell ? [v] : [])),
            ),
          ),
        )
      }
      reads.push(...from)
      const groups = op.groups.map(({ label, columns: named }) => ({
        label,
        columns: cells.map((cell) =>
          named[cell] === undefined ? null : (before.get(lower(named[cell]))?.name ?? null),
        ),
      }))
      return done({ op: 'unpivot_groups', groups, cells, name: op.name, kept })
    }
    case 'pivot': {
      const known = [...op.by, op.name, op.value].every((name) => before.has(lower(name)))
      if (!known) return null
      const from = behind([op.name, op.value])
      columns.delete(lower(op.name))
      columns.delete(lower(op.value))
      const spelled = (name: string) => before.get(lower(name))!.name
      const kept = [...columns.values()].map(({ name }) => name)
      for (const column of Object.keys(op.columns)) add(column, from)
      reads.push(...from, ...behind(op.by))
      return done({
        op: 'pivot',
        by: op.by.map(spelled),
        name: spelled(op.name),
        value: spelled(op.value),
        pivoted: Object.entries(op.columns).map(([column, says]) => ({ column, says: says.trim().toLowerCase() })),
        kept,
        separator: op.separator ?? '; ',
      })
    }
    case 'unnest': {
      const column = before.get(lower(op.column))
      if (!column) return null
      add(op.as, column.from)
      if (op.at !== undefined) add(op.at, [])
      return done({
        op: 'unnest',
        column: column.name,
        as: op.as,
        separator: op.separator ?? null,
        at: op.at ?? null,
        keepEmpty: op.keep_empty ?? false,
      })
    }
    default:
      return op satisfies never
  }
}

const lower = (name: string): string => name.toLowerCase()

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
