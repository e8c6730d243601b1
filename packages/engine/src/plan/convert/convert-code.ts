import { text } from '../../sql/quote.ts'
import { shareOf } from '../match/fit.ts'
import { compilePattern, readPieces } from '../match/pattern.ts'
import { type Conversion, type ConvertInput, conversion } from './conversion.ts'
import { codeOf, codeWays } from './convert-place-code.ts'
import { escapePattern, withoutPlaceholders } from './raw-value.ts'

/** A value that must match a pattern: as it is, in another case, its digits, or put together from its digits. */
export function convertCode(input: ConvertInput): Conversion {
  const { intent, profile } = input
  const raw = withoutPlaceholders(input)
  const stripped = intent.stripPrefix
    ? `regexp_replace(${raw}, ${text(`^\\s*${escapePattern(intent.stripPrefix)}\\s*`)}, '')`
    : raw
  const regex = compilePattern(intent.pattern!)
  const lost = '(?i)^\\s*[+-]?\\d+([.,]\\d+)?e\\+?\\d+\\s*$'
  const lossy = intent.scientificIsLost === true
  const test = (convertText: (value: string) => string) =>
    regex === null
      ? 0
      : shareOf(
          profile,
          (value) => (lossy && /^\s*[+-]?\d+([.,]\d+)?e\+?\d+\s*$/i.test(value)) || regex.test(convertText(value)),
        )
  const clean = (value: string) => {
    const tidy = value.trim().replace(/\s+/g, ' ')
    return intent.stripPrefix && tidy.startsWith(intent.stripPrefix)
      ? tidy.slice(intent.stripPrefix.length).trim()
      : tidy
  }
  const digits = (value: string) => value.replace(/\D/g, '')
  const ways: { share: number; sql: string; notes: string[] }[] = [
    { share: test(clean), sql: `clean_text(${stripped})`, notes: [] },
    {
      share: test((value) => clean(value).toUpperCase()),
      sql: `upper(clean_text(${stripped}))`,
      notes: ['upper case'],
    },
    {
      share: test((value) => clean(value).toLowerCase()),
      sql: `lower(clean_text(${stripped}))`,
      notes: ['lower case'],
    },
  ]
  if (intent.keepAsIs !== true || intent.digitsOnly === true) {
    ways.push({ share: test((value) => digits(clean(value))), sql: `digits(${stripped})`, notes: ['digits only'] })
    ways.push(...rebuilt(input, stripped, test))
    for (const way of codeWays(input)) {
      // A code that is one already says nothing for names; and most of the values must be such things.
      const share = test((value) => codeOf(way, clean(value)))
      if (share > ways[1]!.share + 0.1) ways.push({ share, sql: way.sql(stripped), notes: [way.note] })
    }
  }
  const best = ways.reduce((a, b) => (b.share > a.share + 0.001 ? b : a))
  const notes = best.notes
  if (!lossy) return conversion(best.sql, notes, best.share >= 0.98 ? 1 : 0.6 + 0.4 * best.share)
  const result = conversion(
    `CASE WHEN regexp_matches(${raw}, ${text(lost)}) THEN NULL ELSE ${best.sql} END`,
    [...notes, 'a number in scientific notation has lost digits and is left empty'],
    0.95,
  )
  result.review.push({
    when: `regexp_matches(${raw}, ${text(lost)})`,
    message: 'In scientific notation digits are lost, so the cell was left empty',
  })
  return result
}

/** `cc4117` and `4151` for `^CC-\d{4}$`: the pattern's own letters around the value's digits, zeros filled in. */
function rebuilt(input: ConvertInput, sql: string, test: (convertText: (value: string) => string) => number) {
  const pieces = readPieces(input.intent.pattern!)
  const groups = pieces?.filter((piece) => piece.kind === 'digits') ?? []
  if (pieces === null || groups.length !== 1 || pieces.length < 2) return []
  const length = groups[0]!.length
  const build = (value: string) => {
    const own = value.replace(/\D/g, '')
    if (own === '' || own.length > length) return value
    return pieces.map((piece) => (piece.kind === 'literal' ? piece.text : own.padStart(length, '0'))).join('')
  }
  const parts = pieces.map((piece) =>
    piece.kind === 'literal' ? text(piece.text) : `lpad(digits(${sql}), ${length}, '0')`,
  )
  return [
    {
      share: test(build),
      // A value without digits, or with more than fit, stays as it is to be seen.
      sql: `CASE WHEN length(digits(${sql})) <= ${length} THEN ${parts.join(' || ')} ELSE clean_text(${sql}) END`,
      notes: [
        `written as ${pieces.map((piece) => (piece.kind === 'literal' ? piece.text : 'n'.repeat(piece.length))).join('')}`,
      ],
    },
  ]
}
