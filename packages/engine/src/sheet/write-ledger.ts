import { join as joinPath } from 'node:path'
import type { StagedTable } from '@godwit/contract'
import { EngineError } from '../errors.ts'
import { type CompiledInput, type CompiledRecipe, shapeReasons } from '../recipe/index.ts'
import { type Sql, sql } from '../sql/quote.ts'
import { columnCoverage } from './column-coverage.ts'
import { excludedReasons, type LedgerCount, makeCoverage } from './coverage.ts'
import { type FillContext, type Filled, madeOf } from './fill-one.ts'
import type { FillRequest } from './fill-request.ts'
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
import { tablesOf } from './used-inputs.ts'
import { writeParquet } from './write-parquet.ts'

const notReferenced = 'not referenced'
const tableNotUsed = 'table not used'

/** Accounts for every staged row, and refuses what does not balance.
 *
 * @throws EngineError `ledger_unbalanced`. */
export async function writeLedger(
  request: FillRequest,
  compiled: CompiledRecipe,
  filled: readonly Filled[],
  shaped: readonly { input: CompiledInput; left: readonly Sql[] }[],
  staged: (index: number) => Sql,
  make: FillContext['make'],
) {
  const { db, tables, outDir } = request
  const leftReasons = shaped.flatMap(({ input }) =>
    input.stages.flatMap((stage) => ('reason' in stage ? [stage.reason] : shapeReasons)),
  )
  const reasons = [
    ...new Set([notReferenced, tableNotUsed, 'not read', ...leftReasons, ...filled.flatMap((each) => each.reasons)]),
  ]
  const outcomes: Outcome[] = filled.flatMap(({ sheet, table, left, merged }, index) => [
    ...renderImported(table, index, madeOf(sheet)),
    ...(merged ? [renderMerged(merged, index)] : []),
    ...sheet.joins.map(({ input }, join) => renderLookedUp(table, index, join, madeOf(sheet), input.gathers)),
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
