import { parse, tokenize } from '@huggingface/jinja'

/** A node of the parsed template; the shapes are those of the parser's own classes, told apart by `type`. */
// biome-ignore lint/suspicious/noExplicitAny: the parser's classes share no useful type
export type Node = { type: string; [field: string]: any }
type Token = { value: string; type: string }

/** A template that cannot be read. The message says why, in the words of the parser. */
export class TemplateSyntaxError extends Error {
  override readonly name = 'TemplateSyntaxError'
}

export const maxTemplateLength = 100_000

const keywords = new Set(['and', 'or', 'not', 'in', 'is', 'if', 'else', 'elif', 'recursive', 'set', 'for'])

/**
 * Parses a Jinja template. Three habits of Python's Jinja that the parser lacks are put in before and after its
 * tokenizer: unknown escapes in strings stay as written (`'\d+'`), a bracketed part stays apart from a chained
 * comparison (`(a < b) == c`), and a test may have arguments (`x is divisibleby(3)`).
 */
export function parseTemplate(source: string): Node[] {
  if (source.length > maxTemplateLength) throw new TemplateSyntaxError('the template is too long')
  try {
    const tokens = tokenize(keepUnknownEscapes(source)) as Token[]
    const program = parse(rewriteTokens(tokens) as Parameters<typeof parse>[0])
    return program.body as Node[]
  } catch (error) {
    if (error instanceof RangeError) throw new TemplateSyntaxError('the template is nested too deeply')
    throw new TemplateSyntaxError((error as Error).message.replace(/^Parser Error: /, ''))
  }
}

/** Whether a text holds anything for a template engine to do. */
export const hasTemplate = (text: string): boolean => /\{[{%#]/.test(text)

function keepUnknownEscapes(source: string): string {
  if (!source.includes('\\')) return source
  let out = ''
  let mark: string | null = null
  let inside = false
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string
    if (!inside) {
      if (char === '{' && (source[at + 1] === '{' || source[at + 1] === '%')) inside = true
      out += char
    } else if (mark === null) {
      if (char === '"' || char === "'") mark = char
      else if ((char === '}' || char === '%') && source[at + 1] === '}') inside = false
      out += char
    } else if (char === '\\') {
      const next = source[at + 1] ?? ''
      const known =
        /[ntrbfv'"\\]/.test(next) ||
        (next === 'x' && /^[\da-fA-F]{2}/.test(source.slice(at + 2))) ||
        (next === 'u' && /^[\da-fA-F]{4}/.test(source.slice(at + 2)))
      out += known ? char + next : `\\\\${next}`
      at++
    } else {
      if (char === mark) mark = null
      out += char
    }
  }
  return out
}

function rewriteTokens(tokens: Token[]): Token[] {
  const out: Token[] = []
  const token = (value: string, type: string): Token => ({ value, type })
  const afterFor = () =>
    out.at(-1)?.value === 'for' || (out.at(-1)?.value === 'set' && out.at(-2)?.type === 'OpenStatement')
  for (let at = 0; at < tokens.length; at++) {
    const current = tokens[at] as Token
    if (current.type === 'Identifier' && current.value === 'is' && isOperand(tokens[at - 1])) {
      const negate = tokens[at + 1]?.value === 'not'
      const name = tokens[at + (negate ? 2 : 1)]
      if (name?.type === 'Identifier' && tokens[at + (negate ? 3 : 2)]?.type === 'OpenParen') {
        out.push(token('|', 'Pipe'), token('__test', 'Identifier'), token('(', 'OpenParen'))
        out.push(token(name.value, 'StringLiteral'), token(',', 'Comma'))
        out.push(token(negate ? '1' : '0', 'NumericLiteral'), token(',', 'Comma'))
        at += negate ? 3 : 2
        continue
      }
    }
    if (current.type === 'OpenParen' && !isOperand(out.at(-1)) && !afterFor())
      out.push(token(closesAfterComma(tokens, at) ? '__tuple' : '__group', 'Identifier'))
    out.push(current)
  }
  return out
}

/** Whether a bracket after this token is a call (or ends an operand) rather than the start of a group. */
function isOperand(token: Token | undefined): boolean {
  if (!token) return false
  if (token.type === 'Identifier') return !keywords.has(token.value)
  return ['CloseParen', 'CloseSquareBracket', 'CloseCurlyBracket', 'StringLiteral', 'NumericLiteral'].includes(
    token.type,
  )
}

/** `(x,)` and `()` are tuples though they have fewer than two items. */
function closesAfterComma(tokens: Token[], open: number): boolean {
  if (tokens[open + 1]?.type === 'CloseParen') return true
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    const type = (tokens[at] as Token).type
    if (type.startsWith('Open')) depth++
    else if (type.startsWith('Close') && --depth === 0) return tokens[at - 1]?.type === 'Comma'
  }
  return false
}
