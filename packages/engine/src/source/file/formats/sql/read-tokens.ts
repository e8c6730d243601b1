import type { SqlDialect } from './find-dialect.ts'
import { findClose, openQuoted } from './skip-quoted.ts'

/** `name` is a quoted identifier, `string` a literal with its escapes undone, `word` anything unquoted, `sign` punctuation. */
export type Token = { kind: 'word' | 'name' | 'string' | 'sign'; text: string }

const escapeCodes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', '0': '\0', Z: '\u001a' }

/** The tokens of one SQL statement, comments left out. A doubled quote is a quote in any dialect. */
export function readTokens(sql: string, dialect: SqlDialect): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < sql.length; ) {
    const character = sql[at]!
    const quoted = openQuoted(sql, at, dialect)
    if (quoted) {
      const { from, close, doubles, escapes } = quoted
      const closed = findClose(sql, quoted, true)
      const end = closed < 0 ? sql.length : closed
      const inner = sql.slice(from, closed < 0 ? end : end - close.length)
      if (doubles) tokens.push({ kind: close === "'" ? 'string' : 'name', text: unquote(inner, close, escapes) })
      else if (character === '$') tokens.push({ kind: 'string', text: inner })
      // The rest are comments; MySQL alone runs what stands in `/*!40000 … */`.
      at = end
    } else if (character === '[' && /[\p{L}_]/u.test(sql[at + 1] ?? '')) {
      const quotedName = { close: ']', doubles: true, escapes: false, from: at + 1 }
      const closed = findClose(sql, quotedName, true)
      const end = closed < 0 ? sql.length : closed
      tokens.push({ kind: 'name', text: unquote(sql.slice(at + 1, closed < 0 ? end : end - 1), ']', false) })
      at = end
    } else if (/[\w$\u0080-\uffff]/.test(character)) {
      const word = /^[\w$\u0080-\uffff]+(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(sql.slice(at, at + 400))![0]
      tokens.push({ kind: 'word', text: word })
      at += word.length
    } else {
      if (!/\s/.test(character)) tokens.push({ kind: 'sign', text: character })
      at++
    }
  }
  return tokens
}

/** What stands between quotes, as it was meant. */
function unquote(inner: string, quote: string, escapes: boolean): string {
  if (!escapes) return inner.replaceAll(quote + quote, quote)
  const pattern = quote === '"' ? /\\([\s\S])|""/g : /\\([\s\S])|''/g
  return inner.replace(pattern, (_, code?: string) => (code === undefined ? quote : (escapeCodes[code] ?? code)))
}
