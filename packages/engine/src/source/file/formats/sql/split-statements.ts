import { UnreadableFile } from '../../reader/reader.ts'
import type { SqlDialect } from './find-dialect.ts'
import { findClose, openQuoted, type Quoted } from './skip-quoted.ts'

/** A statement's text without its semicolon, or some of the lines that a COPY brings with it. */
export type Statement =
  | { kind: 'sql'; text: string }
  | { kind: 'copy'; table: string; columns: string[] | undefined; lines: string[] }

const maxStatement = 64 * 1024 * 1024
const maxLine = 16 * 1024 * 1024
/** No tag of a body between dollars is longer. */
const longestMark = 80

/**
 * Cuts a dump into statements as its text comes, holding no more than one, and looking at each character once. Semicolons in
 * strings, names, comments and bodies between dollars end none; `DELIMITER` says what does (MySQL's client).
 */
export class StatementSplitter {
  readonly #dialect: SqlDialect
  #text = ''
  /** How far the text was looked at, and in what. */
  #at = 0
  #quoted: Quoted | null = null
  #delimiter = ';'
  /** How long the mark is that ended the last statement. */
  #endLength = 1
  #copy: { table: string; columns: string[] | undefined } | undefined
  #copyHeadLeft = false

  constructor(dialect: SqlDialect) {
    this.#dialect = dialect
  }

  *add(piece: string): Generator<Statement> {
    this.#text += piece
    yield* this.#split(false)
    if (this.#text.length > maxStatement) throw new UnreadableFile('one of its statements is longer than 64 MiB')
  }

  *finish(): Generator<Statement> {
    yield* this.#split(true)
    if (this.#copy && this.#text !== '') yield { kind: 'copy', ...this.#copy, lines: [this.#text.replace(/\r$/, '')] }
    else if (this.#text.trim() !== '') yield { kind: 'sql', text: this.#text }
  }

  *#split(isLast: boolean): Generator<Statement> {
    for (;;) {
      if (this.#copy) {
        yield* this.#takeLines(this.#copy)
        if (this.#copy) return
      }
      const end = this.#findEnd(isLast)
      if (end < 0) return
      const text = this.#text.slice(0, end)
      this.#text = this.#text.slice(end + this.#endLength)
      this.#at = 0
      const copy = readCopy(text)
      if (copy) {
        this.#copy = copy
        this.#copyHeadLeft = true
      } else yield { kind: 'sql', text }
    }
  }

  /** The lines of a COPY that are whole, up to the one that ends it. */
  *#takeLines(copy: { table: string; columns: string[] | undefined }): Generator<Statement> {
    const end = this.#text.lastIndexOf('\n')
    if (end < 0) {
      if (this.#text.length > maxLine) throw new UnreadableFile('one of its lines is longer than 16 MiB')
      return
    }
    let lines = this.#text.slice(0, end).split('\n')
    if (this.#copyHeadLeft) lines = lines.slice(1)
    this.#copyHeadLeft = false
    lines = lines.map((line) => line.replace(/\r$/, ''))
    const stop = lines.indexOf('\\.')
    const own = stop < 0 ? lines : lines.slice(0, stop)
    if (own.length > 0) yield { kind: 'copy', ...copy, lines: own }
    this.#text = this.#text.slice(end + 1)
    if (stop < 0) return
    this.#text = [...lines.slice(stop + 1), this.#text].join('\n')
    this.#copy = undefined
    this.#at = 0
  }

  /** Where the statement ends that the text begins with; -1 when it goes on past what there is. */
  #findEnd(isLast: boolean): number {
    const text = this.#text
    for (;;) {
      if (this.#quoted) {
        const end = findClose(text, this.#quoted, isLast)
        if (end < 0) return -1
        this.#quoted = null
        this.#at = end
      }
      if (this.#at >= text.length) return -1
      if (text.startsWith(this.#delimiter, this.#at)) {
        this.#endLength = this.#delimiter.length
        return this.#at
      }
      if (!isLast && this.#mayGoOn(text.length - this.#at)) return -1
      const batchEnd = this.#batchEnd()
      if (batchEnd > 0) {
        this.#endLength = batchEnd
        return this.#at
      }
      if (this.#atLineOfDelimiter()) {
        const line = text.indexOf('\n', this.#at)
        if (line < 0 && !isLast) return -1
        const end = line < 0 ? text.length : line
        this.#delimiter =
          text
            .slice(this.#at, end)
            .trim()
            .replace(/^\S+\s+/, '') || ';'
        this.#text = text.slice(0, this.#at) + text.slice(end)
        return this.#findEnd(isLast)
      }
      this.#quoted = openQuoted(text, this.#at, this.#dialect)
      if (!this.#quoted) this.#at++
    }
  }

  /** Whether more characters than the `left` ones are needed to know what begins here: a comment, a tag, a delimiter. */
  #mayGoOn(left: number): boolean {
    const character = this.#text[this.#at]!
    return (
      (/[-/$dDgG]/.test(character) && left < longestMark) ||
      (character === this.#delimiter[0] && left < this.#delimiter.length)
    )
  }

  /** The length of a line `GO` that begins here; 0 where there is none. */
  #batchEnd(): number {
    if (!this.#dialect.batches || !/g/i.test(this.#text[this.#at]!)) return 0
    if (this.#at > 0 && this.#text[this.#at - 1] !== '\n') return 0
    return /^GO[ \t]*\r?(?:\n|$)/i.exec(this.#text.slice(this.#at, this.#at + longestMark))?.[0].length ?? 0
  }

  /** Whether a line `DELIMITER ;;` begins here: a command of MySQL's client between statements. */
  #atLineOfDelimiter(): boolean {
    const text = this.#text
    return (
      this.#dialect.hashes &&
      (text[this.#at] === 'D' || text[this.#at] === 'd') &&
      (this.#at === 0 || text[this.#at - 1] === '\n') &&
      /^delimiter[ \t]/i.test(text.slice(this.#at, this.#at + 10))
    )
  }
}

/** The table and columns of `COPY … FROM stdin`. */
function readCopy(text: string): { table: string; columns: string[] | undefined } | undefined {
  const statement = text.replace(/^(?:\s+|--[^\n]*(?:\n|$))+/, '')
  const [, table, columns, how = ''] =
    /^COPY\s+([^(]+?)\s*(?:\(([^)]*)\)\s*)?FROM\s+stdin\b([\s\S]*)$/i.exec(statement.slice(0, 100_000)) ?? []
  if (table === undefined) return undefined
  if (/\bcsv\b|\bbinary\b|delimiter/i.test(how))
    throw new UnreadableFile('its COPY statements are not in the text format; write the dump without CSV or BINARY')
  return { table: bare(table), columns: columns?.split(',').map((name) => bare(name)) }
}

/** `"public"."people"` is `people`. */
const bare = (name: string): string =>
  /(?:"((?:[^"]|"")*)"|([^."]*))$/
    .exec(name.trim())!
    .slice(1)
    .find((one) => one !== undefined)!
    .replaceAll('""', '"')
