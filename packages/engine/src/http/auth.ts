import { createHash, timingSafeEqual } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { EngineError } from '../errors.ts'
import { findApiKey } from '../store/queries/find-api-key.ts'
import { touchApiKey } from '../store/queries/touch-api-key.ts'
import type { Queryable } from '../store/store.ts'
import { type Access, type Caller, mayCall } from './caller.ts'

/** `last_used_at` is for people who tidy up keys: a minute is fine enough, and spares a write for every call. */
const touchEveryMs = 60_000

/** Printable ASCII of a sane length; anything else cannot be a key, and is not looked up. */
const keyShape = /^[\x21-\x7e]{8,200}$/

export const hashApiKey = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest()

/**
 * Who makes this request, by its `x-api-key`. Throws `unauthorized` for a missing, malformed, unknown, revoked or
 * expired key (which of the last three is not told), `scope_missing` for one that does not reach as far as `access`.
 */
export async function authenticate(
  store: Queryable,
  request: FastifyRequest,
  { access, now }: { access: Access; now: Date },
): Promise<Caller> {
  const header = request.headers['x-api-key']
  if (header === undefined || header === '') {
    throw new EngineError('unauthorized', 'This call needs an API key. Send it in the x-api-key header.')
  }
  if (typeof header !== 'string' || !keyShape.test(header)) throw refused()
  const hash = hashApiKey(header)
  const row = await findApiKey(store, hash)
  if (!row || !timingSafeEqual(row.hash, hash)) throw refused()
  if (row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= now)) throw refused()
  const caller: Caller = {
    accountId: row.account_id,
    apiKeyId: row.id,
    actor: `api_key:${row.name}`,
    scopes: row.scopes,
  }
  if (!mayCall(caller, access)) {
    throw new EngineError('scope_missing', `This API key lacks the scope "${access}". Use a key that has it.`)
  }
  const unlessSince = new Date(now.getTime() - touchEveryMs)
  if (row.last_used_at === null || row.last_used_at < unlessSince) await touchApiKey(store, row.id, now, unlessSince)
  return caller
}

const refused = () =>
  new EngineError('unauthorized', 'This API key is not valid: unknown, revoked or expired. Use a current key.')
