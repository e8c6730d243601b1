import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'

/** Where a secret belongs. It is part of what is sealed: an envelope that is moved elsewhere does not open. */
export type SecretPlace = { accountId: string; connectionId: string; field: string }

/** A secret at rest: a data key sealed by a master key, and the value sealed by the data key. */
export type Envelope = { master_key_id: string; sealed_key: Buffer; sealed_value: Buffer }

const nonceBytes = 12
const tagBytes = 16

/** What is authenticated beside the sealed bytes. `part` keeps a key from passing for a value. */
export const additionalData = (part: 'key' | 'value', { accountId, connectionId, field }: SecretPlace): Buffer =>
  Buffer.from(JSON.stringify(['godwit vault 1', part, accountId, connectionId, field]), 'utf8')

/** AES-256-GCM: nonce, tag and ciphertext in one piece. */
export function sealBytes(key: Buffer, plain: Buffer, additional: Buffer): Buffer {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(additional)
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed])
}

/** The reverse of `sealBytes`. Throws when key, place or a single bit is not the same. */
export function openBytes(key: Buffer, sealed: Buffer, additional: Buffer): Buffer {
  const nonce = sealed.subarray(0, nonceBytes)
  const tag = sealed.subarray(nonceBytes, nonceBytes + tagBytes)
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes }).setAAD(additional)
  decipher.setAuthTag(tag)
  return Buffer.concat([decipher.update(sealed.subarray(nonceBytes + tagBytes)), decipher.final()])
}
