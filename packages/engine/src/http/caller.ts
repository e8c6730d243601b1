/** Who makes a call: an account, by one of its API keys. */
export type Caller = {
  accountId: string
  apiKeyId: string
  /** For the audit trail: `api_key:<name>`. */
  actor: string
  scopes: readonly string[]
}

/** What a call needs; `open` calls need no key. */
export type Access = 'open' | 'read' | 'write' | 'admin'

/** Scopes that an API key may have; a key without any may do everything. `admin` covers keys and the audit trail. */
export const scopes = ['read', 'write', 'admin'] as const

/** Whether the caller's key reaches as far as `access` asks. */
export function mayCall(caller: Caller, access: Access): boolean {
  if (access === 'open' || caller.scopes.length === 0 || caller.scopes.includes('admin')) return true
  if (access === 'read') return caller.scopes.includes('read') || caller.scopes.includes('write')
  return access === 'write' && caller.scopes.includes('write')
}

/** Who gave an answer, as a recipe says it: a person's name where the caller is one, else the key that was used. */
export function nameOf({ actor }: Pick<Caller, 'actor'>): string {
  const [kind = '', ...rest] = actor.split(':')
  const name = rest.join(':')
  return name === '' ? 'person' : kind === 'api_key' ? `API key “${name}”` : name
}
