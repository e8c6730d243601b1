import { createHash } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Replay, ReplayPart, StagedTable } from '@godwit/contract'
import { keptRecipe } from '../agent/kept-recipe.ts'
import { readSheetSet } from '../agent/read-sheet-set.ts'
import type { App } from '../app.ts'
import type { Duckdb } from '../duckdb/index.ts'
import { EngineError } from '../errors.ts'
import { exportSheet } from '../export/index.ts'
import { compare, type FilledSheet, replaySheets, type SheetFile } from '../sheet/index.ts'
import { findAccountRun } from '../store/queries/find-account-run.ts'
import { selectMigrationTemplates } from '../store/queries/select-migration-templates.ts'
import { engineVersion } from '../util/engine-version.ts'

type ReplayApp = Pick<App, 'store' | 'storage' | 'workDir' | 'newId' | 'openDuckdb'>

/**
 * Executes again what an execute has executed, from the staged tables and the recipe that are kept, and compares every
 * row and byte with the first time. Nothing is changed by it.
 *
 * @param accountId whose runs count; null for those of every account.
 * @throws EngineError `run_not_found`, `run_not_replayable`, and what `Duckdb` throws.
 */
export async function replayExecute(
  app: ReplayApp,
  accountId: string | null,
  runId: string,
  { signal }: { signal?: AbortSignal } = {},
): Promise<Replay> {
  const run = await findAccountRun(app.store, accountId, runId)
  if (!run) throw new EngineError('run_not_found', 'There is no such run.')
  if (run.kind !== 'execute' || run.status !== 'completed') {
    throw new EngineError(
      'run_not_replayable',
      `This run is a ${run.kind} that is ${run.status}. Name an execute that is completed: only that has made sheets.`,
    )
  }
  const set = await readSheetSet(app.store, run.id)
  if (!set) {
    throw new EngineError(
      'run_not_replayable',
      'A later execute of this migration has replaced the sheets of this one, so what it read and made is not kept any more. Replay the later one.',
    )
  }
  const pinned = await selectMigrationTemplates(app.store, run.migration_id)
  const recipe = await keptRecipe(app.store, run.migration_id, set.recipe_version)
  const paths = await pathsOf(app, set.tables)
  const workDir = join(app.workDir, `replay-${app.newId()}`)
  await mkdir(workDir, { recursive: true })
  try {
    await using opened = new AsyncDisposableStack()
    const db = opened.adopt(await app.openDuckdb({ workDir, ...(signal ? { signal } : {}) }), (it) => it.close())
    const { parts, filled } = await replaySheets(
      {
        db,
        recipe,
        templates: pinned.map(({ template }) => template),
        sheetIds: new Map(pinned.map(({ template, sheet_id }) => [template.slug, sheet_id])),
        tables: set.tables,
        pathOf: (table) => paths.get(table.storage_key) ?? join(workDir, 'gone.parquet'),
        outDir: workDir,
        engine: engineVersion,
        ...(signal ? { signal } : {}),
      },
      set.proof,
    )
    for (const made of filled?.sheets ?? []) {
      const kept = set.sheets.find(({ slug }) => slug === made.slug)
      if (kept) parts.push(await compareBytes(app, db, workDir, made, kept))
    }
    return {
      run_id: run.id,
      migration_id: run.migration_id,
      recipe_version: set.recipe_version,
      identical: parts.every(({ same }) => same),
      engine: { was: set.proof.engine, is: engineVersion },
      parts,
    }
  } finally {
    await rm(workDir, { recursive: true, force: true })
  }
}

/** Local files of the staged tables that are still there. */
async function pathsOf({ storage }: ReplayApp, tables: readonly StagedTable[]): Promise<Map<string, string>> {
  const paths = new Map<string, string>()
  for (const { storage_key } of tables) {
    const path = await storage.localPath(storage_key).catch(() => null)
    if (path !== null) paths.set(storage_key, path)
  }
  return paths
}

/** The CSV of a sheet that was made again, and of the one that is kept, byte by byte. */
async function compareBytes(
  { storage }: ReplayApp,
  db: Duckdb,
  workDir: string,
  made: FilledSheet,
  kept: SheetFile,
): Promise<ReplayPart> {
  const columns = made.columns.map(({ name }) => name)
  const hash = async (rowsPath: string, issuesPath: string) => {
    const format = { filter: 'all', format: 'csv', escapeFormulas: false } as const
    const { stream } = await exportSheet({ db, rowsPath, issuesPath, columns, ...format, workDir })
    const sum = createHash('sha256')
    for await (const piece of stream) sum.update(piece as Buffer)
    return sum.digest('hex')
  }
  const expected = await hash(made.rows_path, made.issues_path)
  const local = await storage.localPath(kept.rows_key).catch(() => null)
  const found = local === null ? null : await hash(local, made.issues_path).catch(() => null)
  return compare('sheet', kept.slug, expected, found)
}
