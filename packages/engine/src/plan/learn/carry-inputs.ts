import type { LearnedInput, RecipeInput, ShapeOp, SourceRecipeBody, StagedTable } from '@godwit/contract'
import { inputRefs } from '../shape/view.ts'
import { mapShape, partsOfShape } from './map-shape.ts'
import type { TableFit } from './match-tables.ts'
import { columnsRead, renameIn } from './sql-tokens.ts'

/** A learned input over this migration's tables. */
export type CarriedInput = {
  /** Its name in the new recipe. */
  ref: string
  /** Itself, after the inputs that it stacks where there are several files now. */
  inputs: RecipeInput[]
  /** Learned column → its name now. */
  columns: Map<string, string>
  /** Learned columns, and columns that its shape makes, that are not there any more. */
  missing: Set<string>
  /** Learned columns whose values cannot be what they were. */
  changed: ReadonlySet<string>
  /** The tables that its rows come from, the main one first. */
  tables: StagedTable[]
}

/** Learned inputs by their learned ref; those whose table or rows cannot be had are left out. */
export function carryInputs(
  { inputs }: Pick<SourceRecipeBody, 'inputs'>,
  fits: ReadonlyMap<string, TableFit>,
  tables: readonly StagedTable[],
): Map<string, CarriedInput> {
  const natural = inputRefs(tables)
  const carried = new Map<string, CarriedInput>()
  for (const input of inputs) {
    const made = input.of === null ? stack(input, carried) : overTable(input, fits.get(input.of), natural)
    if (made) carried.set(input.ref, made)
  }
  return carried
}

function overTable(
  input: LearnedInput,
  fit: TableFit | undefined,
  natural: ReadonlyMap<string, string>,
): CarriedInput | null {
  if (!fit) return null
  const own = natural.get(fit.table.name)!
  const files = [fit.table, ...fit.more]
  const base = files.length > 1 ? `all_${own.slice(0, 50)}` : own
  const ref = `${base}${input.ref.slice(fit.learned.ref.length)}`.slice(0, 63)
  const missing = new Set(fit.learned.columns.map(({ name }) => name).filter((name) => !fit.columns.has(name)))
  const shape = carryShape(input, ref, fit.columns, missing)
  if (shape === null) return null
  const tableOf = (table: StagedTable) => ({ name: table.name, columns: table.columns.map(({ name }) => name) })
  const inputs: RecipeInput[] =
    files.length === 1
      ? [{ ref, table: tableOf(fit.table), shape }]
      : [
          ...files.map((table): RecipeInput => ({ ref: natural.get(table.name)!, table: tableOf(table), shape: [] })),
          { ref, union: files.map(({ name }) => natural.get(name)!), shape },
        ]
  return { ref, inputs, columns: fit.columns, missing, changed: fit.changed, tables: files }
}

function stack(input: LearnedInput, carried: ReadonlyMap<string, CarriedInput>): CarriedInput | null {
  const members = (input.union ?? []).flatMap((ref) => carried.get(ref) ?? [])
  const [first] = members
  if (!first) return null
  const columns = new Map<string, string>(members.flatMap((member) => [...member.columns]))
  // Files that call one column differently are not stacked by name: cells of one of them would be lost.
  if (members.some((member) => [...member.columns].some(([old, now]) => columns.get(old) !== now))) return null
  const missing = new Set([...first.missing].filter((name) => members.every((member) => member.missing.has(name))))
  const lead = `all_${input.union?.[0]}`
  const ref = input.ref.startsWith(lead) ? `all_${first.ref.slice(0, 50)}${input.ref.slice(lead.length)}` : input.ref
  const shape = carryShape(input, ref, columns, missing)
  if (shape === null) return null
  return {
    ref,
    inputs: [...members.flatMap((member) => member.inputs), { ref, union: members.map(({ ref }) => ref), shape }],
    columns,
    missing,
    changed: new Set(members.flatMap((member) => [...member.changed])),
    tables: members.flatMap((member) => member.tables),
  }
}

/** Null when rows would be other ones without a column that is gone; a computed column that needs it goes as well. */
function carryShape(
  input: LearnedInput,
  ref: string,
  columns: ReadonlyMap<string, string>,
  missing: Set<string>,
): ShapeOp[] | null {
  const lacks = (sql: string) => columnsRead(sql).some(({ column }) => missing.has(column))
  const names = { refs: new Map([[input.ref, ref]]), columns: new Map([[input.ref, columns]]) }
  const shape: ShapeOp[] = []
  for (const op of input.shape) {
    const kept = op.op === 'compute' ? { ...op, columns: { ...op.columns } } : op
    if (kept.op === 'compute') {
      for (const [name, sql] of Object.entries(kept.columns)) {
        if (!lacks(sql)) continue
        delete kept.columns[name]
        missing.add(name)
      }
      if (Object.keys(kept.columns).length === 0) continue
    }
    const parts = partsOfShape(kept)
    if (!parts || parts.sql.some(lacks) || parts.columns.some((name) => missing.has(name))) return null
    shape.push(mapShape(kept, { sql: (sql) => renameIn(sql, names), column: (name) => columns.get(name) ?? name })!)
  }
  return shape
}
