import { Readable } from 'node:stream'
import { createGzip } from 'node:zlib'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { exportSheet } from '../export/index.ts'
import type { RowFilter } from '../sheet/index.ts'
import { findSheet, sheetPaths } from './find-sheets.ts'

const contentTypes = { csv: 'text/csv; charset=utf-8; header=present', jsonl: 'application/x-ndjson; charset=utf-8' }
type Format = keyof typeof contentTypes

type Download = {
  accountId: string
  migration_id: string
  /** `{slug}.csv` or `{slug}.jsonl`. */
  file: string
  filter: RowFilter
  escape_formulas: boolean
  request: FastifyRequest
  reply: FastifyReply
}

/**
 * Answers with a sheet as a file, streamed, compressed when the client takes gzip. A sheet that no execute has filled
 * yet is an empty file with a header.
 *
 * @throws EngineError `export_format_unsupported`, `migration_not_found`, `sheet_not_found`.
 */
export async function sendSheet(
  app: Pick<App, 'store' | 'storage' | 'readDuckdb' | 'workDir'>,
  { accountId, migration_id, file, filter, escape_formulas, request, reply }: Download,
): Promise<void> {
  const { slug, format } = parseFileName(file)
  const sheet = await findSheet(app, accountId, migration_id, slug)
  const columns = sheet.template.columns.map((column) => column.name)
  const { stream, totalRecords } = sheet.file
    ? await exportFile(app, await sheetPaths(app, sheet.file), { columns, filter, format, escape_formulas })
    : emptyFile(columns, format)
  reply.headers({
    'content-type': contentTypes[format],
    'content-disposition': `attachment; filename="${slug}.${format}"`,
    'x-total-records': totalRecords,
    vary: 'accept-encoding',
  })
  if (!takesGzip(request.headers['accept-encoding'])) {
    reply.send(stream)
    return
  }
  const gzip = createGzip({ level: 3 })
  stream.once('error', (error) => gzip.destroy(error))
  gzip.once('close', () => stream.destroy())
  reply.header('content-encoding', 'gzip').send(stream.pipe(gzip))
}

function exportFile(
  app: Pick<App, 'readDuckdb' | 'workDir'>,
  paths: { rows: string; issues: string },
  options: { columns: string[]; filter: RowFilter; format: Format; escape_formulas: boolean },
) {
  const { escape_formulas: escapeFormulas, ...rest } = options
  const workDir = app.workDir
  return app.readDuckdb((db) =>
    exportSheet({ db, rowsPath: paths.rows, issuesPath: paths.issues, workDir, escapeFormulas, ...rest }),
  )
}

function emptyFile(columns: readonly string[], format: Format): { stream: Readable; totalRecords: number } {
  const header = columns.map((name) => (/[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name)).join(',')
  return { stream: Readable.from(format === 'csv' ? [`${header}\r\n`] : [], { objectMode: false }), totalRecords: 0 }
}

function parseFileName(file: string): { slug: string; format: Format } {
  const [, slug = '', format = ''] = /^(.*)\.([^.]*)$/.exec(file) ?? []
  if (slug !== '' && Object.hasOwn(contentTypes, format)) return { slug, format: format as Format }
  throw new EngineError(
    'export_format_unsupported',
    'A sheet can be downloaded as {slug}.csv or {slug}.jsonl. Ask for one of these.',
    { details: [{ path: 'file', message: 'must end in .csv or .jsonl' }] },
  )
}

/** `gzip` or `*`, unless with a quality of zero. */
function takesGzip(header: string | string[] | undefined): boolean {
  const accepted = String(header ?? '')
    .split(',')
    .map((part) =>
      part
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/),
    )
  const found = accepted.find(([coding]) => coding === 'gzip') ?? accepted.find(([coding]) => coding === '*')
  return found !== undefined && !found.some((part) => /^q=0(?:\.0*)?$/.test(part))
}
