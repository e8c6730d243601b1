import { text } from '../../sql/quote.ts'
import { readingOf } from '../convert/convert-date.ts'
import { escapePattern } from '../convert/raw-value.ts'
import type { Candidate } from '../match/candidate.ts'
import { shareOf } from '../match/fit.ts'
import { type PatternPiece, readPieces } from '../match/pattern.ts'
import type { View } from './view.ts'

/** Where keys are named inside free text: the column, and the SQL that takes a key out of it (empty where none is). */
export type TextLink = { candidate: Candidate; sql: string }

type TextLinkInput = {
  view: View
  /** RE2 source of the parent's key. */
  pattern: string
  /** What the template says about the column: other spellings of the key stand there. */
  description: string
  isDate: (candidate: Candidate) => boolean
}

/** A column of remarks is taken when at least this share of its values names a key in full. */
const leastNamed = 0.15

/**
 * Finds keys such as `INV-2023-0040` in a column of remarks, and in the other spellings that the description lists with
 * `yyyy` and `n` (`yyyy/n`, `inv n`); a spelling without the year takes it from the row's own date.
 */
export function findTextLink({ view, pattern, description, isDate }: TextLinkInput): TextLink | null {
  const pieces = readPieces(pattern)
  if (
    pieces === null ||
    !pieces.some(({ kind }) => kind === 'literal') ||
    !pieces.some(({ kind }) => kind === 'digits')
  )
    return null
  const full = pieces
    .map((piece) => (piece.kind === 'literal' ? escapePattern(piece.text) : `\\d{${piece.length}}`))
    .join('')
  const named = new RegExp(full, 'i')
  const best = view.candidates
    .map((candidate) => ({ candidate, share: shareOf(candidate.profile, (value) => named.test(value), 1000) }))
    .filter(({ share }) => share >= leastNamed)
    .sort((a, b) => b.share - a.share)[0]
  if (!best) return null
  const source = best.candidate.sql
  const upper = pieces.every((piece) => piece.kind === 'digits' || piece.text === piece.text.toUpperCase())
  const whole = `regexp_extract(${source}, ${text(`(?i)${full}`)})`
  const cases = [`WHEN regexp_matches(${source}, ${text(`(?i)${full}`)}) THEN ${upper ? `upper(${whole})` : whole}`]
  for (const spelling of otherSpellings(description)) {
    const made = spelled(spelling, pieces, source, yearOf(view, isDate))
    if (made) cases.push(made)
  }
  return { candidate: best.candidate, sql: `CASE ${cases.join(' ')} END` }
}

/** Texts of `yyyy`, `n` and words after "also written", in quotes or bare. */
function otherSpellings(description: string): string[] {
  const said = /\b(?:also|or) (?:written|spelled|given|named)(?: as)? ([^.;)]+)/i.exec(description)?.[1]
  if (!said) return []
  return [...said.matchAll(/["“]([^"”]*\bn+\b[^"”]*)["”]|((?:[A-Za-z]*[-/ ]?)?yyyy[-/. ]n+)/g)].map((match) =>
    (match[1] ?? match[2])!.trim(),
  )
}

/** One more spelling as a branch of the CASE: its numbers go into the key's groups of digits, zeros filled in. */
function spelled(
  spelling: string,
  pieces: readonly PatternPiece[],
  source: string,
  year: string | null,
): string | null {
  const groups = pieces.filter((piece) => piece.kind === 'digits')
  const hasYear = /yyyy/i.test(spelling)
  if (groups.length !== (hasYear || year !== null ? 2 : 1) || (groups.length === 2 && groups[0]!.length !== 4))
    return null
  const number = groups.at(-1)!.length
  const pattern = spelling
    .split(/(yyyy|\bn+\b|\s+|[A-Za-z]+)/i)
    .filter((part) => part !== '')
    .map((part) => {
      if (/^yyyy$/i.test(part)) return '((?:19|20)\\d{2})'
      if (/^n+$/.test(part)) return `(\\d{1,${number}})`
      if (/^\s+$/.test(part)) return '\\W*'
      // `inv` stands for invoice and the like.
      return /^[A-Za-z]+$/.test(part) ? `${escapePattern(part)}[a-z]*` : escapePattern(part)
    })
    .join('')
  const whole = text(`(?i)(?:^|[^\\w])${pattern}(?:\\D|$)`)
  const take = (group: number) => `regexp_extract(${source}, ${whole}, ${group})`
  let at = 0
  const parts = pieces.map((piece) => {
    if (piece.kind === 'literal') return text(piece.text)
    at += 1
    if (at === 1 && groups.length === 2) return hasYear ? take(1) : year!
    return `lpad(${take(hasYear && groups.length === 2 ? 2 : 1)}, ${piece.length}, '0')`
  })
  return `WHEN regexp_matches(${source}, ${whole}) THEN ${parts.join(' || ')}`
}

/** SQL of the year of the row's own date; null where it has none. */
function yearOf(view: View, isDate: (candidate: Candidate) => boolean): string | null {
  const date = view.candidates.find(isDate)
  if (!date) return null
  const { formats } = readingOf(date.profile, {})
  return formats.length === 0
    ? null
    : `CAST(year(parse_date(${date.sql}, [${formats.map((format) => text(format)).join(', ')}])) AS VARCHAR)`
}

/** Whether a candidate is a column of dates. */
export const isDateColumn = ({ profile }: Candidate): boolean => ['date', 'timestamp'].includes(profile.kind)
