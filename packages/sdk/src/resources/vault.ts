import { type CallOptions, callApi } from '../call-api.ts'
import type { Requester } from '../request.ts'

/** `unreadable`: secrets whose key the server does not have; they stay as they are. */
export type VaultRotation = { key_id: string; rewrapped: number; unreadable: number }

/** Where the secrets of connections are kept. */
export const vault = (requester: Requester) => ({
  /** Puts every secret under a new key while everything goes on. Needs the scope `admin`. */
  rotate: (options?: CallOptions) =>
    callApi<VaultRotation>(requester, { method: 'POST', path: '/vault/rotate' }, options),
})
