/** A strict pattern as JavaScript can test it; null for what only RE2 understands. The whole value must match. */
export function compilePattern(pattern: string): RegExp | null {
  try {
    return new RegExp(`^(?:${pattern.replace(/^\(\?i\)/, '')})$`, pattern.startsWith('(?i)') ? 'iu' : 'u')
  } catch {
    try {
      return new RegExp(`^(?:${pattern})$`)
    } catch {
      return null
    }
  }
}

export type PatternPiece = { kind: 'literal'; text: string } | { kind: 'digits'; length: number }

/** A pattern of fixed text and fixed counts of digits, in order (`^CC-\d{4}$`); null for any other pattern. */
export function readPieces(pattern: string): PatternPiece[] | null {
  let rest = pattern.replace(/^\^/, '').replace(/\$$/, '')
  const pieces: PatternPiece[] = []
  while (rest !== '') {
    const digits = /^(?:\\d|\[0-9\])(?:\{(\d+)\})?/.exec(rest)
    const literal = /^(?:[A-Za-z0-9_ #/:-]|\\[-./_])/.exec(rest)
    const last = pieces.at(-1)
    if (digits) {
      const length = Number(digits[1] ?? 1)
      if (last?.kind === 'digits') last.length += length
      else pieces.push({ kind: 'digits', length })
      rest = rest.slice(digits[0].length)
    } else if (literal) {
      const text = literal[0].replace(/^\\/, '')
      if (last?.kind === 'literal') last.text += text
      else pieces.push({ kind: 'literal', text })
      rest = rest.slice(literal[0].length)
    } else return null
    if (/^[+*?|{(]/.test(rest)) return null
  }
  return pieces
}

/** Whether a pattern says something about its values: a general one (`^.+$`, `^\d+$`) fits too much to be evidence. */
export const isSpecific = (pattern: string): boolean =>
  /\{\d+\}/.test(pattern) ||
  /[A-Za-z]{2,}/.test(pattern.replace(/\\[a-zA-Z]/g, '').replace(/\[[^\]]*\]/g, '')) ||
  /(\\d){2,}/.test(pattern)
