import type { ColumnProfile, SemanticKind } from '@godwit/contract'
import type { Intent } from './intent.ts'
import { matchOption } from './match-options.ts'
import { compilePattern, isSpecific, readPieces } from './pattern.ts'

/** Rows whose value passes a test, as a share of the rows of the values looked at; placeholders are left out. */
export function shareOf(profile: ColumnProfile, test: (value: string) => boolean, most = 200): number {
  const placeholders = new Set(profile.placeholders)
  let rows = 0
  let passed = 0
  for (const { value, count } of profile.top_values.slice(0, most)) {
    if (placeholders.has(value)) continue
    rows += count
    if (test(value)) passed += count
  }
  return rows === 0 ? 0 : passed / rows
}

/**
 * How well the values of a column could become what a template column wants: 1 certainly, 0 nothing speaks for or
 * against, -1 impossible.
 */
export function fitOf(intent: Intent, profile: ColumnProfile): number {
  const { kind } = profile
  // It may well be the column that is meant; whatever holds something is better.
  if (kind === 'empty') return -0.3
  const is = (...kinds: SemanticKind[]) => kinds.includes(kind)
  switch (intent.target) {
    case 'email': {
      if (is('email')) return 1
      const share = shareOf(profile, (value) => /^\S+@\S+\.\S+$/.test(value.trim()))
      return share > 0.3 ? share : -0.9
    }
    case 'phone':
      return is('phone')
        ? 1
        : is('id', 'integer', 'text') && shareOf(profile, (value) => value.replace(/\D/g, '').length >= 7) > 0.5
          ? 0
          : -0.85
    case 'date':
    case 'timestamp': {
      if (is('date', 'timestamp'))
        return intent.target === 'timestamp' ? (is('timestamp') ? 1 : 0.6) : is('date') ? 1 : 0.9
      if (is('epoch')) return 0.8
      const read = profile.dates[0]?.fits ?? 0
      const filled = profile.row_count * (1 - profile.empty_share)
      return filled > 0 && read / filled > 0.5 ? 0.1 : -0.9
    }
    case 'integer':
    case 'decimal': {
      if (is('decimal', 'money', 'percentage')) return intent.target === 'decimal' ? 0.75 : 0.45
      if (is('integer')) return intent.target === 'integer' ? 0.7 : 0.5
      if (is('boolean')) return -0.5
      if (is('time')) return intent.target === 'decimal' ? 0.1 : -0.3
      const numeric = profile.numbers[0]
      if (numeric && numeric.fits > numeric.misfits && !is('id', 'phone', 'date')) return 0.2
      return -0.85
    }
    case 'boolean': {
      if (is('boolean')) return 0.75
      const options = intent.options ?? ['true', 'false']
      const share = shareOf(profile, (value) => matchOption(value, options, intent.optionWords) !== null)
      if (profile.distinct_count <= 12 && share > 0.5) return 0.7 * share
      return profile.distinct_count > 20 ? -0.6 : -0.3
    }
    case 'option': {
      const share = shareOf(profile, (value) => matchOption(value, intent.options!, intent.optionWords) !== null)
      if (share >= 0.3) return share * (profile.distinct_count === 1 ? 0.6 : 1)
      return profile.distinct_count > 60 ? -0.7 : -0.5
    }
    case 'code':
      return codeFit(intent.pattern!, profile, intent.stripPrefix ?? '')
    case 'url':
    case 'host':
      return is('url') ? 1 : shareOf(profile, (value) => /\w\.\w{2,}/.test(value)) > 0.6 && !is('email') ? 0.6 : -0.8
    case 'country':
      return is('country') ? 1 : is('text', 'enumeration', 'first_name', 'person_name', 'id') ? 0 : -0.8
    case 'currency':
      return shareOf(profile, (value) => /^[A-Za-z]{3}$/.test(value.trim())) > 0.8 ? 0.6 : -0.4
    case 'link':
      return 0
    case 'text':
      if (is('date', 'timestamp', 'epoch')) return -0.5
      if (is('boolean', 'percentage', 'money', 'decimal')) return -0.4
      if (is('json')) return -0.5
      if (is('integer')) return -0.2
      return 0
  }
}

/** Values that match as they are, in another case, as digits alone or put together anew from their digits. */
function codeFit(pattern: string, profile: ColumnProfile, prefix: string): number {
  const regex = compilePattern(pattern)
  if (regex === null) return 0
  const share = (convert: (value: string) => string) =>
    shareOf(profile, (value) =>
      regex.test(convert(value.trim().slice(value.trim().startsWith(prefix) ? prefix.length : 0))),
    )
  const asIs = Math.max(
    share((value) => value),
    share((value) => value.toUpperCase()),
    share((value) => value.toLowerCase()),
  )
  const strength = isSpecific(pattern) ? 1 : 0.4
  if (asIs >= 0.7) return asIs * strength
  if (share((value) => value.replace(/\D/g, '')) >= 0.5) return 0.5 * strength
  const pieces = readPieces(pattern)
  const groups = pieces?.filter((piece) => piece.kind === 'digits') ?? []
  if (groups.length === 1 && asIs + share(() => '') >= 0) {
    const wanted = groups[0]!.length
    const rebuilt = shareOf(profile, (value) => {
      const digits = value.replace(/\D/g, '')
      return digits.length > 0 && digits.length <= wanted && (asIs > 0 || digits.length === wanted)
    })
    if (rebuilt >= 0.7) return Math.max(0.35 * strength, asIs * strength)
  }
  return asIs >= 0.3 ? asIs * 0.5 : -0.6
}
