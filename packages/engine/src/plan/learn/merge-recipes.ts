import type { LearnedColumn, LearnedInput, LearnedSheet, LearnedTable, SourceRecipeBody } from '@godwit/contract'
import { mapShape } from './map-shape.ts'
import { type ColumnRead, columnsRead, refsRead, renameIn, tokenize } from './sql-tokens.ts'

const mostNames = 10

/**
 * What a source knows after another migration: the newest recipe counts, and what only earlier ones had is kept: sheets
 * of templates that this migration did not have, columns that its files lacked, meanings of values, other names of
 * columns. Equal to `earlier` where nothing was learned.
 */
export function mergeRecipes(earlier: SourceRecipeBody | null, newest: SourceRecipeBody): SourceRecipeBody {
  if (!earlier) return newest
  const pairs = pairTables(earlier, newest)
  const tables = newest.tables.map((table) => {
    const was = [...pairs].find(([, pair]) => pair.now === table)
    return was ? mergeTable(was[0], table, was[1].columns) : table
  })
  const merged: SourceRecipeBody = { tables, inputs: [...newest.inputs], sheets: [] }
  const taken = new Set([...tables.map(({ ref }) => ref), ...newest.inputs.map(({ ref }) => ref)])
  const refs = new Map<string, string>()
  const columnsOf = new Map<string, ReadonlyMap<string, string>>()
  for (const input of earlier.inputs) {
    const table = earlier.tables.find(({ ref }) => ref === input.of)
    const pair = table && pairs.get(table)
    const rest = table ? input.ref.slice(table.ref.length) : ''
    refs.set(input.ref, pair ? `${pair.now.ref}${rest}` : input.ref)
    if (pair) columnsOf.set(input.ref, pair.columns)
  }

  const sheets = newest.sheets.map((sheet) => {
    const was = earlier.sheets.find(({ template }) => template === sheet.template)
    return was ? mergeSheet(was, sheet, refs, columnsOf, merged, earlier, pairs) : sheet
  })
  const others = earlier.sheets.filter(({ template }) => !newest.sheets.some((sheet) => sheet.template === template))
  for (const sheet of others) sheets.push(adoptSheet(sheet, { earlier, merged, refs, columnsOf, pairs, taken }))
  merged.sheets = sheets
  return merged
}

type Pair = { now: LearnedTable; columns: Map<string, string> }

/** Tables of earlier recipes that are the newest one's: those that the same sheets are filled from. */
function pairTables(earlier: SourceRecipeBody, newest: SourceRecipeBody): Map<LearnedTable, Pair> {
  const pairs = new Map<LearnedTable, Pair>()
  const tableOf = (recipe: SourceRecipeBody, ref: string): LearnedTable | undefined => {
    const input = recipe.inputs.find((each) => each.ref === ref)
    const first = input?.union?.[0]
    return first === undefined ? recipe.tables.find((table) => table.ref === input?.of) : tableOf(recipe, first)
  }
  const pair = (was: LearnedTable | undefined, now: LearnedTable | undefined) => {
    if (!was || !now) return
    const known = pairs.get(was)
    if (known ? known.now !== now : [...pairs.values()].some((other) => other.now === now)) return
    if (!known) pairs.set(was, { now, columns: new Map() })
  }
  for (const sheet of newest.sheets) {
    const was = earlier.sheets.find(({ template }) => template === sheet.template)
    if (!was) continue
    pair(tableOf(earlier, was.from), tableOf(newest, sheet.from))
    const joins = sheet.joins.flatMap((join, at) => {
      const other =
        was.joins.find(({ as }) => as === join.as) ??
        (was.joins.length === sheet.joins.length ? was.joins[at] : undefined)
      if (other) pair(tableOf(earlier, other.input), tableOf(newest, join.input))
      return other ? [[other, join] as const] : []
    })
    const same = [
      ...joins.map(([old, now]) => [old.on, now.on] as const),
      ...Object.entries(sheet.columns).map(([name, { sql }]) => [was.columns[name]?.sql ?? '', sql] as const),
    ]
    for (const { was: old, now } of same.flatMap(([before, after]) => pairReads(before, after))) {
      const oldTable = tableOf(earlier, was.joins.find(({ as }) => as === old.ref)?.input ?? old.ref ?? was.from)
      const nowTable = tableOf(newest, sheet.joins.find(({ as }) => as === now.ref)?.input ?? now.ref ?? sheet.from)
      const found = oldTable && pairs.get(oldTable)
      if (!found || found.now !== nowTable || nowTable.columns.some((each) => each.name === old.column)) continue
      if (!found.columns.has(old.column)) found.columns.set(old.column, now.column)
    }
  }
  for (const [was, { now, columns }] of pairs) {
    for (const { name } of was.columns) if (now.columns.some((each) => each.name === name)) columns.set(name, name)
  }
  return pairs
}

/** The columns that two expressions read in the same places, where they are the same but for names, formats and texts. */
function pairReads(before: string, after: string): { was: ColumnRead; now: ColumnRead }[] {
  const [one, other] = [columnsRead(before), columnsRead(after)]
  if (one.length === 0 || one.length !== other.length) return []
  if (one.length > 1 && formOf(before) !== formOf(after)) return []
  return one.flatMap((was, at) => (was.column === other[at]!.column ? [] : [{ was, now: other[at]! }]))
}

const formOf = (sql: string): string =>
  tokenize(sql)
    .map(({ kind, text }, at, all) =>
      kind === 'quoted' || kind === 'string' || all[at + 1]?.text === '.' ? (kind === 'string' ? "''" : '""') : text,
    )
    .join('')

/** The newest look of each column, with every name that it has had. */
function mergeTable(was: LearnedTable, now: LearnedTable, renames: ReadonlyMap<string, string>): LearnedTable {
  const columns = now.columns.map((column): LearnedColumn => {
    const former = was.columns.filter(({ name }) => renames.get(name) === column.name)
    const names = former.flatMap(({ name, also }) => [name, ...also]).filter((name) => name !== column.name)
    return { ...column, also: [...new Set([...column.also, ...names])].slice(0, mostNames) }
  })
  return { ...now, columns, others: [...new Set([...now.others, ...was.others])] }
}

/** Columns and meanings that the newest recipe of a sheet has not, as far as they stand on the same rows. */
function mergeSheet(
  was: LearnedSheet,
  now: LearnedSheet,
  refs: ReadonlyMap<string, string>,
  columnsOf: ReadonlyMap<string, ReadonlyMap<string, string>>,
  merged: SourceRecipeBody,
  earlier: SourceRecipeBody,
  pairs: ReadonlyMap<LearnedTable, Pair>,
): LearnedSheet {
  const columns = { ...now.columns }
  const value_maps = { ...now.value_maps }
  for (const [name, entries] of Object.entries(was.value_maps)) {
    const own = value_maps[name]
    if (!own) continue
    const known = new Set(Object.keys(own).map((value) => value.trim().toLowerCase()))
    const missing = Object.entries(entries).filter(([value]) => !known.has(value.trim().toLowerCase()))
    value_maps[name] = { ...own, ...Object.fromEntries(missing) }
  }
  const sameRows = refs.get(was.from) === now.from && !was.group && !now.group
  for (const [name, column] of Object.entries(was.columns)) {
    const own = columns[name]
    if (!sameRows || column.sql === 'NULL' || (own && own.sql !== 'NULL') || was.rules[name] !== now.rules[name])
      continue
    const reads = columnsRead(column.sql)
    if (![...refsRead(column.sql)].every((ref) => ref === was.from) || reads.some(({ ref }) => ref === null)) continue
    columns[name] = { ...column, sql: renameIn(column.sql, { refs, columns: columnsOf }) }
    keepColumns(
      merged,
      earlier,
      pairs,
      was.from,
      reads.map((read) => read.column),
    )
    for (const [map, entries] of Object.entries(was.value_maps)) {
      if (column.sql.includes(`'${map.replaceAll("'", "''")}'`)) value_maps[map] ??= entries
    }
  }
  return { ...now, columns, value_maps }
}

/** Columns that only an earlier recipe reads stay known to the table. */
function keepColumns(
  merged: SourceRecipeBody,
  earlier: SourceRecipeBody,
  pairs: ReadonlyMap<LearnedTable, Pair>,
  ref: string,
  names: readonly string[],
): void {
  const of = earlier.inputs.find((input) => input.ref === ref)?.of
  const was = earlier.tables.find((table) => table.ref === of)
  const pair = was && pairs.get(was)
  if (!was || !pair) return
  const at = merged.tables.findIndex((table) => table.ref === pair.now.ref)
  const table = merged.tables[at]
  if (!table) return
  const added = was.columns.filter(
    ({ name }) => names.includes(name) && !pair.columns.has(name) && !table.columns.some((each) => each.name === name),
  )
  if (added.length > 0) merged.tables[at] = { ...table, columns: [...table.columns, ...added] }
}

type Adopting = {
  earlier: SourceRecipeBody
  merged: SourceRecipeBody
  refs: Map<string, string>
  columnsOf: Map<string, ReadonlyMap<string, string>>
  pairs: ReadonlyMap<LearnedTable, Pair>
  taken: Set<string>
}

/** A sheet that this migration did not have, with the inputs and tables that it stands on. */
function adoptSheet(sheet: LearnedSheet, adopting: Adopting): LearnedSheet {
  const { earlier, merged, refs, columnsOf, pairs } = adopting
  const adopt = (ref: string): string => {
    const input = earlier.inputs.find((each) => each.ref === ref)!
    for (const member of input.union ?? []) adopt(member)
    const table = earlier.tables.find((each) => each.ref === input.of)
    if (table && !pairs.has(table)) adoptTable(table, adopting)
    const name = refs.get(ref) ?? ref
    const names = { refs, columns: columnsOf }
    const columns = columnsOf.get(ref)
    const made: LearnedInput = {
      ref: name,
      of: table ? (pairs.get(table)?.now.ref ?? refs.get(table.ref) ?? table.ref) : null,
      union: input.union?.map((member) => refs.get(member) ?? member) ?? null,
      shape: input.shape.flatMap(
        (op) =>
          mapShape(op, { sql: (sql) => renameIn(sql, names), column: (each) => columns?.get(each) ?? each }) ?? [],
      ),
    }
    const same = merged.inputs.find((each) => each.ref === name)
    if (!same) merged.inputs.push(made)
    keepColumns(
      merged,
      earlier,
      pairs,
      ref,
      earlier.tables.find((each) => each === table)?.columns.map((each) => each.name) ?? [],
    )
    return name
  }
  const from = adopt(sheet.from)
  const local = new Map(refs)
  const localColumns = new Map(columnsOf)
  const joins = sheet.joins.map((join) => {
    const columns = columnsOf.get(join.input)
    if (columns) localColumns.set(join.as, columns)
    return { ...join, input: adopt(join.input) }
  })
  for (const { as } of joins) local.delete(as)
  const sql = (text: string) => renameIn(text, { refs: local, columns: localColumns })
  return {
    ...sheet,
    from,
    joins: joins.map((join) => ({ ...join, on: sql(join.on) })),
    drop: sheet.drop.map((rule) => ({ ...rule, when: sql(rule.when) })),
    group: sheet.group && { by: sheet.group.by.map(sql) },
    columns: Object.fromEntries(
      Object.entries(sheet.columns).map(([name, column]) => [name, { ...column, sql: sql(column.sql) }]),
    ),
    dedupe:
      sheet.dedupe && typeof sheet.dedupe.keep === 'object'
        ? { ...sheet.dedupe, keep: { by: sql(sheet.dedupe.keep.by) } }
        : sheet.dedupe,
    review: sheet.review.map((rule) => ({ ...rule, when: sql(rule.when) })),
  }
}

/** A table that no input of the newest recipe has, under a name that is free. */
function adoptTable(table: LearnedTable, { earlier, merged, refs, taken }: Adopting): void {
  if (merged.tables.some(({ ref }) => ref === refs.get(table.ref)) && refs.has(`\u0000${table.ref}`)) return
  let name = table.ref
  for (let number = 1; taken.has(name); number++) name = `t${number}`
  taken.add(name)
  refs.set(`\u0000${table.ref}`, name)
  for (const input of earlier.inputs) {
    if (input.of === table.ref) refs.set(input.ref, `${name}${input.ref.slice(table.ref.length)}`)
  }
  merged.tables.push({ ...table, ref: name })
}
