import type { ColumnProfile } from '@godwit/contract'
import type { Intent } from '../match/intent.ts'
import { matchOption } from '../match/match-options.ts'
import { nameUnits } from '../match/name-words.ts'
import { isKnownText, type KnownWords } from './known-words.ts'

/** Names of columns that sort records into a few classes, and of those that name somebody or something. */
const classifying = new Set(
  'status type category priority stage kind gender salutation language currency unit condition level class frequency'.split(
    ' ',
  ),
)
const identifying = new Set(
  'id number reference name first_name last_name full_name middle_name person contact customer company supplier employee user manager owner assignee email phone mobile address street city postcode location site url website note description comment title account department team project'
    .split(' ')
    .map((word) => word.replace('_', ' ')),
)

/**
 * Whether the values of a source column are words of its system (a status, a stage) rather than what one customer has
 * put in: a column of few values that is called like a class, not like a name, and whose values do not look like names,
 * addresses or numbers that identify.
 */
export function isVocabulary(label: string, target: string, profile: ColumnProfile): boolean {
  const says = (name: string) => nameUnits(name).flatMap(({ concepts }) => concepts)
  const own = says(label)
  if (own.some((concept) => identifying.has(concept)) && !own.some((concept) => classifying.has(concept))) return false
  if (profile.distinct_count > 60 || profile.distinct_count > profile.top_values.length) return false
  if (profile.kind === 'boolean') return true
  if (!['enumeration', 'text', 'first_name', 'person_name', 'id', 'integer'].includes(profile.kind)) return false
  return own.some((concept) => classifying.has(concept)) || says(target).some((concept) => classifying.has(concept))
}

/**
 * Whether one value is such a word: what the engine's own dictionary reads as an entry of the list, a single word, or
 * several words that everybody knows. Several words of which one is unknown may be somebody's name.
 */
export function isVocabularyWord(
  value: string,
  known: KnownWords,
  intent?: Pick<Intent, 'options' | 'optionWords'>,
): boolean {
  const word = value.trim()
  if (word === '') return true
  if (intent?.options && matchOption(word, intent.options, intent.optionWords) !== null) return true
  if (word.length > 40 || /@|\d{3,}|\/\/|www\./i.test(word)) return false
  return isKnownText(word, known) || /^[\p{L}][\p{L}\d+-]*$/u.test(word)
}
