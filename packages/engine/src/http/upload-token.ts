import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { ensureServerValue } from '../store/queries/ensure-server-value.ts'
import type { Queryable } from '../store/store.ts'

/** What a token vouches for: this file, until then, with this content type. */
type Grant = { id: string; expires_at: Date; content_type: string }

/** The key that signs upload URLs: made once by whichever process comes first, and shared through the store. */
export async function uploadSigningKey(store: Queryable): Promise<Buffer> {
  const value = await ensureServerValue(store, 'upload_signing_key', randomBytes(32).toString('base64'))
  return Buffer.from(value, 'base64')
}

/** HMAC-SHA256 over the grant: nobody without the key can make one, and it fits no other file. */
export function signUpload(key: Buffer, { id, expires_at, content_type }: Grant): string {
  const grant = JSON.stringify([id, expires_at.toISOString(), content_type])
  return createHmac('sha256', key).update(grant).digest('base64url')
}

/** Whether `token` is the one for this grant; compared in constant time. */
export function isUploadToken(key: Buffer, grant: Grant, token: string): boolean {
  const right = Buffer.from(signUpload(key, grant))
  const given = Buffer.from(token)
  return given.length === right.length && timingSafeEqual(given, right)
}
