/** `name` is a quoted identifier, `string` a literal with its escapes undone, `word` anything unquoted, `sign` punctuation. */
export type Token = { kind: 'word' | 'name' | 'string' | 'sign'; text: string }

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', '0': '\0', Z: '\u001a' }

/** The tokens of one SQL statement, comments left out. Backslash escapes are MySQL's; a doubled quote is a quote in any dialect. */
export function readTokens(sql: string, backslashes = true): Token[] {
  const tokens: Token[] = []
  for (let at = 0; at < sql.length; ) {
    const character = sql[at]!
    if (/\s/.test(character)) at++
    else if (sql.startsWith('--', at) || character === '#') at = endOf(sql, '\n', at)
    else if (sql.startsWith('/*', at)) {
      // MySQL runs what stands in `/*!40000 … */`; the rest is a comment.
      at = endOf(sql, '*/', at)
    } else if (character === "'") {
      const { text, end } = readString(sql, at, backslashes)
      tokens.push({ kind: 'string', text })
      at = end
    } else if (character === '"' || character === '`' || character === '[') {
      const close = character === '[' ? ']' : character
      let end = at + 1
      while (end < sql.length && (sql[end] !== close || sql[end + 1] === close)) end += sql[end] === close ? 2 : 1
      tokens.push({ kind: 'name', text: sql.slice(at + 1, end).replaceAll(close + close, close) })
      at = end + 1
    } else if (/[\w$\u0080-\uffff]/.test(character)) {
      const word = /^[\w$\u0080-\uffff]+(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(sql.slice(at, at + 400))![0]
      tokens.push({ kind: 'word', text: word })
      at += word.length
    } else {
      tokens.push({ kind: 'sign', text: character })
      at++
    }
  }
  return tokens
}

function readString(sql: string, open: number, backslashes: boolean): { text: string; end: number } {
  let text = ''
  let from = open + 1
  let at = from
  for (; at < sql.length; at++) {
    if (sql[at] === "'") {
      if (sql[at + 1] !== "'") break
      text += sql.slice(from, at + 1)
      from = at + 2
      at++
    } else if (sql[at] === '\\' && backslashes) {
      const next = sql[at + 1] ?? ''
      text += sql.slice(from, at) + (escapes[next] ?? next)
      from = at + 2
      at++
    }
  }
  return { text: text + sql.slice(from, at), end: at + 1 }
}

function endOf(sql: string, mark: string, from: number): number {
  const found = sql.indexOf(mark, from)
  return found < 0 ? sql.length : found + mark.length
}
