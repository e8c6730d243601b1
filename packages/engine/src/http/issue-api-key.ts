import type { App } from '../app.ts'
import { findFirstAccount } from '../store/queries/find-first-account.ts'
import { insertApiKey } from '../store/queries/insert-api-key.ts'
import { apiKeyPrefix, newApiKey } from '../util/api-key.ts'
import { hashApiKey } from './auth.ts'

/**
 * Makes a key for whoever holds the store and so needs no key to ask with. It is refused after `hours`. Without an
 * `accountId` it is one of the first account.
 */
export async function issueApiKey(
  app: Pick<App, 'store' | 'now' | 'newId'>,
  { name, hours, accountId }: { name: string; hours: number; accountId?: string },
): Promise<string> {
  const owner = accountId ?? (await findFirstAccount(app.store))?.id
  if (!owner) throw new Error('an open app has an account')
  const key = newApiKey()
  await insertApiKey(app.store, {
    id: app.newId(),
    accountId: owner,
    name,
    hash: hashApiKey(key),
    prefix: apiKeyPrefix(key),
    scopes: [],
    expiresAt: new Date(app.now().getTime() + hours * 3_600_000),
  })
  return key
}
