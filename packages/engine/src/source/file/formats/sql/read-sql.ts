import type { Cell } from '../../dialect.ts'
import { type GridWriter, type Reader, UnreadableFile } from '../../reader/reader.ts'
import { readText } from '../text/read-text.ts'
import { readCopyLine } from './copy-line.ts'
import { findSqlDialect } from './find-dialect.ts'
import { readTokens, type Token } from './read-tokens.ts'
import { type Statement, StatementSplitter } from './split-statements.ts'

type Table = { grid: GridWriter; row: number; names: readonly string[] }

/**
 * The rows that an SQL dump inserts (INSERT … VALUES, and PostgreSQL's COPY … FROM stdin): each table is a grid, its columns
 * named by the statement, or else by the dump's CREATE TABLE. Nothing is ever run.
 */
export const readSql: Reader = async ({ path }, output) => {
  const declared = new Map<string, string[]>()
  const tables = new Map<string, Table>()
  const dialect = findSqlDialect(await readBeginning(path))
  const splitter = new StatementSplitter(dialect)
  let unread = 0
  let inBody = false
  const take = (statement: Statement) => {
    if (statement.kind === 'copy') {
      const table = openTable(statement.table, statement.columns)
      for (const line of statement.lines)
        table.grid.add(++table.row, inOrder(readCopyLine(line), statement.columns, table.names))
      return
    }
    const tokens = readTokens(statement.text, dialect)
    // The statements of a trigger's or a routine's body, up to its END, are none of the dump.
    if (inBody) {
      inBody = !(isWord(tokens[0], 'END') && tokens.length <= 2)
      return
    }
    if (beginsBody(tokens)) {
      inBody = !isWord(tokens.at(-1), 'END')
      return
    }
    if (isWord(tokens[0], 'CREATE')) declare(tokens)
    else {
      let at = dialect.batches ? tokens.findIndex((token) => isWord(token, 'INSERT')) : 0
      while (at >= 0 && (isWord(tokens[at], 'INSERT') || isWord(tokens[at], 'REPLACE'))) at = insert(tokens, at)
    }
  }
  for await (const piece of readText(path, (bytes) => output.progress(bytes)))
    for (const statement of splitter.add(piece)) take(statement)
  for (const statement of splitter.finish()) take(statement)
  if (tables.size === 0) throw new UnreadableFile('there is no INSERT or COPY with rows in it')
  if (unread > 0) {
    output.warn({
      code: 'statements_unread',
      message: 'INSERT statements that take their rows from a query were not read.',
      rows: [],
      count: unread,
    })
  }
  for (const { grid } of tables.values()) grid.close()

  function openTable(name: string, columns: readonly string[] | undefined): Table {
    const known = tables.get(name)
    if (known) return known
    const names = declared.get(name) ?? columns ?? []
    const table: Table = { grid: output.grid(name), row: 0, names }
    if (names.length > 0) table.grid.add(++table.row, names)
    tables.set(name, table)
    return table
  }

  function declare(tokens: readonly Token[]) {
    const at = tokens.findIndex((token) => isWord(token, 'TABLE'))
    if (at < 0 || at > 4) return
    let next = at + 1
    while (isWord(tokens[next], 'IF') || isWord(tokens[next], 'NOT') || isWord(tokens[next], 'EXISTS')) next++
    const { name, end } = readName(tokens, next)
    if (name === undefined || !isSign(tokens[end], '(')) return
    const columns: string[] = []
    let depth = 0
    let starts = true
    for (const token of tokens.slice(end)) {
      if (isSign(token, '(')) starts = ++depth === 1
      else if (isSign(token, ')')) {
        if (--depth === 0) break
      } else if (depth === 1 && isSign(token, ',')) starts = true
      else if (depth === 1 && starts) {
        starts = false
        const isRule =
          token.kind === 'word' &&
          /^(?:PRIMARY|UNIQUE|KEY|INDEX|CONSTRAINT|FOREIGN|CHECK|FULLTEXT|SPATIAL|EXCLUDE|LIKE)$/i.test(token.text)
        if ((token.kind === 'word' && !isRule) || token.kind === 'name') columns.push(token.text)
      }
    }
    if (columns.length > 0) declared.set(name, columns)
  }

  /** Takes the rows of the statement that begins at `from`, and tells where it ends. */
  function insert(tokens: readonly Token[], from: number): number {
    let at = from + 1
    while (
      isWord(tokens[at], 'IGNORE') ||
      isWord(tokens[at], 'OR') ||
      isWord(tokens[at - 1], 'OR') ||
      isWord(tokens[at], 'LOW_PRIORITY')
    )
      at++
    if (isWord(tokens[at], 'INTO')) at++
    const { name, end } = readName(tokens, at)
    if (name === undefined) return tokens.length
    at = end
    let columns: string[] | undefined
    if (isSign(tokens[at], '(')) {
      columns = []
      for (at++; at < tokens.length && !isSign(tokens[at], ')'); at++)
        if (!isSign(tokens[at], ',')) columns.push(tokens[at]!.text)
      at++
    }
    while (at < tokens.length && !isWord(tokens[at], 'VALUES') && !isWord(tokens[at], 'SELECT')) at++
    if (!isWord(tokens[at], 'VALUES')) {
      unread++
      return tokens.length
    }
    const table = openTable(name, columns)
    // What stands after the last row says what to do with rows that are there already.
    for (at++; isSign(tokens[at], '('); at++) {
      const { row, end: after } = readRow(tokens, at + 1)
      table.grid.add(++table.row, inOrder(row, columns, table.names))
      at = after
      if (!isSign(tokens[at], ',')) break
    }
    return at
  }
}

/** The values from `from` up to the bracket that closes them. */
function readRow(tokens: readonly Token[], from: number): { row: Cell[]; end: number } {
  const row: Cell[] = []
  let cell: Token[] = []
  let depth = 1
  let at = from
  for (; at < tokens.length; at++) {
    const token = tokens[at]!
    if (isSign(token, '(') || isSign(token, '[')) depth++
    else if (isSign(token, ']') && depth > 1) depth--
    else if (isSign(token, ')') && --depth === 0) break
    if (isSign(token, ',') && depth === 1) {
      row.push(cellOf(cell))
      cell = []
    } else cell.push(token)
  }
  row.push(cellOf(cell))
  return { row, end: at + 1 }
}

/** Whether a statement makes a trigger or a routine whose body has statements of its own. */
function beginsBody(tokens: readonly Token[]): boolean {
  if (!isWord(tokens[0], 'CREATE')) return false
  const isMaker = tokens
    .slice(1, 12)
    .some((token) => token.kind === 'word' && /^(?:TRIGGER|PROCEDURE|FUNCTION|EVENT|PACKAGE)$/i.test(token.text))
  return isMaker && tokens.some((token) => isWord(token, 'BEGIN'))
}

const headLength = 256 * 1024

async function readBeginning(path: string): Promise<string> {
  let head = ''
  for await (const piece of readText(path)) {
    head += piece
    if (head.length > headLength) break
  }
  return head.slice(0, headLength)
}

/** The cells of a row that names its columns, in the order of the table's; those of columns that it lacks stand last. */
function inOrder(row: Cell[], columns: readonly string[] | undefined, names: readonly string[]): Cell[] {
  if (!columns || columns.every((name, at) => name === names[at])) return row
  const places = new Map(columns.map((name, at) => [name, at]))
  const known = names.map((name) => row[places.get(name) ?? -1] ?? null)
  return [...known, ...row.filter((_, at) => !names.includes(columns[at] ?? ''))]
}

/** A value as a cell: NULL is none, a string its text, anything else as it is written. */
function cellOf(tokens: readonly Token[]): Cell {
  const [only, second] = tokens
  if (!only) return null
  if (tokens.length === 1) return only.kind === 'word' && /^null$/i.test(only.text) ? null : only.text
  // N'text', E'text', _utf8mb4'text', X'00ff'
  if (tokens.length === 2 && only.kind === 'word' && second!.kind === 'string')
    return /^x$/i.test(only.text) ? `0x${second!.text}` : second!.text
  // 'text'::date, CAST(N'text' AS date)
  if (isSign(tokens[1], ':') && isSign(tokens[2], ':')) return cellOf([only])
  if (isWord(only, 'CAST') && isSign(second, '(')) {
    const as = tokens.findLastIndex((token) => isWord(token, 'AS'))
    if (as > 2) return cellOf(tokens.slice(2, as))
  }
  return tokens
    .map((token, at) => {
      const text = token.kind === 'string' ? `'${token.text}'` : token.text
      return token.kind === 'word' && tokens[at - 1]?.kind === 'word' ? ` ${text}` : text
    })
    .join('')
}

/** A table's name, without the schema before it. */
function readName(tokens: readonly Token[], from: number): { name: string | undefined; end: number } {
  let at = from
  let name = isNameLike(tokens[at]) ? tokens[at]!.text : undefined
  at++
  while (isSign(tokens[at], '.') && isNameLike(tokens[at + 1])) {
    name = tokens[at + 1]!.text
    at += 2
  }
  return { name, end: at }
}

const isNameLike = (token: Token | undefined): boolean => token?.kind === 'word' || token?.kind === 'name'
const isWord = (token: Token | undefined, word: string): boolean =>
  token?.kind === 'word' && token.text.toUpperCase() === word
const isSign = (token: Token | undefined, sign: string): boolean => token?.kind === 'sign' && token.text === sign
