import { type CallOptions, callApi, everyPage, type PageQuery, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

export type SheetRowQuery = PageQuery & { filter?: 'valid' | 'all' | 'invalid' }
export type SheetRowPage<Row> = { rows: Row[]; total_rows: number; next_cursor: string | null }

/** A migration's sheets and their rows, each with `_id`, `_issues` and `_origin` beside its columns. */
export const sheets = (requester: Requester) => {
  const rows = <Row = Record<string, unknown>>(
    migrationId: string,
    slug: string,
    query: SheetRowQuery = {},
    options?: CallOptions,
  ) =>
    callApi<SheetRowPage<Row>>(
      requester,
      { method: 'GET', path: path('/migrations', migrationId, 'sheets', slug, 'rows'), query },
      options,
    )
  return {
    rows,
    /** Every row, over all pages. */
    everyRow: <Row = Record<string, unknown>>(
      migrationId: string,
      slug: string,
      query: Omit<SheetRowQuery, 'cursor'> = {},
      options?: CallOptions,
    ) =>
      everyPage<Row>(async (cursor) => {
        const page = await rows<Row>(migrationId, slug, { limit: 200, ...query, cursor }, options)
        return { items: page.rows, next: page.next_cursor }
      }),
  }
}
