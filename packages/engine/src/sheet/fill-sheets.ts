import type { StagedTable } from '@godwit/contract'
import { type Duckdb, DuckdbError } from '../duckdb/index.ts'
import { EngineError } from '../errors.ts'
import {
  bindInputs,
  type CompiledInput,
  type CompiledRecipe,
  compileRecipe,
  fillLookup,
  libraryMacros,
  type RenderMode,
  renderInput,
} from '../recipe/index.ts'
import { ident, type Sql, sql, text } from '../sql/quote.ts'
import { type FillContext, type Filled, fillOne } from './fill-one.ts'
import type { FilledSheets, FillRequest } from './fill-request.ts'
import { canonical, proveInputs, sha256 } from './prove-rows.ts'
import { usedInputs } from './used-inputs.ts'
import { writeLedger } from './write-ledger.ts'
import { writeSheets } from './write-sheets.ts'

export type { FilledSheet, FilledSheets, FillRequest } from './fill-request.ts'

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
