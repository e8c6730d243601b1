import type { SqlDialect } from './find-dialect.ts'

/** What a place in a statement stands in: its end is found without looking at anything else. */
export type Quoted = { close: string; doubles: boolean; escapes: boolean; from: number }

/** A string, name, comment or quoted body that begins at `at`; null where none does. */
export function openQuoted(text: string, at: number, dialect: SqlDialect): Quoted | null {
  switch (text[at]) {
    case "'":
      return { close: "'", doubles: true, escapes: dialect.backslashes || isEscapeString(text, at), from: at + 1 }
    case '"':
      // MySQL has strings in double quotes, too.
      return { close: '"', doubles: true, escapes: dialect.backslashes, from: at + 1 }
    case '`':
      return { close: '`', doubles: true, escapes: false, from: at + 1 }
    case '#':
      return dialect.hashes ? { close: '\n', doubles: false, escapes: false, from: at + 1 } : null
    case '-':
      return text[at + 1] === '-' ? { close: '\n', doubles: false, escapes: false, from: at + 2 } : null
    case '/':
      return text[at + 1] === '*' ? { close: '*/', doubles: false, escapes: false, from: at + 2 } : null
    case '$': {
      if (!dialect.dollars || /[\w$]/.test(text[at - 1] ?? '')) return null
      const tag = /^\$(?:[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*)?\$/.exec(text.slice(at, at + 80))?.[0]
      return tag === undefined ? null : { close: tag, doubles: false, escapes: false, from: at + tag.length }
    }
    default:
      return null
  }
}

/** Whether the string that begins at `at` is `E'…'`. */
export const isEscapeString = (text: string, at: number): boolean =>
  /[eE]/.test(text[at - 1] ?? '') && !/[\w$]/.test(text[at - 2] ?? '')

/**
 * The place after what is quoted; -1 where the text ends before, or where its next character could go on with it. `quoted.from` is
 * moved to where to look on, so that each character is looked at once.
 */
export function findClose(text: string, quoted: Quoted, isLast: boolean): number {
  const { close, doubles, escapes } = quoted
  if (!escapes && !doubles) {
    const found = text.indexOf(close, quoted.from)
    if (found < 0) quoted.from = Math.max(quoted.from, text.length - close.length + 1)
    return found < 0 ? -1 : found + close.length
  }
  for (let at = quoted.from; at < text.length; at++) {
    quoted.from = at
    if (escapes && text[at] === '\\') {
      if (at + 1 === text.length) return -1
      at++
    } else if (text[at] === close) {
      if (at + 1 === text.length && !isLast) return -1
      if (text[at + 1] !== close) return at + 1
      at++
    }
    quoted.from = at + 1
  }
  return -1
}
