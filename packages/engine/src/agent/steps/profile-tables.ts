import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Inclusion, TableProfile } from '@godwit/contract'
import { findInclusions, profileTable } from '../../profile/index.ts'
import { localPaths } from '../local-paths.ts'
import { count, sayDone, sayTool } from '../say.ts'
import { type ProfileResult, resultOf, type StageResult, type Step } from '../step.ts'

/** What `profile_key` holds, as JSON. */
export type ProfileDocument = { profiles: TableProfile[]; inclusions: Inclusion[] }

/** Measures every column of every table, and which columns hold values of which others. */
export const profileTables: Step = async (context) => {
  const tables = resultOf<StageResult>(context, 'stage').tables.filter(({ skipped }) => !skipped)
  const db = await context.openDb()
  const pathOf = await localPaths(context, tables)
  const total = tables.reduce((sum, table) => sum + table.columns.length, 0)
  const profiles: TableProfile[] = []
  let before = 0
  for (const table of tables) {
    context.signal.throwIfAborted()
    const show = (done: number) =>
      context.progress(
        { phase: 'profile', done: before + done, total, unit: 'columns' },
        `Looking at ${table.name}: ${before + done} of ${count(total, 'column')}, ${count(table.row_count, 'row')} each`,
      )
    show(0)
    const look = (what: string) =>
      context.progress(
        { phase: 'profile', done: before + table.columns.length, total, unit: 'columns' },
        `Looking at ${table.name} for ${what}`,
      )
    const { signal } = context
    profiles.push(await profileTable({ db, table, path: pathOf(table), onProgress: show, onLook: look, signal }))
    before += table.columns.length
  }
  context.progress(
    { phase: 'profile', done: total, total, unit: 'columns' },
    'Looking for columns that belong together',
  )
  const inclusions = await findInclusions({ db, tables, profiles, pathOf })
  const document: ProfileDocument = { profiles, inclusions }
  // Profiles hold up to a thousand values of each column: too much for a row of the store.
  const path = join(context.workDir, 'profile.json')
  await writeFile(path, JSON.stringify(document))
  const result: ProfileResult = { profile_key: await context.keep('staged', path, 'profile.json') }
  const alike = profiles.reduce((sum, { near_duplicates }) => sum + near_duplicates.length, 0)
  const text = `Looked at ${count(total, 'column')} over all their rows; ${count(inclusions.length, 'pair')} of columns share values${alike === 0 ? '' : `; ${count(alike, 'group')} of rows look alike`}.`
  return {
    result,
    events: [
      ...sayTool(
        'profile_tables',
        { tables: tables.map(({ name }) => name) },
        { columns: total, inclusions: inclusions.length },
      ),
      sayDone('profile', text),
    ],
  }
}
