import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TemplateColumn } from '@godwit/contract'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { profileTable } from '../profile/index.ts'
import { stageFile } from '../staging/index.ts'
import { draftColumns } from '../template/index.ts'

/**
 * Template columns as a sample CSV suggests them: it is read and measured as an uploaded file would be.
 *
 * @throws EngineError `sample_unreadable`.
 */
export async function draftTemplate(
  app: Pick<App, 'workDir' | 'readDuckdb' | 'newId'>,
  sampleCsv: string,
): Promise<TemplateColumn[]> {
  const outDir = await mkdtemp(join(app.workDir, 'sample-'))
  try {
    const path = join(outDir, 'sample.csv')
    await writeFile(path, sampleCsv)
    const drafts = await app.readDuckdb(async (db) => {
      const file = { id: app.newId(), name: 'sample.csv', content_type: 'text/csv' }
      const staged = await stageFile({ db, path, file, outDir, tableNames: new Set() }).catch(asUnreadable)
      const [table] = staged.tables
      return table ? draftColumns(table, await profileTable({ db, table, path: table.path })) : []
    })
    if (drafts.length === 0) throw unreadable('It has no columns')
    return drafts
  } finally {
    await rm(outDir, { recursive: true, force: true })
  }
}

function asUnreadable(error: unknown): never {
  if (error instanceof EngineError && ['file_empty', 'file_unreadable', 'file_unsupported'].includes(error.code)) {
    throw unreadable(error.message, error)
  }
  throw error
}

const unreadable = (why: string, cause?: unknown) =>
  new EngineError('sample_unreadable', `The sample cannot be read as CSV. ${why}`, {
    details: [{ path: 'sample_csv', message: 'not readable' }],
    cause,
  })
