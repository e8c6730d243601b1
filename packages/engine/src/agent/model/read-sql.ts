/** A piece of an SQL expression, as far as masking and judging literals need to know. */
export type SqlToken = {
  /** `text`: a string literal; `name`: a quoted identifier; `word`: a bare name or keyword. */
  kind: 'text' | 'name' | 'word' | 'number' | 'other'
  /** As written. */
  raw: string
  /** What a literal or name says, without its quotes. */
  value: string
}

const pattern =
  /(?<text>'(?:[^']|'')*')|(?<name>"(?:[^"]|"")*")|(?<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+)|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<other>\s+|[-+*/%<>=!(),.|&^~[\]:?])/uy

/**
 * Reads an expression piece by piece. Null for one with anything unusual in it (comments, dollar quotes, prefixed
 * strings such as `E'…'`, semicolons), which could hide what it says.
 */
export function readSql(sql: string): SqlToken[] | null {
  const tokens: SqlToken[] = []
  pattern.lastIndex = 0
  for (let place = 0; place < sql.length; place = pattern.lastIndex) {
    const match = pattern.exec(sql)
    if (!match?.groups) return null
    const [kind, raw] = Object.entries(match.groups).find(([, text]) => text !== undefined) as [
      SqlToken['kind'],
      string,
    ]
    const before = tokens.at(-1)
    if (kind === 'text' && (before?.kind === 'word' || before?.kind === 'text')) return null
    if (kind === 'other' && ((before?.raw === '-' && raw === '-') || (before?.raw === '/' && raw === '*'))) return null
    const value = kind === 'text' || kind === 'name' ? raw.slice(1, -1).replaceAll(raw[0]!.repeat(2), raw[0]!) : raw
    tokens.push({ kind, raw, value })
  }
  return tokens
}
