import type { Migration, MigrationInput, MigrationStatus } from '@godwit/contract'
import { type CallOptions, callApi, everyPage, type PageQuery, path } from '../call-api.ts'
import type { Requester } from '../request.ts'

export type MigrationQuery = PageQuery & { status?: MigrationStatus; external_id?: string; search?: string }
export type MigrationPage = { migrations: Migration[]; next_cursor: string | null }

/** One customer's moves. */
export const migrations = (requester: Requester) => {
  const list = (query: MigrationQuery = {}, options?: CallOptions) =>
    callApi<MigrationPage>(requester, { method: 'GET', path: '/migrations', query }, options)
  return {
    list,
    /** Every migration, over all pages. */
    listAll: (query: Omit<MigrationQuery, 'cursor'> = {}, options?: CallOptions) =>
      everyPage(async (cursor) => {
        const page = await list({ ...query, cursor }, options)
        return { items: page.migrations, next: page.next_cursor }
      }),
    get: (id: string, options?: CallOptions) =>
      callApi<{ migration: Migration }>(requester, { method: 'GET', path: path('/migrations', id) }, options).then(
        (reply) => reply.migration,
      ),
    /** The same `external_id` with the same source gives the migration that is already there. */
    create: (input: MigrationInput, options?: CallOptions) =>
      callApi<{ migration: Migration }>(requester, { method: 'POST', path: '/migrations', body: input }, options).then(
        (reply) => reply.migration,
      ),
    /** Removes its rows, files and secrets; refused while a run is active. */
    delete: (id: string, options?: CallOptions) =>
      callApi<void>(requester, { method: 'DELETE', path: path('/migrations', id) }, options),
  }
}
