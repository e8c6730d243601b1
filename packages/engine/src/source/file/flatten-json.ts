import { maxColumns } from './dialect.ts'

/** Text that is not JSON, with the offset at which it stops being so. */
export class JsonSyntaxError extends Error {
  override readonly name = 'JsonSyntaxError'
  readonly at: number
  constructor(message: string, at: number) {
    super(message)
    this.at = at
  }
}

/** One column that records may fill: a key, or the first element of an array. `id` is its place in a flat record. */
export type JsonColumn = {
  id: number
  /** `address.city`, `items[0].price`. */
  path: string
  /** It held an object or an array at least once. */
  nested: boolean
  children: Map<string, JsonColumn>
  first: JsonColumn | undefined
}

const maxDepth = 500
const maxFlattenedDepth = 12

/**
 * The columns of records seen so far, as a tree of their keys. `flatten` adds what is new. Values come out as text
 * exactly as the source spells them (numbers digit for digit), strings without their quotes, null as null.
 */
export class JsonColumns {
  readonly #root: JsonColumn = { id: -1, path: '', nested: true, children: new Map(), first: undefined }
  #count = 0

  /** The cells of one record by column id. Throws JsonSyntaxError; then the columns are as they were. */
  flatten(text: string): (string | null | undefined)[] {
    checkJson(text)
    const cells: (string | null | undefined)[] = []
    const start = skipSpace(text, 0)
    const code = text.charCodeAt(start)
    if (code === openBrace) this.#readObject(text, start, this.#root, cells, 0)
    else if (code === openBracket) this.#readElements(text, start, this.#root, cells, 0)
    else this.#readValue(text, start, this.#child(this.#root, 'value', 'value', cells, 0), cells, 1)
    return cells
  }

  /** Every column, parents before their leaves, in the order in which the source shows them. */
  ordered(): JsonColumn[] {
    const columns: JsonColumn[] = []
    const visit = (column: JsonColumn) => {
      if (column.id >= 0) columns.push(column)
      for (const child of column.children.values()) visit(child)
      if (column.first) visit(column.first)
    }
    visit(this.#root)
    return columns
  }

  #child(
    parent: JsonColumn,
    key: string,
    path: string,
    cells: readonly unknown[],
    depth: number,
  ): JsonColumn | undefined {
    // A key that one object holds twice is kept twice.
    let name = key
    let column = parent.children.get(name)
    for (let n = 2; column && cells[column.id] !== undefined; n++) {
      name = `${key} (${n})`
      column = parent.children.get(name)
    }
    if (column) return column
    if (this.#count >= maxColumns) {
      if (depth === 0) throw new TooManyKeys()
      return undefined
    }
    column = {
      id: this.#count++,
      path: name === key ? path : `${path}${name.slice(key.length)}`,
      nested: false,
      children: new Map(),
      first: undefined,
    }
    parent.children.set(name, column)
    return column
  }

  /** Reads the value at `at`, and gives the offset after it. Without a column it is only gone over. */
  #readValue(
    text: string,
    at: number,
    column: JsonColumn | undefined,
    cells: (string | null | undefined)[],
    depth: number,
  ): number {
    const code = text.charCodeAt(at)
    if (code === openBrace || code === openBracket) {
      if (!column) return skipValue(text, at)
      column.nested = true
      // A placeholder, so that a repeated key sees the cell as taken while its inside is read.
      cells[column.id] = null
      const flat = depth < maxFlattenedDepth
      const end = flat
        ? code === openBrace
          ? this.#readObject(text, at, column, cells, depth)
          : this.#readArray(text, at, column, cells, depth)
        : skipValue(text, at)
      cells[column.id] = text.slice(at, end)
      return end
    }
    const end = skipValue(text, at)
    if (column) cells[column.id] = scalarText(text.slice(at, end))
    return end
  }

  #readObject(
    text: string,
    open: number,
    parent: JsonColumn,
    cells: (string | null | undefined)[],
    depth: number,
  ): number {
    let at = skipSpace(text, open + 1)
    while (text.charCodeAt(at) !== closeBrace) {
      const keyEnd = skipValue(text, at)
      const key = scalarText(text.slice(at, keyEnd)) ?? ''
      at = skipSpace(text, skipSpace(text, keyEnd) + 1)
      const path = parent.path === '' ? key : `${parent.path}.${key}`
      at = skipSpace(text, this.#readValue(text, at, this.#child(parent, key, path, cells, depth), cells, depth + 1))
      if (text.charCodeAt(at) === comma) at = skipSpace(text, at + 1)
    }
    return at + 1
  }

  /** Of an array inside a record, the first element is flattened; all of them are in the array's own text. */
  #readArray(
    text: string,
    open: number,
    parent: JsonColumn,
    cells: (string | null | undefined)[],
    depth: number,
  ): number {
    let at = skipSpace(text, open + 1)
    for (let index = 0; text.charCodeAt(at) !== closeBracket; index++) {
      if (index === 0 && !parent.first && this.#count < maxColumns) {
        parent.first = {
          id: this.#count++,
          path: `${parent.path}[0]`,
          nested: false,
          children: new Map(),
          first: undefined,
        }
      }
      at = skipSpace(
        text,
        index === 0 ? this.#readValue(text, at, parent.first, cells, depth + 1) : skipValue(text, at),
      )
      if (text.charCodeAt(at) === comma) at = skipSpace(text, at + 1)
    }
    return at + 1
  }

  /** A record that is an array: its elements by position. */
  #readElements(text: string, open: number, parent: JsonColumn, cells: (string | null | undefined)[], depth: number) {
    let at = skipSpace(text, open + 1)
    for (let index = 1; text.charCodeAt(at) !== closeBracket; index++) {
      const key = `column_${index}`
      at = skipSpace(text, this.#readValue(text, at, this.#child(parent, key, key, cells, depth), cells, depth + 1))
      if (text.charCodeAt(at) === comma) at = skipSpace(text, at + 1)
    }
  }
}

/** More different keys than a table can have columns. */
export class TooManyKeys extends Error {
  override readonly name = 'TooManyKeys'
}

const openBrace = 123
const closeBrace = 125
const openBracket = 91
const closeBracket = 93
const comma = 44
const quote = 34
const backslash = 92

function skipSpace(text: string, at: number): number {
  let code = text.charCodeAt(at)
  while (code === 32 || code === 10 || code === 13 || code === 9) code = text.charCodeAt(++at)
  return at
}

function skipString(text: string, at: number): number {
  for (let end = at + 1; ; end++) {
    end = text.indexOf('"', end)
    if (end < 0) throw new JsonSyntaxError('a string is not closed', at)
    let slashes = 0
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) return end + 1
  }
}

/** Offset after the value at `at`, in text that is known to be JSON. */
function skipValue(text: string, at: number): number {
  const code = text.charCodeAt(at)
  if (code === quote) return skipString(text, at)
  if (code !== openBrace && code !== openBracket) {
    scalarPattern.lastIndex = at
    return scalarPattern.test(text) ? scalarPattern.lastIndex : at
  }
  let depth = 0
  for (let end = at; ; end++) {
    const next = text.charCodeAt(end)
    if (next === quote) end = skipString(text, end) - 1
    else if (next === openBrace || next === openBracket) depth++
    else if ((next === closeBrace || next === closeBracket) && --depth === 0) return end + 1
  }
}

// NaN and Infinity are not JSON, but Python writes them.
const scalarPattern = /true|false|null|NaN|-?Infinity|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** The text of a scalar as a cell. */
export function scalarText(token: string): string | null {
  if (token === 'null') return null
  if (token.charCodeAt(0) !== quote) return token
  if (!token.includes('\\')) return token.slice(1, -1)
  // Raw control characters are not JSON, but are no reason to refuse
  const escaped = token.replace(
    /\p{Cc}/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
  return (JSON.parse(escaped) as string).toWellFormed()
}

const badEscape = /\\(?:[^"\\/bfnrtu]|u(?![0-9a-fA-F]{4}))/

/** Throws unless the text is one JSON value. Nothing is built, so depth and size cost no memory. */
export function checkJson(text: string): void {
  const closers: number[] = []
  let at = skipSpace(text, 0)
  for (;;) {
    // A value begins here.
    const code = text.charCodeAt(at)
    if (code === openBrace || code === openBracket) {
      if (closers.length >= maxDepth) throw new JsonSyntaxError(`nested more than ${maxDepth} levels deep`, at)
      const closer = code === openBrace ? closeBrace : closeBracket
      at = skipSpace(text, at + 1)
      if (text.charCodeAt(at) !== closer) {
        closers.push(closer)
        if (closer === closeBrace) at = checkKey(text, at)
        continue
      }
      at++
    } else if (code === quote) at = checkString(text, at)
    else {
      scalarPattern.lastIndex = at
      if (!scalarPattern.test(text)) throw new JsonSyntaxError('a value is missing', at)
      at = scalarPattern.lastIndex
    }
    // A value has ended: close what ends with it, up to a comma.
    at = skipSpace(text, at)
    while (closers.length > 0 && text.charCodeAt(at) === closers.at(-1)) {
      closers.pop()
      at = skipSpace(text, at + 1)
    }
    if (closers.length === 0) {
      if (at < text.length) throw new JsonSyntaxError('something follows the value', at)
      return
    }
    if (text.charCodeAt(at) !== comma) throw new JsonSyntaxError('a comma or a closing bracket is missing', at)
    at = skipSpace(text, at + 1)
    if (closers.at(-1) === closeBrace) at = checkKey(text, at)
  }
}

function checkKey(text: string, at: number): number {
  if (text.charCodeAt(at) !== quote) throw new JsonSyntaxError('a key is missing', at)
  const colon = skipSpace(text, checkString(text, at))
  if (text.charCodeAt(colon) !== 58) throw new JsonSyntaxError('a colon is missing', colon)
  return skipSpace(text, colon + 1)
}

function checkString(text: string, at: number): number {
  const end = skipString(text, at)
  const slash = text.indexOf('\\', at)
  if (slash >= 0 && slash < end) {
    // Pairs first, so that `\\x` is a backslash and an x.
    if (badEscape.test(text.slice(at, end).replaceAll('\\\\', ''))) throw new JsonSyntaxError('a wrong escape', slash)
  }
  return end
}
