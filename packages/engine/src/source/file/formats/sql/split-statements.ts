import { UnreadableFile } from '../../reader/reader.ts'

/** A statement's text without its semicolon, or some of the lines that a COPY brings with it. */
export type Statement =
  | { kind: 'sql'; text: string }
  | { kind: 'copy'; table: string; columns: string[] | undefined; lines: string[] }

const maxStatement = 128 * 1024 * 1024

/** Cuts a dump into statements as its text comes, holding no more than one. Semicolons in strings, names and comments end none. */
export class StatementSplitter {
  #text = ''
  /** How far the text was looked at, and in what. */
  #at = 0
  #copy: { table: string; columns: string[] | undefined } | undefined;

  *add(piece: string): Generator<Statement> {
    this.#text += piece
    yield* this.#split(false)
    if (this.#text.length > maxStatement) throw new UnreadableFile('one of its statements is longer than 128 MiB')
  }

  *finish(): Generator<Statement> {
    yield* this.#split(true)
    if (this.#text.trim() !== '' && !this.#copy) yield { kind: 'sql', text: this.#text }
  }

  *#split(isLast: boolean): Generator<Statement> {
    for (;;) {
      if (this.#copy) {
        const end = this.#text.lastIndexOf('\n')
        if (end < 0) return
        const lines = this.#text
          .slice(0, end)
          .split('\n')
          .map((line) => line.replace(/\r$/, ''))
        const stop = lines.indexOf('\\.')
        if (lines.length > 0 && stop !== 0)
          yield { kind: 'copy', ...this.#copy, lines: stop < 0 ? lines : lines.slice(0, stop) }
        if (stop < 0) {
          this.#text = this.#text.slice(end + 1)
          return
        }
        this.#text = [...lines.slice(stop + 1), this.#text.slice(end + 1)].join('\n')
        this.#copy = undefined
        this.#at = 0
        continue
      }
      const end = this.#findEnd(isLast)
      if (end < 0) return
      const text = this.#text.slice(0, end)
      this.#text = this.#text.slice(end + 1)
      this.#at = 0
      const copy = /^(?:\s|--[^\n]*\n)*COPY\s+([\s\S]+?)\s*(?:\(([\s\S]*?)\))?\s+FROM\s+stdin/i.exec(text)
      if (copy) {
        this.#text = this.#text.replace(/^[^\n]*\n/, '')
        this.#copy = { table: bare(copy[1]!), columns: copy[2]?.split(',').map((name) => bare(name)) }
      } else yield { kind: 'sql', text }
    }
  }

  /** Where the statement ends that the text begins with; -1 when it goes on past what there is. */
  #findEnd(isLast: boolean): number {
    const text = this.#text
    for (let at = this.#at; at < text.length; at++) {
      const character = text[at]!
      if (character === ';') return at
      let close = -1
      if (character === "'" || character === '"' || character === '`') close = closingOf(text, at, character)
      else if (text.startsWith('--', at) || character === '#') close = text.indexOf('\n', at)
      else if (text.startsWith('/*', at)) {
        close = text.indexOf('*/', at + 2)
        if (close >= 0) close++
      } else if (character === '-' && at + 1 === text.length && !isLast) {
        this.#at = at
        return -1
      } else continue
      if (close < 0) {
        // It goes on: look again from where it began, once there is more.
        this.#at = at
        return -1
      }
      at = close
    }
    this.#at = text.length
    return -1
  }
}

function closingOf(text: string, open: number, quote: string): number {
  for (let at = open + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === "'") at++
    else if (text[at] === quote) {
      if (text[at + 1] === quote) at++
      // The next character may double it.
      else return at + 1 < text.length ? at : -1
    }
  }
  return -1
}

/** `"public"."people"` is `people`. */
const bare = (name: string): string => /([^.]*)$/.exec(name.trim())![1]!.replace(/^["`]|["`]$/g, '')
