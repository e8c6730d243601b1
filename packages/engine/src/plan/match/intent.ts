import type { LinkTarget } from '@godwit/contract'

/** What a template column wants its values to be. */
export type Target =
  | 'text'
  | 'integer'
  | 'decimal'
  | 'boolean'
  | 'date'
  | 'timestamp'
  | 'email'
  | 'phone'
  | 'url'
  | 'host'
  | 'country'
  | 'currency'
  | 'option'
  | 'link'
  | 'code'

/** Which piece of a source value is wanted. */
export type Part =
  | { kind: 'first_word' }
  | { kind: 'rest_words' }
  | { kind: 'last_word' }
  | { kind: 'before'; separator: string }
  | { kind: 'after'; separator: string }
  | { kind: 'first_of_list' }
  | { kind: 'address'; field: AddressField }
  | { kind: 'name'; field: 'title' | 'first' | 'middle' | 'last' | 'suffix' }

/** `street` is the whole line with the number, `street_name` the name alone. */
export type AddressField = 'street' | 'street_name' | 'number' | 'unit' | 'city' | 'state' | 'postcode' | 'country'

/**
 * A template column as it can be acted on: read from its name, type, rule and description. Fields that nothing was said
 * about are absent. Texts in quotes or after "empty for" are kept as written; words are lower-cased.
 */
export type Intent = {
  target: Target
  /** RE2 source of the strict rule, if it is a pattern. */
  pattern: string | null
  options: readonly string[] | null
  link: readonly LinkTarget[] | null
  decimals?: number
  /** strftime format of dates and timestamps. */
  format?: string
  utc?: boolean
  case?: 'upper' | 'lower' | 'title'
  /** Region of phone numbers without a country code. */
  region?: string
  /** Factor on the number: 0.01 where the source is in cents. */
  factor?: number
  /** Units that the source may carry, with their factor to the wanted unit. */
  units: readonly { unit: string; factor: number }[]
  /** Raw values that mean "nothing". */
  emptyWords: readonly string[]
  /** Source words that mean an option, as the description says: option → words. '' among the words is an empty cell. */
  optionWords: Readonly<Record<string, readonly string[]>>
  /** The option for everything that is not said to be another: "else false". */
  elseOption?: string
  part?: Part
  /** The part follows from the column's name alone: it holds for sources that write whole names. */
  impliedPart?: boolean
  /** The part of an address that it would be, where a source holds whole addresses. */
  addressField?: AddressField
  /** Text to take off the front ("without the leading #"). */
  stripPrefix?: string
  /** How several values are to be joined. */
  listSeparator?: string
  dateOrder?: 'day_first' | 'month_first'
  /** The value is a share of one, so that 80 % is 0.80. */
  shareOfOne?: boolean
  digitsOnly?: boolean
  keepAsIs?: boolean
  /** "Scientific notation has lost digits": such values are emptied, not repaired. */
  scientificIsLost?: boolean
  mostFrequentSpelling?: boolean
  /** "from any job of the client that has one", "most recent": which value of a group is taken. */
  ofGroup?: 'any' | 'last' | 'first'
  /** "Number of orders of the customer": counts rows (or distinct `of`) of the group. */
  count?: { of: string; where: { column: string; values: readonly string[] } | null }
  /** "Position in the order": counts from 1 within the parent. */
  position?: boolean
  /** "issue date plus the payment terms in days": a date and the days after it. */
  plusDays?: readonly [string, string]
  /** Words beside a number that give its sign: `CR = money in = positive`. Lower-cased. */
  signs?: { positive: readonly string[]; negative: readonly string[] }
  /** "quantity × unit price". */
  product?: readonly [string, string]
  /** Keep only the row with the greatest value of this phrase ("the latest Create Date"). */
  latestBy?: string
  rejectInvalid?: boolean
  /** Sources in order of preference, as phrases: "Mobile number if usable, otherwise the phone number". */
  preferences: readonly string[]
  /** Files in order of preference, as words: "in the order CRM, newsletter, event". */
  fileOrder?: readonly string[]
  /** "from the departments file": words that name the table. */
  fromTable?: string
  /** "Empty if that company is not in the companies export". */
  emptyIfUnlinked?: boolean
  /** Phrases of the description that may name source columns or say what the column means. */
  phrases: readonly string[]
  /** A list of source words joined by a separator ("Files the person occurs in, joined with +"). */
  listsSources?: { separator: string; words: readonly string[] }
  /** "true when the name carries the asterisk": a mark in a column named by the phrase. */
  mark?: { mark: string; phrase: string }
}
