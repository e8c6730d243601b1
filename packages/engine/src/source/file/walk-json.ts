import { maxRecordLength } from './dialect.ts'
import { JsonSyntaxError, scalarText } from './flatten-json.ts'

export type JsonVisitor = {
  /** One element of an array that only objects (or nothing) surround; `path` is '' for the outermost array. */
  onElement(path: string, text: string): void
  /** A value outside every array. */
  onScalar(path: string, text: string): void
}

type Container = { kind: 'object' | 'array'; path: string }

const maxEnvelopeDepth = 8

/**
 * Walks a JSON text of any length piece by piece, and hands out the elements of its arrays one at a time. Only what
 * surrounds them is looked at here: what an element holds is checked by whoever reads it.
 *
 * States: before a value; before a key or its colon; after a value; or inside a value that is being captured, where
 * only brackets are counted and strings are gone over.
 */
export class JsonWalker {
  readonly #visitor: JsonVisitor
  readonly #rootIsList: boolean
  readonly #stack: Container[] = []
  #expect: 'value' | 'first_value' | 'key' | 'first_key' | 'colon' | 'comma' = 'value'
  #key = ''
  #capture: 'none' | 'string' | 'container' | 'scalar' | 'key' = 'none'
  #depth = 0
  #inString = false
  #escaped = false
  #captured: string[] = []
  #capturedLength = 0
  #offset = 0
  /** Values at the outermost level. */
  roots = 0

  /** @param rootIsList whether each outermost value is an element, rather than something to look into. */
  constructor(visitor: JsonVisitor, rootIsList: boolean) {
    this.#visitor = visitor
    this.#rootIsList = rootIsList
  }

  add(text: string) {
    let from = this.#capture === 'none' ? -1 : 0
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (this.#capture === 'none') {
        if (code === 32 || code === 10 || code === 13 || code === 9) continue
        if (this.#step(code, at)) from = at
        continue
      }
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false
        else if (code === 92) this.#escaped = true
        else if (code === 34) {
          this.#inString = false
          if (this.#capture === 'string' || this.#capture === 'key') {
            this.#finish(text.slice(from, at + 1))
            from = -1
          }
        }
      } else if (this.#capture === 'scalar') {
        if (code === 44 || code === 93 || code === 125 || code <= 32) {
          this.#finish(text.slice(from, at))
          from = -1
          at--
        }
      } else if (code === 34) this.#inString = true
      else if (code === 123 || code === 91) this.#depth++
      else if ((code === 125 || code === 93) && --this.#depth === 0) {
        this.#finish(text.slice(from, at + 1))
        from = -1
      }
    }
    if (from >= 0) {
      this.#captured.push(text.slice(from))
      this.#capturedLength += text.length - from
      if (this.#capturedLength > maxRecordLength)
        throw new JsonSyntaxError('one value is longer than 64 MiB', this.#offset)
    }
    this.#offset += text.length
  }

  finish() {
    if (this.#capture === 'scalar') this.#finish('')
    if (this.#capture !== 'none' || this.#stack.length > 0)
      throw new JsonSyntaxError('the text ends too early', this.#offset)
  }

  /** Takes one character of the skeleton. True when a capture begins with it. */
  #step(code: number, at: number): boolean {
    const top = this.#stack.at(-1)
    const expect = this.#expect
    if ((code === 125 || code === 93) && top) {
      const fits = top.kind === (code === 125 ? 'object' : 'array')
      if (!fits || (expect !== 'comma' && expect !== 'first_key' && expect !== 'first_value')) this.#fail(at)
      this.#stack.pop()
      this.#afterValue()
      return false
    }
    switch (expect) {
      case 'comma':
        if (code !== 44 || !top) return this.#fail(at)
        this.#expect = top.kind === 'object' ? 'key' : 'value'
        return false
      case 'colon':
        if (code !== 58) return this.#fail(at)
        this.#expect = 'value'
        return false
      case 'key':
      case 'first_key':
        if (code !== 34) return this.#fail(at)
        this.#capture = 'key'
        this.#inString = true
        return true
      default:
        return this.#beginValue(code, top, at)
    }
  }

  #beginValue(code: number, top: Container | undefined, at: number): boolean {
    if (!top) this.roots++
    const isElement = top ? top.kind === 'array' : this.#rootIsList
    const path = !top || top.kind === 'array' ? '' : top.path === '' ? this.#key : `${top.path}.${this.#key}`
    if (!isElement && (code === 123 || code === 91) && this.#stack.length < maxEnvelopeDepth) {
      this.#stack.push({ kind: code === 123 ? 'object' : 'array', path })
      this.#expect = code === 123 ? 'first_key' : 'first_value'
      return false
    }
    if (code === 123 || code === 91) {
      this.#capture = 'container'
      this.#depth = 1
    } else if (code === 34) {
      this.#capture = 'string'
      this.#inString = true
    } else if (code === 44 || code === 58 || code === 125 || code === 93) return this.#fail(at)
    else this.#capture = 'scalar'
    return true
  }

  #finish(last: string) {
    const text = this.#captured.length > 0 ? this.#captured.join('') + last : last
    this.#captured = []
    this.#capturedLength = 0
    const capture = this.#capture
    this.#capture = 'none'
    if (capture === 'key') {
      this.#key = scalarText(text) ?? ''
      this.#expect = 'colon'
      return
    }
    const top = this.#stack.at(-1)
    if (top ? top.kind === 'array' : this.#rootIsList) this.#visitor.onElement(top?.path ?? '', text)
    else this.#visitor.onScalar(top ? (top.path === '' ? this.#key : `${top.path}.${this.#key}`) : '', text)
    this.#afterValue()
  }

  #afterValue() {
    this.#expect = this.#stack.length > 0 ? 'comma' : 'value'
  }

  #fail(at: number): never {
    throw new JsonSyntaxError('unexpected character', this.#offset + at)
  }
}
