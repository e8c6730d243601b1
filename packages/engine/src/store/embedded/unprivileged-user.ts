import { readFile, stat } from 'node:fs/promises'
import { EngineError } from '../../errors.ts'

/** Whose rights a child process gets. */
export type User = { uid: number; gid: number }

/**
 * PostgreSQL refuses to run as root. Started as root, Godwit runs it as the owner of its folder, or as `nobody` where
 * there is none yet.
 *
 * @param folder PostgreSQL's own folder; need not be there.
 * @returns undefined when this process is not root: children then run as it does.
 * @throws EngineError `config_invalid` when the machine has no user to run it as.
 */
export async function unprivilegedUser(folder: string): Promise<User | undefined> {
  if (process.getuid?.() !== 0) return undefined
  const owner = await stat(folder).catch(() => undefined)
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid }
  const users = parsePasswd(await readFile('/etc/passwd', 'utf8').catch(() => ''))
  const user = users.get('nobody') ?? users.get('postgres')
  if (user) return user
  throw new EngineError(
    'config_invalid',
    'PostgreSQL does not run as root, and this machine has no user "nobody" to run it as. Start Godwit as another user, or set GODWIT_DATABASE_URL.',
  )
}

/** `name:x:uid:gid:…` by name; root is left out. */
export function parsePasswd(content: string): Map<string, User> {
  return new Map(
    content.split('\n').flatMap((line): [string, User][] => {
      const [name = '', , uid = '', gid = ''] = line.split(':')
      return Number(uid) > 0 && gid !== '' ? [[name, { uid: Number(uid), gid: Number(gid) }]] : []
    }),
  )
}
