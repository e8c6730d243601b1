import type { ColumnProfile, SemanticKind } from '@godwit/contract'
import { nameUnits, nameWords } from './name-words.ts'

/** What sort of values a name or a description lets one expect where no type is given. */
export type Expectation = 'moment' | 'flag' | 'identifier' | 'number' | 'url' | 'email' | 'text'

const byConcept: Readonly<Record<string, Expectation>> = {
  timestamp: 'moment',
  date: 'moment',
  created: 'moment',
  updated: 'moment',
  birthday: 'moment',
  flag: 'flag',
  id: 'identifier',
  'record id': 'identifier',
  number: 'identifier',
  'order number': 'identifier',
  'invoice number': 'identifier',
  sku: 'identifier',
  url: 'url',
  website: 'url',
  email: 'email',
  count: 'number',
  quantity: 'number',
  amount: 'number',
  total: 'number',
  price: 'number',
  'unit price': 'number',
  'cost price': 'number',
  'sale price': 'number',
  salary: 'number',
  weight: 'number',
  height: 'number',
  width: 'number',
  length: 'number',
  size: 'number',
  dimension: 'number',
  percent: 'number',
  age: 'number',
  year: 'number',
  'body mass index': 'number',
  'pack years': 'number',
  'days to': 'number',
  rating: 'number',
  latitude: 'number',
  longitude: 'number',
  content: 'text',
  message: 'text',
  summary: 'text',
  description: 'text',
  note: 'text',
  title: 'text',
  name: 'text',
  'full name': 'text',
  'first name': 'text',
  'last name': 'text',
  label: 'text',
  author: 'text',
}

/** Openings of descriptions, in the languages that templates are written in. */
const bySaying: readonly [RegExp, Expectation][] = [
  [
    /^(boolean|bool|whether|true|false|flag|yes\/no|indicates? (whether|if)|(an? )?indicator (describing|of) whether|if |ob |wahr|gibt an,? ob|indique si|booleen|booleano|indica si|indica se|geeft aan of)/i,
    'flag',
  ],
  [/\b(yes\/no|true\/false|ja\/nein|oui\/non|s[ií]\/no|ja\/nee|sim\/n[aã]o)\b/i, 'flag'],
  [/^(the |a )?(time|date)? ?(interval|period|days|hours|months|years|time) (from|between|in|of|for|to)\b/i, 'number'],
  [
    /^(the |an? |unix )*(timestamp|date|day|time|datetime|moment|datum|zeitpunkt|zeitstempel|date|fecha|data|tijdstip|heure)\b(?! of birth place)/i,
    'moment',
  ],
  [
    /^(the )?(number|count|amount|quantity|total|average|percentage|percent|sum|numeric|numerical|anzahl|summe|betrag|hoehe|h[oö]he|nombre|montant|n[uú]mero de|cantidad|importe|aantal|bedrag|quantidade|valor total|quantit[aà])\b/i,
    'number',
  ],
  [/\b(calculated number|numerical (quantity|measurement|value)|numeric (computed )?value)\b/i, 'number'],
  [/^(the )?(url|uri|link|web address|adresse web|enlace|webadresse)\b/i, 'url'],
  [/^(the )?(e-?mail)\b/i, 'email'],
  [
    /^(the )?(unique )?(id|identifier|key|primary key|foreign key|kennung|identifiant|identificador|sleutel)\b/i,
    'identifier',
  ],
]

/** What a template column without a type can be expected to hold; null where nothing says so. */
export function expectationOf(name: string, description: string): Expectation | null {
  const words = nameWords(name)
  if (words.length > 1 && (/^(is|has|was|are|can|ist|hat|est|es)$/.test(words[0]!) || words[1] === 'is')) return 'flag'
  const said = bySaying.find(([pattern]) => pattern.test(description.trim()))?.[1]
  if (said !== undefined) return said
  const last = words.at(-1) ?? ''
  if (words.length > 1 && /^(at|on|am|le|el|em|op)$/.test(last)) return 'moment'
  // The last piece names the thing in most languages, the first in the others.
  const units = nameUnits(name)
  for (const unit of [units.at(-1), units[0]]) {
    for (const concept of unit?.concepts ?? []) if (byConcept[concept] !== undefined) return byConcept[concept]!
  }
  return null
}

const numbers: readonly SemanticKind[] = ['integer', 'decimal', 'money', 'percentage']

const table: Readonly<Record<Expectation, Partial<Record<SemanticKind, number>>>> = {
  moment: { date: 0.9, timestamp: 0.9, epoch: 0.8, time: 0.1, integer: -0.2, text: -0.3, id: -0.3 },
  flag: { boolean: 0.8, enumeration: 0, integer: -0.2, text: -0.3, id: -0.5 },
  identifier: {
    id: 0.3,
    integer: 0.3,
    text: 0,
    enumeration: -0.1,
    phone: 0,
    epoch: 0,
    person_name: -0.6,
    organisation: -0.4,
  },
  number: {
    integer: 0.5,
    decimal: 0.5,
    money: 0.6,
    percentage: 0.5,
    enumeration: -0.4,
    epoch: 0,
    id: -0.2,
    text: -0.4,
  },
  url: { url: 0.9, text: -0.2, id: -0.3 },
  email: { email: 0.9, text: -0.2, id: -0.2, json: 0 },
  text: {
    integer: -0.3,
    id: -0.1,
    enumeration: 0,
    url: -0.4,
    email: -0.3,
    decimal: -0.4,
    money: -0.5,
    percentage: -0.4,
    phone: -0.3,
  },
}
const textual: readonly SemanticKind[] = [
  'text',
  'person_name',
  'first_name',
  'last_name',
  'organisation',
  'street',
  'city',
  'country',
  'enumeration',
]

/** How well values meet what is expected: 1 as expected, 0 no matter, -1 never. */
export function meets(expected: Expectation, { kind }: Pick<ColumnProfile, 'kind'>): number {
  if (kind === 'empty') return -0.1
  const known = table[expected][kind]
  if (known !== undefined) return known
  if (expected === 'text') return textual.includes(kind) ? 0.1 : -0.6
  if (textual.includes(kind)) return table[expected].text ?? -0.3
  return expected === 'identifier' ? (numbers.includes(kind) ? -0.3 : -0.6) : -0.7
}
