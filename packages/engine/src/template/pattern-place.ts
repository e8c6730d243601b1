/** What RE2 said about a pattern, and where in it: `index` counts characters from 0, null when it cannot be told. */
export type PatternFault = { reason: string; index: number | null; fragment: string | null }

/** RE2's reasons; what follows them is the fragment of the pattern that it stumbled over, or all of the pattern. */
const reasons = [
  'invalid escape sequence',
  'invalid character class range',
  'invalid character class',
  'missing ]',
  'missing )',
  'unexpected )',
  'trailing \\',
  'no argument for repetition operator',
  'invalid repetition size',
  'bad repetition operator',
  'invalid perl operator',
  'invalid named capture group',
  'pattern too large - compile failed',
]

/** In words that say what to do, for what people bring from other dialects. */
const advice: [RegExp, string][] = [
  [/^\(\?<?[=!]/, 'look-around is not supported'],
  [/^\\[1-9]/, 'back-references are not supported'],
  [/^\(\?>/, 'atomic groups are not supported'],
  [/^\(\?<\w/, 'a named group is written (?P<name>…)'],
]

/** Finds the place that RE2's `message` is about in `pattern`. */
export function patternFault(pattern: string, message: string): PatternFault {
  const reason = reasons.find((candidate) => message.includes(candidate))
  if (!reason) return { reason: 'the pattern cannot be compiled', index: null, fragment: null }
  const rest = message.slice(message.indexOf(reason) + reason.length).replace(/^:\s?/, '')
  const fragment = rest !== '' && pattern.includes(rest) ? rest : null
  const index = placeOf(pattern, reason, fragment)
  const start = index === null ? '' : pattern.slice(index)
  const better = advice.find(([shape]) => shape.test(start))?.[1]
  return { reason: better ? `${reason}: ${better}` : reason, index, fragment }
}

function placeOf(pattern: string, reason: string, fragment: string | null): number | null {
  if (reason === 'missing )' || reason === 'unexpected )') return unbalanced(pattern)
  if (reason === 'trailing \\') return pattern.length - 1
  if (reason === 'invalid perl operator' || reason === 'invalid escape sequence') {
    const found = outsideEscapes(pattern, fragment ?? '')
    if (found !== null) return found
  }
  const at = fragment === null ? -1 : pattern.indexOf(fragment)
  return at < 0 ? null : at
}

/** Where `fragment` begins without its first character being escaped. */
function outsideEscapes(pattern: string, fragment: string): number | null {
  if (fragment === '') return null
  for (let index = 0; index < pattern.length; index++) {
    if (pattern.startsWith(fragment, index)) return index
    if (pattern[index] === '\\') index++
  }
  return null
}

/** The first bracket that has no partner; escapes and character classes are stepped over. */
function unbalanced(pattern: string): number | null {
  const open: number[] = []
  let inClass = false
  for (let index = 0; index < pattern.length; index++) {
    const char = pattern[index]
    if (char === '\\') index++
    else if (inClass) inClass = char !== ']'
    else if (char === '[') {
      inClass = true
      // a bracket that closes at once is a literal
      if (pattern[index + 1] === '^') index++
      if (pattern[index + 1] === ']') index++
    } else if (char === '(') open.push(index)
    else if (char === ')' && open.pop() === undefined) return index
  }
  return open.at(-1) ?? null
}
