import { PyFloat, PyTuple, type PyValue, pyInt, setKey } from './python-value.ts'

/** Whether a text was a literal, and what it says. */
export type Literal = { ok: true; value: PyValue } | { ok: false }

const notALiteral: Literal = { ok: false }

class NoLiteral extends Error {}

/** A text that cannot begin a literal is the common case: decided without reading it. */
const mayBegin = /^[\s\d'"[{(+\-.TFNrRuU]/

const maxDepth = 100

/**
 * Reads a text as Python's `ast.literal_eval` does: numbers, strings, True, False, None, lists, tuples, dicts. Anything
 * else is no literal and stays text. `007` is none (Python refuses leading zeros), `1_000` is one.
 */
export function readLiteral(text: string): Literal {
  if (text.length === 0 || !mayBegin.test(text)) return notALiteral
  try {
    const reader = new Reader(text.replace(/^[ \t]+/, ''))
    return { ok: true, value: reader.readAll() }
  } catch (error) {
    if (error instanceof NoLiteral) return notALiteral
    throw error
  }
}

class Reader {
  #text: string
  #at = 0
  #depth = 0
  constructor(text: string) {
    this.#text = text
  }

  readAll(): PyValue {
    if (/^\n[ \t]/.test(this.#text)) throw new NoLiteral()
    this.#skip(true)
    const first = this.#value()
    this.#skip(false)
    if (this.#peek() !== ',') {
      this.#end()
      return first
    }
    const items = [first]
    while (this.#peek() === ',') {
      this.#at++
      this.#skip(false)
      if (this.#at >= this.#text.length || this.#peek() === '\n') break
      items.push(this.#value())
      this.#skip(false)
    }
    this.#end()
    return new PyTuple(items)
  }

  #end(): void {
    this.#skip(true)
    if (this.#at < this.#text.length) throw new NoLiteral()
  }

  #peek(): string {
    return this.#text[this.#at] ?? ''
  }

  /** Inside brackets line ends are spaces; outside they end the expression. */
  #skip(lines: boolean): void {
    const pattern = lines || this.#depth > 0 ? /(?:[ \t\f\r\n]|#[^\n]*|\\\n)*/y : /(?:[ \t\f]|#[^\n]*|\\\n)*/y
    pattern.lastIndex = this.#at
    this.#at += pattern.exec(this.#text)?.[0].length ?? 0
  }

  #value(): PyValue {
    const char = this.#peek()
    if (char === '[') return this.#sequence(']')
    if (char === '(') return this.#parens()
    if (char === '{') return this.#braces()
    const word = /^(?:True|False|None)(?![\w'"])/.exec(this.#text.slice(this.#at, this.#at + 6))?.[0]
    if (word) {
      this.#at += word.length
      return word === 'None' ? null : word === 'True'
    }
    if (/['"]/.test(char) || /^[rRuU]['"]/.test(this.#text.slice(this.#at, this.#at + 2))) return this.#strings()
    return this.#number()
  }

  #enter(): void {
    this.#at++
    if (++this.#depth > maxDepth) throw new NoLiteral()
    this.#skip(true)
  }

  #leave(close: string): void {
    if (this.#peek() !== close) throw new NoLiteral()
    this.#at++
    this.#depth--
  }

  #sequence(close: string): PyValue[] {
    this.#enter()
    const items: PyValue[] = []
    while (this.#peek() !== close) {
      items.push(this.#value())
      this.#skip(true)
      if (this.#peek() !== ',') break
      this.#at++
      this.#skip(true)
    }
    this.#leave(close)
    return items
  }

  #parens(): PyValue {
    this.#enter()
    const items: PyValue[] = []
    let comma = this.#peek() === ')'
    while (this.#peek() !== ')') {
      items.push(this.#value())
      this.#skip(true)
      if (this.#peek() !== ',') break
      comma = true
      this.#at++
      this.#skip(true)
    }
    this.#leave(')')
    return comma || items.length > 1 ? new PyTuple(items) : items[0]
  }

  #braces(): PyValue {
    this.#enter()
    if (this.#peek() === '}') {
      this.#leave('}')
      return {}
    }
    const out: Record<string, PyValue> = {}
    const first = this.#value()
    this.#skip(true)
    if (this.#peek() !== ':') {
      const items = [first]
      while (this.#peek() === ',') {
        this.#at++
        this.#skip(true)
        if (this.#peek() === '}') break
        items.push(this.#value())
        this.#skip(true)
      }
      this.#leave('}')
      return items
    }
    let key: PyValue = first
    for (;;) {
      if (this.#peek() !== ':') throw new NoLiteral()
      this.#at++
      this.#skip(true)
      if (typeof key === 'object' && key !== null && !(key instanceof PyFloat) && !(key instanceof PyTuple))
        throw new NoLiteral()
      setKey(out, keyText(key), this.#value())
      this.#skip(true)
      if (this.#peek() !== ',') break
      this.#at++
      this.#skip(true)
      if (this.#peek() === '}') break
      key = this.#value()
      this.#skip(true)
    }
    this.#leave('}')
    return out
  }

  #strings(): string {
    let out = ''
    for (;;) {
      const found = /[rRuU]?('''|"""|'|")/y
      found.lastIndex = this.#at
      const start = found.exec(this.#text)
      if (!start) return out
      const mark = start[1] as string
      const raw = /^[rR]/.test(start[0])
      this.#at += start[0].length
      out += this.#stringBody(mark, raw)
      this.#skip(false)
      if (!/['"rRuU]/.test(this.#peek())) return out
    }
  }

  #stringBody(mark: string, raw: boolean): string {
    let out = ''
    for (;;) {
      const char = this.#peek()
      if (char === '' || (mark.length === 1 && char === '\n')) throw new NoLiteral()
      if (this.#text.startsWith(mark, this.#at)) {
        this.#at += mark.length
        return out
      }
      this.#at++
      if (char !== '\\') out += char
      else if (raw) out += char + this.#text[this.#at++]
      else out += this.#escape()
    }
  }

  #escape(): string {
    const char = this.#text[this.#at++] ?? ''
    const plain = {
      n: '\n',
      t: '\t',
      r: '\r',
      a: '\x07',
      b: '\b',
      f: '\f',
      v: '\v',
      '\\': '\\',
      "'": "'",
      '"': '"',
      '\n': '',
    }[char]
    if (plain !== undefined) return plain
    const width = { x: 2, u: 4, U: 8 }[char]
    if (width !== undefined) {
      const hex = this.#text.slice(this.#at, this.#at + width)
      if (!/^[0-9a-fA-F]+$/.test(hex) || hex.length !== width || Number.parseInt(hex, 16) > 0x10ffff)
        throw new NoLiteral()
      this.#at += width
      return String.fromCodePoint(Number.parseInt(hex, 16))
    }
    if (/[0-7]/.test(char)) {
      const octal = /^[0-7]{1,3}/.exec(this.#text.slice(this.#at - 1))?.[0] as string
      this.#at += octal.length - 1
      return String.fromCodePoint(Number.parseInt(octal, 8))
    }
    if (char === 'N') throw new NoLiteral()
    return `\\${char}`
  }

  #number(): PyValue {
    const pattern =
      /([+-][ \t]*)*(?:(0[xX](?:_?[\da-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+)|((?:\d(?:_?\d)*)?\.\d(?:_?\d)*(?:[eE][+-]?\d(?:_?\d)*)?|\d(?:_?\d)*\.?(?:[eE][+-]?\d(?:_?\d)*)?|\.\d+))(?![\w.])/y
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)
    if (!found) throw new NoLiteral()
    this.#at += found[0].length
    const signs = /^[+\- \t]*/.exec(found[0])?.[0] ?? ''
    const negative = (signs.match(/-/g) ?? []).length % 2 === 1
    const digits = (found[2] ?? found[3] ?? '').replaceAll('_', '')
    if (/^\d+$/.test(digits) || found[2] !== undefined) {
      if (/^0+[1-9]/.test(digits)) throw new NoLiteral()
      const value = BigInt(digits)
      return pyInt(negative ? -value : value)
    }
    const value = Number(digits) * (negative ? -1 : 1)
    return Number.isInteger(value) ? new PyFloat(value) : value
  }
}

function keyText(key: PyValue): string {
  if (typeof key === 'string') return key
  if (key === null) return 'None'
  if (typeof key === 'boolean') return key ? 'True' : 'False'
  if (key instanceof PyFloat) return `${key.value}`
  return String(key)
}
