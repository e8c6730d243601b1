import type { SourceWarning } from '@godwit/contract'

const shownLength = 120

/** Said of a file in an archive that is left alone; its name as one line, and not a long one. */
export function memberUnread(name: string, why: string): SourceWarning {
  const line = name.replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd')
  const shown = line.length > shownLength ? `${line.slice(0, shownLength)}…` : line
  return { code: 'member_unread', message: `${shown} in the archive was not read: ${why}.`, rows: [], count: 1 }
}
