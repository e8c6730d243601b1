import { createHash } from 'node:crypto'
import { join as joinPath } from 'node:path'
import type { Coverage, RecipeBody, StagedTable, Template } from '@godwit/contract'
import { type Duckdb, DuckdbError } from '../duckdb/index.ts'
import { EngineError } from '../errors.ts'
import { type IssueSource, renderIssues } from '../preview/index.ts'
import {
  bindInputs,
  type CompiledInput,
  type CompiledRecipe,
  compileRecipe,
  fillLookup,
  libraryMacros,
  type Origin,
  type RenderMode,
  renderInput,
} from '../recipe/index.ts'
import { ident, type Sql, sql, text } from '../sql/quote.ts'
import { excludedReasons, type LedgerCount, makeCoverage } from './coverage.ts'
import { type FillContext, type Filled, fillOne } from './fill-one.ts'
import { renderOrigin } from './render-fill.ts'
import {
  type LedgerPlan,
  type Outcome,
  renderCounts,
  renderImported,
  renderLedger,
  renderLedgerFile,
  renderLeft,
  renderLookedUp,
  renderMerged,
  renderRowsProof,
} from './render-ledger.ts'
import type { SheetColumn, SheetFile, SheetSet } from './sheet-set.ts'

export type FilledSheet = Omit<SheetFile, 'rows_key' | 'issues_key'> & { rows_path: string; issues_path: string }
/** What a `SheetSet` is made of, with files that the caller owns instead of stored objects. */
export type FilledSheets = {
  sheets: FilledSheet[]
  coverage: Coverage
  ledger_path: string
  proof: SheetSet['proof']
  /** What a person should know, in sentences; no cell values. */
  warnings: string[]
}

export type FillRequest = {
  db: Duckdb
  recipe: RecipeBody
  templates: readonly Template[]
  /** The sheet's id by template slug. */
  sheetIds: ReadonlyMap<string, string>
  tables: readonly StagedTable[]
  pathOf(table: StagedTable): string
  /** An existing folder for the results, which must be within DuckDB's reach. */
  outDir: string
  onProgress?(progress: { done: number; total: number; unit: string }): void
  signal?: AbortSignal
  /** Part of the proof. */
  engine?: string
}

/**
 * Fills every sheet of a recipe from staged tables: transforms, validates, and accounts for every staged row. The same
 * request gives the same rows in the same order, whatever the number of threads. All rows stay in DuckDB.
 *
 * A value on which an expression fails does not fail the work: everything runs once more with care, and such cells
 * become issues.
 *
 * @throws EngineError `recipe_inputs_missing`, `recipe_invalid`, `ledger_unbalanced`, and what `Duckdb` throws.
 */
export async function fillSheets(request: FillRequest): Promise<FilledSheets> {
  bindInputs(request.recipe, request.tables)
  const { compiled, problems } = await compileRecipe(request)
  if (!compiled) {
    const [first] = problems
    throw new EngineError(
      'recipe_invalid',
      `The recipe cannot be used: ${first?.path}: ${first?.message}. Correct it.`,
      {
        details: problems,
      },
    )
  }
  await request.db.exec(libraryMacros())
  try {
    return await fillOnce(request, compiled, { careful: false })
  } catch (error) {
    if (!isDataFailure(error)) throw error
    request.signal?.throwIfAborted()
    try {
      return await fillOnce(request, compiled, { careful: true })
    } catch (again) {
      if (!isDataFailure(again)) throw again
      throw new EngineError(
        'recipe_invalid',
        `An expression of the recipe fails on this data: ${kindOf(again)}. Use try_cast, or the library's parse functions, where a value may not fit.`,
        { cause: again, detail: { kind: kindOf(again) } },
      )
    }
  }
}

/** A value broke an expression. Any other refusal of DuckDB is a fault in the SQL written here. */
const isDataFailure = (error: unknown): error is DuckdbError =>
  error instanceof DuckdbError && !/^(?:parser|binder|catalog|internal|io|permission)/.test(kindOf(error))

/** The kind of failure only: DuckDB's messages quote cell values. */
const kindOf = (error: DuckdbError) => /^([A-Z][\w ]*?) Error/.exec(error.message)?.[1]?.toLowerCase() ?? 'query'

async function fillOnce(request: FillRequest, compiled: CompiledRecipe, mode: RenderMode): Promise<FilledSheets> {
  const { db, tables, signal } = request
  const made = new Map<string, 'TABLE' | 'VIEW'>()
  const make: FillContext['make'] = async (name, query) => {
    signal?.throwIfAborted()
    made.set(name, 'TABLE')
    await db.exec(sql(`CREATE OR REPLACE TEMP TABLE ${ident(name)} AS ${query}`))
    return ident(name)
  }
  const discard: FillContext['discard'] = (name) => db.exec(sql(`DROP TABLE IF EXISTS ${name}`))
  const staged = (index: number) => sql(`read_parquet(${text(request.pathOf(tables[index] as StagedTable))})`)
  const used = usedInputs(compiled)
  const dropLater: Sql[] = []
  try {
    const relations = new Map<string, Sql>()
    const shaped: { input: CompiledInput; left: readonly Sql[] }[] = []
    for (const input of used) {
      const rendered = renderInput(input, relations, staged, mode)
      dropLater.unshift(...rendered.drop)
      for (const step of rendered.steps) {
        signal?.throwIfAborted()
        if (step.kind === 'sql') await db.exec(step.statement)
        else await fillLookup(db, step.lookup, step.source, signal)
      }
      relations.set(input.ref, rendered.relation)
      shaped.push({ input, left: rendered.left })
    }
    const total = compiled.sheets.length
    const filled: Filled[] = []
    for (const sheet of compiled.sheets) {
      filled.push(await fillOne({ db, relations, mode, make, discard, signal }, sheet))
      request.onProgress?.({ done: filled.length, total, unit: 'sheets' })
    }
    const ledger = await writeLedger(request, compiled, filled, shaped, staged, make)
    const sheets = await writeSheets(request, filled, mode, make)
    return {
      sheets: sheets.map(({ file }) => file),
      coverage: ledger.coverage,
      ledger_path: ledger.path,
      proof: {
        inputs: await proveInputs(request, used),
        recipe: sha256(canonical(request.recipe)),
        outputs: Object.fromEntries(sheets.map(({ file, proof }) => [file.slug, proof])),
        engine: request.engine ?? 'godwit',
      },
      warnings: filled.flatMap(({ warnings }) => warnings),
    }
  } finally {
    await cleanUp(db, [
      ...[...made].map(([name, kind]) => sql(`DROP ${kind} IF EXISTS ${ident(name)}`)),
      ...dropLater,
      ...lookupDrops(compiled),
    ])
  }
}

/** The session may serve others afterwards. One that has crashed, or was interrupted, has nothing left to drop. */
async function cleanUp(db: Duckdb, statements: readonly Sql[]) {
  for (const statement of statements) {
    try {
      await db.exec(statement)
    } catch {
      return
    }
  }
}

const lookupDrops = ({ inputs, sheets }: CompiledRecipe) =>
  [
    ...inputs.flatMap(({ stages }) => stages.flatMap(({ lookups }) => lookups)),
    ...sheets.flatMap(({ lookups }) => lookups),
  ].map(({ table }) => sql(`DROP TABLE IF EXISTS ${ident(table)}`))

/** Inputs that some sheet reads, directly or through a union, in the order in which they must be made. */
function usedInputs({ inputs, sheets }: CompiledRecipe): CompiledInput[] {
  const used = new Set<CompiledInput>()
  const add = (input: CompiledInput) => {
    if ('union' in input.source) for (const part of input.source.union) add(part)
    used.add(input)
  }
  for (const { from, joins } of sheets) {
    add(from)
    for (const { input } of joins) add(input)
  }
  return inputs.filter((input) => used.has(input))
}

/** Positions of the staging tables behind an input, one for each time that it is read. */
function tablesOf({ source }: CompiledInput): number[] {
  return 'union' in source ? source.union.flatMap(tablesOf) : [source.tableIndex]
}

const notReferenced = 'not referenced'
const tableNotUsed = 'table not used'

async function writeLedger(
  request: FillRequest,
  compiled: CompiledRecipe,
  filled: readonly Filled[],
  shaped: readonly { input: CompiledInput; left: readonly Sql[] }[],
  staged: (index: number) => Sql,
  make: FillContext['make'],
) {
  const { db, tables, outDir } = request
  const shapeReasons = shaped.flatMap(({ input }) =>
    input.stages.flatMap((stage) =>
      'reason' in stage ? [stage.reason] : ['no cell to make a row of', 'nothing in the list'],
    ),
  )
  const reasons = [
    ...new Set([notReferenced, tableNotUsed, 'not read', ...shapeReasons, ...filled.flatMap((each) => each.reasons)]),
  ]
  const outcomes: Outcome[] = filled.flatMap(({ sheet, table, left, merged }, index) => [
    ...renderImported(table, index, sheet.group !== null),
    ...(merged ? [renderMerged(merged, index)] : []),
    ...sheet.joins.map((_, join) => renderLookedUp(table, index, join, sheet.group !== null)),
    ...left.map((query) => renderLeft(query, index, reasons)),
  ])
  // What left in the shape of an input left for the first sheet that reads it.
  for (const { input, left } of shaped) {
    const reader = Math.max(
      0,
      compiled.sheets.findIndex(
        ({ from, joins }) => reads(from, input) || joins.some((join) => reads(join.input, input)),
      ),
    )
    outcomes.push(...left.map((query) => renderLeft(query, reader, reasons)))
  }
  const plan = ledgerPlan(compiled, tables, outcomes, reasons, staged)
  const ledger = await make('__ledger', renderLedger(plan))
  const counts = await db.rows<LedgerCount>(renderCounts(ledger))
  const proven = await rowsAreProven(request, ledger, staged)
  const coverage = makeCoverage(tables, counts, reasons, await columnCoverage(request, compiled, staged), proven)
  if (!coverage.balanced) {
    const wrong = coverage.tables.find(
      ({ rows, imported, merged, dropped }) =>
        rows !== imported + merged + dropped.reduce((sum, each) => sum + each.rows, 0),
    )
    throw new EngineError(
      'ledger_unbalanced',
      `Not every source row is accounted for${wrong ? ` (table ${wrong.name})` : ''}, so nothing was filled. This is a fault in Godwit: undo the last change of the recipe, and please report it.`,
    )
  }
  const path = joinPath(outDir, 'ledger.parquet')
  const excluded = tables.flatMap((table, position) =>
    table.excluded.flatMap(({ reason, ranges }) =>
      ranges.map(([from, to]) => ({ table: position, reason: excludedReasons[reason], from, to })),
    ),
  )
  const file = renderLedgerFile(
    ledger,
    tables.map(({ name }) => name),
    filled.map(({ sheet }) => sheet.template.slug),
    reasons,
    excluded,
  )
  await writeParquet(db, file, path)
  return { coverage, path }
}

const reads = (input: CompiledInput, part: CompiledInput): boolean =>
  input === part || ('union' in input.source && input.source.union.some((each) => reads(each, part)))

/** Sorts the tables by whether the outcomes have each of their rows exactly once, by construction. */
function ledgerPlan(
  compiled: CompiledRecipe,
  tables: readonly StagedTable[],
  outcomes: readonly Outcome[],
  reasons: readonly string[],
  staged: (index: number) => Sql,
): LedgerPlan {
  const uses = tables.map(() => ({ asRows: 0, asLookup: 0, multiplied: false }))
  for (const { from, joins } of compiled.sheets) {
    for (const table of tablesOf(from)) {
      const use = uses[table] as (typeof uses)[number]
      use.asRows += 1
      use.multiplied ||= from.multiplies
    }
    for (const { input } of joins)
      for (const table of tablesOf(input)) (uses[table] as (typeof uses)[number]).asLookup += 1
  }
  const single: number[] = []
  const several: LedgerPlan['several'][number][] = []
  for (const [table, { asRows, asLookup, multiplied }] of uses.entries()) {
    if (asRows === 1 && asLookup === 0 && !multiplied) single.push(table)
    else {
      const reason = asRows + asLookup === 0 ? tableNotUsed : asRows === 0 ? notReferenced : 'not read'
      several.push({ table, rows: staged(table), reason: reasons.indexOf(reason) })
    }
  }
  return { outcomes, single, several }
}

/** Whether the ledger speaks of exactly the staged rows, each once. Does not rely on how the ledger was made. */
async function rowsAreProven(
  { db, tables }: FillRequest,
  ledger: Sql,
  staged: (index: number) => Sql,
): Promise<boolean> {
  type Proof = { __t: number; rows: number; sum: string; mix: string }
  const spoken = new Map((await db.rows<Proof>(renderRowsProof(ledger))).map((proof) => [proof.__t, proof]))
  for (const [index, table] of tables.entries()) {
    const rows = sql(`(SELECT CAST(${index} AS SMALLINT) AS __t, _row FROM ${staged(index)})`)
    const [want] = await db.rows<Proof>(renderRowsProof(rows))
    const have = spoken.get(index)
    if ((want?.rows ?? 0) !== table.row_count) return false
    if (want?.rows !== have?.rows || want?.sum !== have?.sum || want?.mix !== have?.mix) return false
  }
  return true
}

async function columnCoverage(
  { db, tables }: FillRequest,
  compiled: CompiledRecipe,
  staged: (index: number) => Sql,
): Promise<Coverage['columns']> {
  const read = new Set(readColumns(compiled).map(({ table, column }) => JSON.stringify([table, column])))
  const columns: Coverage['columns'] = { mapped: [], unmapped: [] }
  for (const [index, { name: table, columns: own }] of tables.entries()) {
    const isRead = (column: string) => read.has(JSON.stringify([table, column]))
    const names = own.map(({ name }) => name)
    columns.mapped.push(...names.filter(isRead).map((column) => ({ table, column })))
    const others = names.filter((column) => !isRead(column))
    if (others.length === 0) continue
    const counts = others.map((name, place) => `count(*) FILTER (WHERE trim(${ident(name)}) <> '') AS n${place}`)
    const [row] = await db.rows<Record<string, number>>(sql(`SELECT ${counts.join(', ')} FROM ${staged(index)}`))
    columns.unmapped.push(...others.map((column, place) => ({ table, column, non_empty: row?.[`n${place}`] ?? 0 })))
  }
  return columns
}

function readColumns(compiled: CompiledRecipe): Origin[] {
  const inputs = usedInputs(compiled).flatMap((input) => input.reads)
  const sheets = compiled.sheets.flatMap((sheet) => [
    ...sheet.columns.flatMap(({ value }) => value?.reads ?? []),
    ...sheet.joins.flatMap(({ on }) => on.reads),
    ...sheet.drop.flatMap(({ when }) => when.reads),
    ...(sheet.group ?? []).flatMap((by) => by.reads),
    ...(sheet.dedupe && typeof sheet.dedupe.keep === 'object' ? sheet.dedupe.keep.reads : []),
  ])
  return [...inputs, ...sheets]
}

async function writeSheets(
  request: FillRequest,
  filled: readonly Filled[],
  { careful }: RenderMode,
  make: FillContext['make'],
) {
  const { db, tables, outDir, sheetIds } = request
  const sources: IssueSource[] = filled.map(({ sheet, table }) => ({
    table,
    template: sheet.template,
    columns: sheet.columns,
    review: sheet.review,
    careful,
  }))
  const tableNames = tables.map(({ name }) => name)
  const written: { file: FilledSheet; proof: string }[] = []
  for (const [index, { sheet, table, rowCount, merged }] of filled.entries()) {
    request.signal?.throwIfAborted()
    const { slug, name, columns } = sheet.template
    const rows_path = joinPath(outDir, `${slug}.rows.parquet`)
    const issues_path = joinPath(outDir, `${slug}.issues.parquet`)
    const usesOne = tablesOf(sheet.from).concat(sheet.joins.flatMap(({ input }) => tablesOf(input)))
    const origin = renderOrigin({
      tableNames: new Set(usesOne).size === 1 ? [tableNames[usesOne[0] as number] as string] : tableNames,
      grouped: sheet.group !== null,
      joins: sheet.joins.length,
      merged,
    })
    const cells = columns.map((column, place) => `s.c${place} AS ${ident(column.name)}`)
    await writeParquet(
      db,
      sql(
        `SELECT ${[`s.rowid + 1 AS "_id"`, ...cells, `${origin} AS "_origin"`].join(', ')} FROM ${table} AS s${merged ? ` LEFT JOIN ${merged} AS m ON m.survivor = s.rowid ORDER BY s.rowid` : ''}`,
      ),
      rows_path,
    )
    const queries = renderIssues(sources[index] as IssueSource, sources)
    const issues = await make(
      `__s${sheet.index}_issues`,
      queries.length > 0 ? sql(queries.join('\nUNION ALL ')) : noIssues,
    )
    await writeParquet(
      db,
      sql(`SELECT row_id, "column", rule, severity, message, value FROM ${issues} ORDER BY row_id, place, rank`),
      issues_path,
    )
    const [invalid] = await db.rows<{ n: number }>(
      sql(`SELECT count(DISTINCT row_id) AS n FROM ${issues} WHERE severity = 'invalid'`),
    )
    written.push({
      file: {
        slug,
        name,
        sheet_id: sheetIds.get(slug) ?? '',
        rows_path,
        issues_path,
        row_count: rowCount,
        invalid_rows: invalid?.n ?? 0,
        columns: sheet.columns.map(describeColumn),
      },
      proof: await proveRows(
        db,
        table,
        sql('rowid + 1'),
        columns.map((_, place) => `c${place}`),
        columns.map((column) => column.name),
      ),
    })
  }
  return written
}

const noIssues = sql(
  `SELECT CAST(NULL AS BIGINT) AS row_id, CAST(0 AS SMALLINT) AS place, CAST(0 AS TINYINT) AS rank, '' AS "column", '' AS rule, '' AS severity, '' AS message, CAST(NULL AS VARCHAR) AS value WHERE false`,
)

function describeColumn({ name, value }: Filled['sheet']['columns'][number]): SheetColumn {
  if (!value) return { name, expression: null, from: [], why: '', confidence: null }
  return { name, expression: value.text, from: [...value.reads], why: value.why, confidence: value.confidence }
}

const writeParquet = (db: Duckdb, query: Sql, path: string) =>
  db.exec(sql(`COPY (${query}) TO ${text(path)} (FORMAT parquet, COMPRESSION snappy)`))

async function proveInputs({ db, tables, pathOf }: FillRequest, used: readonly CompiledInput[]) {
  const positions = new Set(used.flatMap(tablesOf))
  const proofs: Record<string, string> = {}
  for (const [index, table] of tables.entries()) {
    if (!positions.has(index)) continue
    const names = table.columns.map(({ name }) => name)
    proofs[table.name] = await proveRows(
      db,
      sql(`read_parquet(${text(pathOf(table))})`),
      sql('_row'),
      names.map(ident),
      names,
    )
  }
  return proofs
}

/** SHA-256 over the names of the columns and a sum of row hashes, each with its place: content, however it is stored. */
async function proveRows(db: Duckdb, from: Sql, place: Sql, cells: readonly string[], names: readonly string[]) {
  const [row] = await db.rows<{ n: number; mix: string }>(
    sql(
      `SELECT count(*) AS n, CAST(sum(CAST(hash(${[place, ...cells].join(', ')}) AS HUGEINT)) AS VARCHAR) AS mix FROM ${from}`,
    ),
  )
  return sha256(canonical([names, row?.n, row?.mix]))
}

const sha256 = (value: string) => createHash('sha256').update(value).digest('hex')

/** JSON with the keys of objects in order: equal values give equal text. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  )
}
