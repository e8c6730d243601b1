import type { Comparison, Condition, Operator } from './condition.ts'
import { unquoted } from './quoting.ts'

/** `inFront`: the operator stands before the column (`no phone`), so what follows must be a plain name. */
type Form = { pattern: RegExp; operator: Operator; negated?: boolean; inFront?: boolean }

const is = '(?:is|are|was|were|ist|sind|war|waren)'
const not = `(?:(?:${is}|does|do|did)\\s*n[o']?t|${is} nicht|not|nicht|isnt|isn’t|aren’t|doesnt|doesn’t)`
const form = (pattern: string, operator: Operator, negated = false, inFront = false): Form => ({
  pattern: new RegExp(`^${pattern}$`, 'i'),
  operator,
  negated,
  inFront,
})

/** What comparisons look like; the first that fits counts. Group 1 is the column, group 2 the value. */
const forms: readonly Form[] = [
  form(`(.+?)\\s+${not}\\s+(?:empty|blank|null|missing|nothing|leer|nichts)`, 'empty', true),
  form(`(.+?)\\s+nicht leer\\s+${is}`, 'empty', true),
  form(
    `(.+?)\\s+(?:has an?y? values?|${is} (?:filled|present|set|given|known|gefüllt|vorhanden)|exists?)`,
    'empty',
    true,
  ),
  form('(?:there (?:is|are)|has|have|with) (?:an?|any|some)\\s+(.+)', 'empty', true, true),
  form(
    `(.+?)\\s+(?:${is}\\s+)?(?:empty|blank|null|missing|nothing|leer|nichts|not (?:filled|set|given|present|known))`,
    'empty',
  ),
  form(`(.+?)\\s+leer\\s+${is}`, 'empty'),
  form('(.+?)\\s+(?:has|have) no values?', 'empty'),
  form(
    '(?:there (?:is|are) no|has no|have no|with no|no|without(?: an?| any)?|missing|empty|ohne|kein|keine|keinen)\\s+(.+)',
    'empty',
    false,
    true,
  ),
  form(`(.+?)\\s+${is}\\s+(?:invalid|not valid|ungültig)`, 'valid', true),
  form(`(.+?)\\s+${is}\\s+(?:valid|gültig)`, 'valid'),
  form(`(.+?)\\s+${not}\\s+(?:contain|include|have)s?\\s+(.+)`, 'contains', true),
  form('(.+?)\\s+enth(?:ä|ae)lt nicht\\s+(.+)', 'contains', true),
  form('(.+?)\\s+(?:contains?|includes?|has the words?|has the text|enth(?:ä|ae)lt|enthalten)\\s+(.+)', 'contains'),
  form(`(.+?)\\s+${not}\\s+(?:start|begin) with\\s+(.+)`, 'starts', true),
  form('(.+?)\\s+(?:(?:starts?|begins?|starting|beginning) with|beginnt mit|beginnen mit)\\s+(.+)', 'starts'),
  form(`(.+?)\\s+${not}\\s+end with\\s+(.+)`, 'ends', true),
  form('(.+?)\\s+(?:(?:ends?|ending) (?:with|in|on)|endet (?:mit|auf)|enden mit)\\s+(.+)', 'ends'),
  form(`(.+?)\\s+(?:${is}\\s+|liegt\\s+)?(?:not between|nicht zwischen)\\s+(.+)`, 'between', true),
  form(`(.+?)\\s+(?:${is}\\s+|liegt\\s+)?(?:between|from|zwischen)\\s+(.+?\u0001.+)`, 'between'),
  form(`(.+?)(?:\\s+${is})?\\s*(?:>=|≥)\\s*(.+)`, '>='),
  form(`(.+?)(?:\\s+${is})?\\s*(?:<=|≤)\\s*(.+)`, '<='),
  form(`(.+?)\\s*(?:!=|<>|≠)\\s*(.+)`, 'is', true),
  form(`(.+?)(?:\\s+${is})?\\s*>\\s*(.+)`, '>'),
  form(`(.+?)(?:\\s+${is})?\\s*<\\s*(.+)`, '<'),
  form(
    `(.+?)\\s+(?:${is}\\s+)?(?:at least|no less than|not less than|not (?:smaller|lower|below|under)(?: than)?|on or after|not before|since|from|mindestens|seit|ab)\\s+(.+)`,
    '>=',
  ),
  form(
    `(.+?)\\s+(?:${is}\\s+)?(?:at most|no more than|not more than|not (?:greater|higher|above|over)(?: than)?|on or before|not after|until|up to|höchstens|bis)\\s+(.+)`,
    '<=',
  ),
  form(
    `(.+?)\\s+(?:${is}\\s+)?(?:(?:greater|more|larger|higher|bigger|later|newer|younger) than|above|over|after|größer als|mehr als|höher als|über|nach)\\s+(.+)`,
    '>',
  ),
  form(
    `(.+?)\\s+(?:${is}\\s+)?(?:(?:less|fewer|smaller|lower|earlier|older) than|below|under|before|kleiner als|weniger als|unter|vor)\\s+(.+)`,
    '<',
  ),
  form(`(.+?)\\s+(?:${is}\\s+)?neither\\s+(.+)`, 'is', true),
  form(
    `(.+?)\\s+(?:${is}\\s+none of|${is}\\s+other than|differs? from|${not}\\s+(?:equal|one of|in|eines von|gleich)s?|${not})\\s+(.+)`,
    'is',
    true,
  ),
  form('(.+?)\\s*={1,2}\\s*(.+)', 'is'),
  form(`(.+?)\\s+${is}\\s+(?:one of|any of|in|eines von|gleich|equal to|exactly)\\s+(.+)`, 'is'),
  form(`(.+?)\\s+(?:equals?|${is}|in|gleich|matches)\\s+(.+)`, 'is'),
  form(`(.+?)\\s+(.+?)\\s+${is}`, 'is'),
]

/** The words of an operator inside what should be a plain value: then a comparison was misread. */
const looksCompared = /[=<>]|\s(?:is|are|isn't|contains?|equals?|starts? with|ends? with|ist|sind|enthält)\s/i
const elliptic =
  /^(?:is|are|isn't|aren't|not|does|doesn't|>|<|=|!=|contains?|includes?|starts?|begins?|ends?|before|after|since|until|between|at least|at most|greater|less|more|above|below|over|under|ist|sind|enthält|beginnt|endet|vor|nach)/i
const oneValue: readonly Operator[] = ['<', '<=', '>', '>=', 'between']

/**
 * Reads a condition in words: `Status is Deleted`, `amount > 100 and email is not empty`, `country in DE, AT or CH`,
 * `signed up before 2020`. "and" binds stronger than "or"; brackets group. Null where it is not understood.
 */
export function parseCondition(said: string): Condition | null {
  // The "and" of "between 1 and 5" joins no conditions.
  const guarded = said
    .trim()
    .replace(/[.!]$/, '')
    .replace(/\b((?:between|zwischen|from)\s+\S+(?:\s\S+){0,2}?)\s+(?:and|und|to)\s+(?=\S)/gi, '$1\u0001')
    .replace(/\b(neither\s+\S+)\s+nor\s+/gi, '$1, ')
    .replace(/^(?:either|both)\s+/i, '')
  return parseEither(guarded)
}

function parseEither(said: string): Condition | null {
  const branches: Condition[][] = []
  for (const alternative of splitOutside(said, /^\s+(?:or|oder)\s+|^\s*\|\|\s*/i)) {
    const branch: Condition[] = []
    let waiting: string[] = []
    for (const piece of splitOutside(alternative, /^,?\s+(?:and|und|aber|but)\s+|^\s*&&\s*/i)) {
      const last = branch.at(-1) ?? (branch.length === 0 ? branches.at(-1)?.at(-1) : undefined)
      const parsed = parsePiece(piece, last)
      if (parsed === null) {
        if (!looksCompared.test(` ${piece} `) && extend(last, piece, branch.length > 0)) {
          // "A is x or y and B is z": what follows the second value still goes with the first.
          if (branch.length === 0) branch.push(...(branches.pop() ?? []))
          continue
        }
        waiting.push(piece)
        continue
      }
      // "Email and Phone are empty": a name without an operator takes the next one.
      const unary = parsed.kind === 'comparison' && parsed.operator === 'empty' ? parsed : null
      if (waiting.length > 0 && unary === null) return null
      for (const name of waiting) branch.push({ ...(unary as Comparison), column: name })
      waiting = []
      branch.push(parsed)
    }
    if (waiting.length > 0) {
      if (waiting.length > 1 || branch.length > 0) return null
      branches.push([
        { kind: 'comparison', column: waiting[0]!, operator: 'empty', negated: false, values: ['\u0002'] },
      ])
    } else branches.push(branch)
  }
  // "Email or Phone is empty": the same between alternatives.
  for (const [index, branch] of branches.entries()) {
    const [only] = branch
    if (!isWaiting(only)) continue
    const next = branches.slice(index + 1).find((other) => !isWaiting(other[0]))?.[0]
    if (next?.kind !== 'comparison' || next.operator !== 'empty') return null
    branch[0] = { ...next, column: (only as Comparison).column }
  }
  const all = branches.map((parts) => (parts.length === 1 ? parts[0]! : { kind: 'and' as const, parts }))
  if (all.length === 0) return null
  return all.length === 1 ? all[0]! : { kind: 'or', parts: all }
}

const isWaiting = (part: Condition | undefined): boolean => part?.kind === 'comparison' && part.values[0] === '\u0002'

function parsePiece(piece: string, last: Condition | undefined): Condition | null {
  const trimmed = piece.trim()
  const bracketed = /^(not\s+)?\((.*)\)$/is.exec(trimmed)
  if (bracketed && splitOutside(trimmed.replace(/^not\s+/i, ''), /^(?!)/).length === 1 && closes(bracketed[2]!)) {
    const inner = parseEither(bracketed[2]!)
    return inner === null ? null : bracketed[1] ? { kind: 'not', part: inner } : inner
  }
  // "amount > 5 and < 10": the second says nothing about which column.
  if (elliptic.test(trimmed) && last?.kind === 'comparison') return parseOne(`${last.column} ${trimmed}`)
  return parseOne(trimmed)
}

/** Whether brackets inside close before they would open anew, so that the outer pair belongs together. */
function closes(inner: string): boolean {
  let depth = 0
  for (const letter of inner) {
    if (letter === '(') depth += 1
    if (letter === ')' && --depth < 0) return false
  }
  return depth === 0
}

function parseOne(said: string): Comparison | null {
  // German puts the verb last: "Status gleich Aktiv ist".
  const cut = said.replace(/\s+(?:ist|sind)$/i, '')
  const last = cut === said ? null : parseForms(cut)
  return last ?? parseForms(said)
}

function parseForms(clause: string): Comparison | null {
  for (const { pattern, operator, negated = false, inFront } of forms) {
    const match = pattern.exec(clause)
    if (!match || (inFront && looksCompared.test(` ${match[1]} `))) continue
    const values = match[2] === undefined ? [] : valuesOf(match[2], operator)
    if (values === null) continue
    return { kind: 'comparison', column: match[1]!.trim(), operator, negated, values }
  }
  return null
}

function valuesOf(said: string, operator: Operator): string[] | null {
  if (operator === 'between') {
    const parts = said.split('\u0001').map((part) => unquoted(part))
    return parts.length === 2 ? parts : null
  }
  const bare = said.trim().replace(/^\((.*)\)$/s, '$1')
  const items = oneValue.includes(operator) ? [bare] : bare.split(/\s*,\s*(?:or\s+|oder\s+)?/i)
  const values = items.filter((item) => item.trim() !== '')
  if (values.length === 0 || values.some((item) => looksCompared.test(` ${item} `))) return null
  return values.map((item) => unquoted(item.replace(/^(?:the (?:value|word|text)s?|either|exactly)\s+/i, '')))
}

/** Adds a further value to the comparison before it; false where it takes none. */
function extend(last: Condition | undefined, piece: string, joinedByAnd: boolean): boolean {
  if (last?.kind !== 'comparison' || oneValue.includes(last.operator) || ['empty', 'valid'].includes(last.operator))
    return false
  // "contains a and b" asks for both, which one comparison cannot; "is not a and b" forbids either.
  if (joinedByAnd && !last.negated) return false
  const values = valuesOf(piece.replace(/^(?:nor|not|nicht|noch)\s+/i, ''), last.operator)
  if (values === null) return false
  last.values.push(...values)
  return true
}

/** Parts between separators that stand in no bracket. */
function splitOutside(said: string, separator: RegExp): string[] {
  const parts: string[] = []
  let depth = 0
  let start = 0
  for (let at = 0; at < said.length; at++) {
    if (said[at] === '(') depth += 1
    else if (said[at] === ')') depth -= 1
    else if (depth === 0) {
      const match = separator.exec(said.slice(at))
      if (!match || match[0] === '') continue
      parts.push(said.slice(start, at))
      start = at + match[0].length
      at = start - 1
    }
  }
  parts.push(said.slice(start))
  return parts.map((part) => part.trim()).filter((part) => part !== '')
}
