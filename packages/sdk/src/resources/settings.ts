import type { SettingsChange, SettingsReply } from '@godwit/contract'
import { type CallOptions, callApi } from '../call-api.ts'
import type { Requester } from '../request.ts'

/** What the account has decided about itself: retention, language model, connectors. */
export const settings = (requester: Requester) => ({
  get: (options?: CallOptions) => callApi<SettingsReply>(requester, { method: 'GET', path: '/settings' }, options),
  /** Only what the change names changes. */
  update: (change: SettingsChange, options?: CallOptions) =>
    callApi<SettingsReply>(requester, { method: 'PATCH', path: '/settings', body: change }, options),
})
