import { type FoundRecords, isObject, isPlainName } from './find-records.ts'

/** What in an answer may name the next page. */
export type NextHint =
  | { kind: 'link_header' }
  | { kind: 'next_url'; at: string[] }
  | { kind: 'next_token'; at: string[]; token: string; params: string[] }

const usualTokenParams = [
  'cursor',
  'after',
  'page_token',
  'pageToken',
  'starting_after',
  'next',
  'continuation',
  'offset',
]

/** Hints in the order in which they are worth trying. Nothing inside the records counts. */
export function findNext(answer: unknown, headers: Readonly<Record<string, string>>, found: FoundRecords): NextHint[] {
  const links: NextHint[] = []
  const tokens: NextHint[] = []
  if (/;\s*rel="?next"?/i.test(headers['link'] ?? '')) links.push({ kind: 'link_header' })
  const visit = (value: unknown, path: string[]): void => {
    if (path.length > 0 && path.join('\0') === found.path.join('\0')) return
    if (isObject(value)) {
      if (path.length < 4)
        for (const [name, item] of Object.entries(value)) if (isPlainName(name)) visit(item, [...path, name])
      return
    }
    const where = path.join('.').toLowerCase()
    if (
      !/next|after|cursor|continuation|offset|page_?token/.test(where) ||
      /prev|before|current|self|first/.test(where)
    )
      return
    if (typeof value !== 'string' && typeof value !== 'number') return
    const text = String(value)
    if (text === '' || text === '0') return
    if (/^(https?:\/\/|\/|\?)/.test(text)) links.push({ kind: 'next_url', at: path })
    else if (/next|after|continuation|page_?token/.test(where) || typeof value === 'string')
      tokens.push({ kind: 'next_token', at: path, token: text, params: tokenParams(path.at(-1) ?? '') })
  }
  visit(answer, [])
  return [...links, ...tokens]
}

/** `next_page_token` is sent as `page_token`; what else is usual comes after. */
function tokenParams(name: string): string[] {
  const bare = name.replace(/^next[_-]?/i, '')
  const lower = bare.charAt(0).toLowerCase() + bare.slice(1)
  return [...new Set([lower, name, ...usualTokenParams])]
    .filter((param) => param !== '' && isPlainName(param))
    .slice(0, 9)
}
