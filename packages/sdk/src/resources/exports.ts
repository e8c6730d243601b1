import { type CallOptions, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

export type ExportQuery = {
  format?: 'csv' | 'jsonl'
  filter?: 'valid' | 'all' | 'invalid'
  /** Prefix cells that a spreadsheet would run as a formula. */
  escape_formulas?: boolean
}

/** A sheet on its way out. `totalRecords` counts its records without the header; null where the server did not say. */
export type SheetExport = { body: ReadableStream<Uint8Array>; totalRecords: number | null }

/** Sheets leaving Godwit. */
export const exports = (requester: Requester) => {
  const open = async (migrationId: string, slug: string, query: ExportQuery = {}, options: CallOptions = {}) => {
    const { format = 'csv', ...rest } = query
    return requester.open({
      method: 'GET',
      path: path('/migrations', migrationId, 'exports', `${slug}.${format}`),
      query: rest,
      signal: options.signal,
    })
  }
  return {
    /** A stream of the file, for any size. */
    async download(
      migrationId: string,
      slug: string,
      query?: ExportQuery,
      options?: CallOptions,
    ): Promise<SheetExport> {
      const response = await open(migrationId, slug, query, options)
      const total = response.headers.get('x-total-records')
      const body = response.body ?? new Blob([]).stream()
      return { body: body as ReadableStream<Uint8Array>, totalRecords: total === null ? null : Number(total) }
    },
    /** The whole file as text, for small sheets. */
    async text(migrationId: string, slug: string, query?: ExportQuery, options?: CallOptions): Promise<string> {
      return (await open(migrationId, slug, query, options)).text()
    },
  }
}
