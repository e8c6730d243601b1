import { randomBytes } from 'node:crypto'
import { additionalData, type Envelope, type SecretPlace, sealBytes } from './envelope.ts'
import type { MasterKey } from './master-key.ts'
import type { Secret } from './secret.ts'

/** Seals a secret for its place, under a data key of its own. */
export function sealSecret(key: MasterKey, place: SecretPlace, secret: Secret): Envelope {
  const dataKey = randomBytes(32)
  const value = Buffer.from(secret.reveal(), 'utf8')
  try {
    return {
      master_key_id: key.id,
      sealed_key: sealBytes(key.bytes, dataKey, additionalData('key', place)),
      sealed_value: sealBytes(dataKey, value, additionalData('value', place)),
    }
  } finally {
    dataKey.fill(0)
    value.fill(0)
  }
}
