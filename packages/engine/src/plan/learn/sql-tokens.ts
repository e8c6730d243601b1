import { ident } from '../../sql/quote.ts'

/** One piece of an SQL expression, in order; the texts of all of them together are the expression. */
export type SqlToken = {
  kind: 'string' | 'quoted' | 'word' | 'number' | 'symbol' | 'space' | 'odd'
  text: string
  /** What a string says or a quoted name is called; the text itself for the rest. */
  value: string
}

const pieces =
  /(?<string>'(?:[^']|'')*')|(?<quoted>"(?:[^"]|"")*")|(?<space>\s+)|(?<odd>--|\/\*|\$\w*\$)|(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)|(?<word>[\p{L}_][\p{L}\p{N}_]*)|(?<symbol>[\s\S])/gu

/**
 * Cuts an expression into tokens. What a careful reader could misread (comments, dollar quotes, prefixed strings such as
 * `e'…'`) comes as `odd`, so that whoever must be sure can refuse it.
 */
export function tokenize(sql: string): SqlToken[] {
  const tokens: SqlToken[] = []
  for (const match of sql.matchAll(pieces)) {
    const [text] = match
    const [kind] = Object.entries(match.groups!).find(([, found]) => found !== undefined)! as [SqlToken['kind'], string]
    const previous = tokens.at(-1)
    const prefixed = kind === 'string' && previous?.kind === 'word' && /^[a-z]&?$/i.test(previous.text)
    tokens.push({
      kind: prefixed ? 'odd' : kind,
      text,
      value:
        kind === 'string'
          ? text.slice(1, -1).replaceAll("''", "'")
          : kind === 'quoted'
            ? text.slice(1, -1).replaceAll('""', '"')
            : text,
    })
  }
  return tokens
}

/** A column that an expression reads, by the relation that it names (null where it names none). */
export type ColumnRead = { ref: string | null; column: string }

/** Where a qualified name stands in the tokens: the relation at `at`, the column at `at + 2`. */
const isQualified = (tokens: readonly SqlToken[], at: number): boolean =>
  isName(tokens[at]) && tokens[at + 1]?.text === '.' && isName(tokens[at + 2]) && tokens[at - 1]?.text !== '.'

const isName = (token: SqlToken | undefined): boolean => token?.kind === 'quoted' || token?.kind === 'word'

/** The columns that an expression reads, written `input."Column"` or alone in quotes, each once; not `_row` and the like. */
export function columnsRead(sql: string): ColumnRead[] {
  const tokens = tokenize(sql)
  const found = new Map<string, ColumnRead>()
  for (const [at, token] of tokens.entries()) {
    if (isQualified(tokens, at)) {
      const column = tokens[at + 2]!.value
      if (!column.startsWith('_')) found.set(`${token.value}\u0000${column}`, { ref: token.value, column })
    } else if (token.kind === 'quoted' && tokens[at - 1]?.text !== '.' && tokens[at + 1]?.text !== '.') {
      found.set(`\u0000${token.value}`, { ref: null, column: token.value })
    }
  }
  return [...found.values()]
}

/** Every relation that an expression names before a dot. */
export function refsRead(sql: string): Set<string> {
  const tokens = tokenize(sql)
  return new Set(tokens.flatMap((token, at) => (isQualified(tokens, at) ? [token.value] : [])))
}

/** New names for relations and, by the old relation's name, for their columns. What is not in it stays. */
export type Renaming = {
  refs: ReadonlyMap<string, string>
  columns: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/** The same expression over other names; everything else stays byte for byte. Texts compared with `_input` follow too. */
export function renameIn(sql: string, { refs, columns }: Renaming): string {
  const tokens = tokenize(sql)
  const namesInputs = tokens.some(({ value }) => value === '_input')
  const written = tokens.map((token, at) => {
    if (isQualified(tokens, at)) {
      const next = refs.get(token.value)
      return next === undefined || next === token.value ? token.text : token.kind === 'word' ? next : ident(next)
    }
    if (at >= 2 && isQualified(tokens, at - 2)) return renamed(token, columns.get(tokens[at - 2]!.value))
    if (token.kind === 'quoted' && tokens[at - 1]?.text !== '.' && tokens[at + 1]?.text !== '.') {
      const [only, ...others] = [...columns.values()].filter((names) => names.has(token.value))
      return others.length > 0 ? token.text : renamed(token, only)
    }
    if (token.kind === 'string' && namesInputs) {
      const next = refs.get(token.value)
      return next === undefined ? token.text : `'${next}'`
    }
    return token.text
  })
  return written.join('')
}

function renamed(token: SqlToken, names: ReadonlyMap<string, string> | undefined): string {
  const next = names?.get(token.value)
  return next === undefined || next === token.value ? token.text : ident(next)
}

/** The name of the function in whose brackets a token stands, and which argument it is; null outside of any. */
export type Place = { name: string; argument: number } | null

/** For each token, the innermost call around it: brackets of lists and plain brackets count as their surrounding call. */
export function placesOf(tokens: readonly SqlToken[]): Place[] {
  const open: ({ name: string; argument: number } | null)[] = []
  let last: SqlToken | undefined
  return tokens.map((token) => {
    const here = open.findLast((place) => place !== null) ?? null
    const place = here && { ...here }
    if (token.text === '(' || token.text === '[') {
      open.push(token.text === '(' && last?.kind === 'word' ? { name: last.text.toLowerCase(), argument: 0 } : null)
    } else if (token.text === ')' || token.text === ']') open.pop()
    else if (token.text === ',' && open.at(-1)) open.at(-1)!.argument += 1
    if (token.kind !== 'space') last = token
    return place
  })
}
