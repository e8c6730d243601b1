import type { App } from '../app.ts'
import { findFirstAccount } from '../store/queries/find-first-account.ts'
import { insertApiKey } from '../store/queries/insert-api-key.ts'
import { apiKeyPrefix, newApiKey } from '../util/api-key.ts'
import { hashApiKey } from './auth.ts'

/**
 * Makes a key of the first account for whoever holds the data folder and so needs no key to ask with. It is refused
 * after `hours`.
 */
export async function issueApiKey(
  app: Pick<App, 'store' | 'now' | 'newId'>,
  { name, hours }: { name: string; hours: number },
): Promise<string> {
  const account = await findFirstAccount(app.store)
  if (!account) throw new Error('an open app has an account')
  const key = newApiKey()
  await insertApiKey(app.store, {
    id: app.newId(),
    accountId: account.id,
    name,
    hash: hashApiKey(key),
    prefix: apiKeyPrefix(key),
    scopes: [],
    expiresAt: new Date(app.now().getTime() + hours * 3_600_000),
  })
  return key
}
