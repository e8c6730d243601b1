import { createCipheriv, createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto'
import type { FastifyRequest } from 'fastify'
import { EngineError } from '../errors.ts'
import { claimIdempotencyKey } from '../store/queries/claim-idempotency-key.ts'
import { findIdempotencyKey } from '../store/queries/find-idempotency-key.ts'
import { insertIdempotencyKey } from '../store/queries/insert-idempotency-key.ts'
import type { Queryable } from '../store/store.ts'
import type { Caller } from './caller.ts'

/** How long a first reply is kept. */
export const keepRepliesMs = 24 * 60 * 60 * 1000

/** A keyed call. */
export type Claim = {
  request: FastifyRequest
  key: string
  /** The kept reply is unreadable without the caller's API key, which the store does not have. */
  sealed: boolean
  /** The kept hash of the body is keyed likewise: a bare one would let a short secret be guessed. */
  secretBody: boolean
  now: Date
}
type Answered = { status: number; body: unknown }

/**
 * The key under which the caller wants this POST to happen once: the `Idempotency-Key` header, or the body's own
 * `idempotency_key`, which means the same. Null without one; both with different values are refused.
 */
export function idempotencyKeyOf(request: FastifyRequest): string | null {
  const header = request.headers['idempotency-key']
  const body = (request.body as { idempotency_key?: unknown } | null | undefined)?.idempotency_key
  const named = typeof header === 'string' && header !== '' ? header : null
  const own = typeof body === 'string' ? body : null
  if (named !== null && !/^[\x20-\x7e]{1,255}$/.test(named)) {
    throw new EngineError(
      'invalid_request',
      'The Idempotency-Key is not valid. Use 1 to 255 printable ASCII characters.',
    )
  }
  if (named !== null && own !== null && named !== own) {
    throw new EngineError(
      'invalid_request',
      'Idempotency-Key and idempotency_key differ. Send one of them, or both alike.',
      {
        details: [{ path: 'idempotency_key', message: 'differs from the Idempotency-Key header' }],
      },
    )
  }
  return named ?? own
}

/**
 * The reply that this key got before, or null for the first call, which then holds the key until its transaction ends.
 *
 * The hold is a lock of the transaction, not a row: when the process dies, PostgreSQL lets go of it with everything
 * the call had done. A failed call keeps nothing either, so its key can be used again.
 */
export async function findFirstReply(tx: Queryable, claim: Claim): Promise<Answered | null> {
  const { accountId } = claim.request.caller as Caller
  const key = storedKey(claim)
  if (!(await claimIdempotencyKey(tx, accountId, key))) {
    throw new EngineError(
      'idempotency_in_progress',
      'A request with this idempotency key is still under way. Wait a moment, then send it again.',
    )
  }
  const kept = await findIdempotencyKey(tx, accountId, key, new Date(claim.now.getTime() - keepRepliesMs))
  if (!kept) return null
  const same = kept.body_hash.equals(hashOf(claim))
  const body = same ? openReply(claim, kept.reply) : undefined
  if (kept.status === null || body === undefined) {
    throw new EngineError(
      'idempotency_conflict',
      'This idempotency key was used before with another body or API key. Use a new key for a new request.',
    )
  }
  return { status: kept.status, body }
}

/** Keeps the reply to the first call, in the transaction of what the call did. */
export async function keepFirstReply(tx: Queryable, claim: Claim, { status, body }: Answered): Promise<void> {
  await insertIdempotencyKey(tx, {
    account_id: (claim.request.caller as Caller).accountId,
    key: storedKey(claim),
    route: `${claim.request.method} ${claim.request.routeOptions.url}`,
    body_hash: hashOf(claim),
    status,
    reply: claim.sealed ? { sealed: seal(claim, JSON.stringify(body)) } : { body },
    created_at: claim.now,
  })
}

/** Keys count within one address: the same key for another migration is another key. */
const storedKey = ({ request, key }: Claim): string => `${request.url.split('?')[0]} ${key}`

/** SHA-256 of the parsed body and query, whatever the order of fields; with secrets in it, under the caller's key. */
function hashOf(claim: Claim): Buffer {
  const { body, query } = claim.request
  const asked = Object.keys(query ?? {}).length > 0 ? `?${JSON.stringify(sorted(query))}` : ''
  const text = `${JSON.stringify(sorted(body)) ?? ''}${asked}`
  const hash = claim.secretBody ? createHmac('sha256', sealingKey(claim)) : createHash('sha256')
  return hash.update(text).digest()
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return Object.fromEntries(entries.map(([key, child]) => [key, sorted(child)]))
}

function openReply(claim: Claim, kept: unknown): unknown {
  const reply = kept as { body?: unknown; sealed?: string } | null
  if (!reply) return undefined
  if (typeof reply.sealed !== 'string') return reply.body ?? null
  try {
    return JSON.parse(unseal(claim, reply.sealed))
  } catch {
    // Another key of the account: what was shown once to the other is not shown to this one.
    return undefined
  }
}

const sealingKey = ({ request, key }: Claim): Buffer =>
  Buffer.from(hkdfSync('sha256', String(request.headers['x-api-key'] ?? ''), key, 'godwit idempotent reply', 32))

function seal(claim: Claim, text: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', sealingKey(claim), nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64')
}

function unseal(claim: Claim, sealed: string): string {
  const bytes = Buffer.from(sealed, 'base64')
  const decipher = createDecipheriv('aes-256-gcm', sealingKey(claim), bytes.subarray(0, 12))
  decipher.setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}
