import { EngineError } from '../errors.ts'
import { additionalData, type Envelope, openBytes, type SecretPlace, sealBytes } from './envelope.ts'
import type { MasterKey } from './master-key.ts'
import { Secret } from './secret.ts'

/** @throws EngineError `vault_unreadable` when the envelope is not this place's, is damaged, or is under another key. */
export function openSecret(key: MasterKey, place: SecretPlace, envelope: Envelope): Secret {
  const dataKey = openDataKey(key, place, envelope)
  try {
    return new Secret(openBytes(dataKey, envelope.sealed_value, additionalData('value', place)).toString('utf8'))
  } catch (cause) {
    throw unreadable(place, cause)
  } finally {
    dataKey.fill(0)
  }
}

/** The same envelope under another master key: the data key is sealed anew, the value is not touched. */
export function rewrapKey(from: MasterKey, to: MasterKey, place: SecretPlace, envelope: Envelope): Envelope {
  const dataKey = openDataKey(from, place, envelope)
  try {
    return {
      ...envelope,
      master_key_id: to.id,
      sealed_key: sealBytes(to.bytes, dataKey, additionalData('key', place)),
    }
  } finally {
    dataKey.fill(0)
  }
}

function openDataKey(key: MasterKey, place: SecretPlace, { sealed_key }: Envelope): Buffer {
  try {
    return openBytes(key.bytes, sealed_key, additionalData('key', place))
  } catch (cause) {
    throw unreadable(place, cause)
  }
}

const unreadable = ({ connectionId, field }: SecretPlace, cause: unknown) =>
  new EngineError(
    'vault_unreadable',
    `The stored credential ${field} cannot be opened: it has been changed or moved outside of Godwit. Send the credentials of this connection again.`,
    { detail: { connectionId, field }, cause },
  )
