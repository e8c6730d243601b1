import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { EngineError } from '../errors.ts'
import { connectionNotFound } from '../source/index.ts'
import type { ConnectionRow } from '../store/queries/connection-row.ts'
import { findProfile } from '../store/queries/find-profile.ts'
import { selectConnections } from '../store/queries/select-connections.ts'
import type { Queryable } from '../store/store.ts'
import { findOwnMigration } from './find-own-migration.ts'

/** Which connection of a migration is meant; without any, the one of the default profile that was updated last. */
export const connectionQuery = z.object({
  source_key: z.string().trim().toLowerCase().min(1).max(100).optional().describe('The connector'),
  profile_id: z
    .union([z.uuid(), z.literal('workbook')])
    .optional()
    .describe('`workbook` for the one bound to the workbook itself; left out: the default profile of the request'),
})
export type ConnectionQuery = z.output<typeof connectionQuery>

/** For a route's `headers`: whose connections are meant where the request names no profile. */
export const profileHeader = { 'x-profile-id': z.uuid().optional().describe('Default profile of the request') }

/**
 * The profile that a request means; null is the workbook itself.
 *
 * @param given what the request names; undefined for its default: `x-profile-id`, or else the migration's.
 * @throws EngineError `profile_not_found`.
 */
export async function resolveProfile(
  store: Queryable,
  migrationId: string,
  given: string | null | undefined,
  request: FastifyRequest,
): Promise<string | null> {
  if (given === null || given === 'workbook') return null
  const header = request.headers['x-profile-id']
  const named = given ?? (typeof header === 'string' && header !== '' ? header : null)
  const found =
    named === null || z.uuid().safeParse(named).success ? await findProfile(store, migrationId, named) : null
  if (found) return found.id
  throw new EngineError(
    'profile_not_found',
    'There is no such profile in this migration. List them with GET …/profiles, or leave it out for the default one.',
    { details: [{ path: given === undefined ? 'x-profile-id' : 'profile_id', message: 'no such profile' }] },
  )
}

/** @throws EngineError `migration_not_found`, `profile_not_found`, `connection_not_found`. */
export async function findConnection(
  store: Queryable,
  accountId: string,
  migrationId: string,
  { source_key, profile_id }: ConnectionQuery,
  request: FastifyRequest,
): Promise<ConnectionRow> {
  await findOwnMigration(store, accountId, migrationId)
  const profileId = await resolveProfile(store, migrationId, profile_id, request)
  const [found] = await selectConnections(store, migrationId, { profileId, sourceKey: source_key ?? null })
  if (!found) throw connectionNotFound()
  return found
}
