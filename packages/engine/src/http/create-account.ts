import type { App } from '../app.ts'
import { insertAccount } from '../store/queries/insert-account.ts'

/** Makes an account, a tenant of its own, and gives its id. For programs that hold the store; the API knows no such call. */
export async function createAccount(app: Pick<App, 'store' | 'newId'>, name: string): Promise<string> {
  const id = app.newId()
  await insertAccount(app.store, { id, name })
  return id
}
