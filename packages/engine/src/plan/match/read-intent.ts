import type { Template, TemplateColumn } from '@godwit/contract'
import { regionWords } from '../words/regions.ts'
import type { Intent, Part, Target } from './intent.ts'
import { conceptsOf, fold, nameWords } from './name-words.ts'
import { readDateFormat } from './read-date-format.ts'
import { readOptionWords } from './read-option-words.ts'

const numberWords: Record<string, number> = { no: 0, zero: 0, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6 }

/** Reads what a template column wants. What is not understood is left out, never guessed. */
export function readIntent(column: TemplateColumn, template: Pick<Template, 'name'>): Intent {
  const { description } = column
  const said = description.replace(/\s+/g, ' ').trim()
  const pattern = typeof column.strictRule === 'string' ? column.strictRule : null
  const options = Array.isArray(column.strictRule) ? column.strictRule : null
  const format = readDateFormat(said, pattern)
  const target = targetOf(column, said, pattern, options, format)
  const decimals = decimalsOf(said, pattern)
  const counted = countOf(said)
  const reading = options ? readOptionWords(said, options) : { words: {}, otherwise: undefined }
  const part = partOf(column, said, target)
  return {
    target,
    pattern,
    options,
    link: column.linkRule,
    ...(decimals === null ? {} : { decimals }),
    ...(format ? { format } : {}),
    ...(/\butc\b/i.test(said) ? { utc: true } : {}),
    ...caseOf(said),
    ...regionOf(said),
    ...(/\b(source|values?|amounts?)?\s*(is|are)?\s*(in|as) (euro )?(cents|pence|minor units)\b/i.test(said)
      ? { factor: 0.01 }
      : {}),
    ...(/\b(share|fraction|ratio)\b|\b1(\.0+)? = (full|100|all)/i.test(said) ||
    (pattern !== null && /^\^?\[01\]/.test(pattern))
      ? { shareOfOne: true }
      : {}),
    units: unitsOf(said),
    emptyWords: emptyWordsOf(said),
    optionWords: reading.words,
    ...(reading.otherwise === undefined ? {} : { elseOption: reading.otherwise }),
    ...(part ? { part } : {}),
    ...stripOf(said),
    ...listOf(said),
    ...(/\bday[- ]first\b|\bdd\/mm\b/i.test(said) ? { dateOrder: 'day_first' as const } : {}),
    ...(/\bmonth[- ]first\b|\bmm\/dd\b/i.test(said) ? { dateOrder: 'month_first' as const } : {}),
    ...(/\bdigits only\b|\bonly (the )?digits\b|\d+-digit\b/i.test(said) ? { digitsOnly: true } : {}),
    ...(/\b(exactly |just )?as (exported|written|in the (export|source|file)|is)\b|leading zeros/i.test(said)
      ? { keepAsIs: true }
      : {}),
    ...(/scientific notation/i.test(said) ? { scientificIsLost: true } : {}),
    ...(/most (frequent|common|usual|used) spelling|majority spelling/i.test(said)
      ? { mostFrequentSpelling: true }
      : {}),
    ...groupChoiceOf(said),
    ...(counted ? { count: counted } : {}),
    ...(/\bposition (in|within) the\b|\b1, 2, 3\b|\brunning number (in|within)\b/i.test(said)
      ? { position: true }
      : {}),
    ...productOf(said),
    ...plusDaysOf(said),
    ...signsOf(said),
    ...latestOf(said),
    ...(/\brows? without (a |an )?(valid )?.{2,30} (are|is|must be|will be) (rejected|dropped|skipped|left out|ignored|not imported)/i.test(
      said,
    )
      ? { rejectInvalid: true }
      : {}),
    preferences: preferencesOf(said),
    ...fileOrderOf(said),
    ...fromTableOf(said),
    ...(/\bempty (if|when|unless|where)\b.*\b(not in|unknown|missing|does not exist|in the)\b/i.test(said)
      ? { emptyIfUnlinked: true }
      : {}),
    ...listsSourcesOf(said),
    ...markOf(said),
    phrases: phrasesOf(said, template.name),
  }
}

function targetOf(
  column: TemplateColumn,
  said: string,
  pattern: string | null,
  options: readonly string[] | null,
  format: string | null,
): Target {
  if (column.desiredRule === 'link' || column.linkRule) return 'link'
  if (options) return isYesNo(options) ? 'boolean' : 'option'
  if (column.type && column.type !== 'text') return column.type
  if (format) return /%[HI]/.test(format) ? 'timestamp' : 'date'
  const words = new Set(nameWords(column.name))
  if (/\be\.?164\b/i.test(said)) return 'phone'
  if (/\biso 3166\b|\balpha-?2\b/i.test(said)) return 'country'
  if (/\bhost ?name\b|\bdomain( name)? only\b/i.test(said)) return 'host'
  if (pattern?.includes('@')) return 'email'
  if (pattern && /\^-?\??(\[01\]|\\d|\[0-9\])[+*{\d,}]*\\\.(\\d|\[0-9\])/.test(pattern)) return 'decimal'
  if (pattern && /^\^-\?(\\d|\[0-9\])\+\$?$/.test(pattern)) return 'integer'
  if (pattern && /^\^(\\d|\[0-9\])\+\$$/.test(pattern)) return 'integer'
  if (pattern) return 'code'
  const byConcept = nameWords(column.name).flatMap((word) => conceptsOf(word))
  if (byConcept.includes('email') && !/\bname\b/.test(column.name)) return 'email'
  if (/\b(two|three|\d) decimals\b/i.test(said)) return 'decimal'
  if (/\bwhole number\b/i.test(said)) return 'integer'
  if (words.has('phone') || words.has('mobile')) return 'phone'
  return 'text'
}

const isYesNo = (options: readonly string[]): boolean => {
  const set = options
    .map((option) => option.toLowerCase())
    .sort()
    .join('|')
  return (
    options.length === 2 && ['false|true', 'no|yes', 'n|y', '0|1', 'off|on', 'f|t', 'ja|nein', 'non|oui'].includes(set)
  )
}

function decimalsOf(said: string, pattern: string | null): number | null {
  const exact = pattern && /\\\.(?:\\d|\[0-9\])(?:\{(\d)\})?((?:\\d|\[0-9\])*)\$?$/.exec(pattern)
  if (exact) return exact[1] ? Number(exact[1]) : 1 + (exact[2]!.match(/\\d|\[0-9\]/g)?.length ?? 0)
  const worded = /\b(no|zero|one|two|three|four|five|six|\d) (decimals?|decimal places|digits after)\b/i.exec(said)
  return worded ? (numberWords[worded[1]!.toLowerCase()] ?? Number(worded[1])) : null
}

function caseOf(said: string): { case?: Intent['case'] } {
  if (/\blower[- ]?case\b/i.test(said)) return { case: 'lower' }
  if (/\bupper[- ]?case\b|\bin capitals\b/i.test(said)) return { case: 'upper' }
  if (/\btitle case\b|\bcapitalised\b/i.test(said)) return { case: 'title' }
  return {}
}

function regionOf(said: string): { region?: string } {
  const sentence =
    /(?:without|no) (?:a |the )?(?:country|international) (?:code|prefix)[^.;]*?\b(?:is|are|means?|counts? as|belongs? to|from)\b ([^.;,]+)/i.exec(
      said,
    )
  const candidates = [sentence?.[1], /\b(?:default )?(?:region|country)(?: is|:)? ([A-Z]{2})\b/.exec(said)?.[1]]
  for (const words of candidates) {
    if (!words) continue
    const folded = words.toLowerCase().trim()
    const known = Object.entries(regionWords).find(([word]) => new RegExp(`\\b${word}\\b`).test(folded))
    if (known) return { region: known[1] }
    if (/^[A-Z]{2}$/.test(words.trim())) return { region: words.trim() }
  }
  return {}
}

const weights: Record<string, number> = {
  g: 0.001,
  gram: 0.001,
  grams: 0.001,
  gramm: 0.001,
  kg: 1,
  t: 1000,
  mg: 0.000001,
  lb: 0.45359237,
  lbs: 0.45359237,
}
const lengths: Record<string, number> = { mm: 0.001, cm: 0.01, m: 1, km: 1000 }

/** "Weight in kg …; source values with the unit g are grams": every unit of the same measure converts. */
function unitsOf(said: string): Intent['units'] {
  const wanted = /\bin (kg|kilograms?|g|grams?|mm|cm|m|metres|meters|km|t|tonnes)\b/i.exec(said)?.[1]?.toLowerCase()
  if (!wanted) return []
  const name = wanted.startsWith('kilogram')
    ? 'kg'
    : wanted.startsWith('metre') || wanted.startsWith('meter')
      ? 'm'
      : wanted
  const table = name in weights ? weights : lengths
  const base = table[name]
  if (base === undefined) return []
  return Object.entries(table).map(([unit, factor]) => ({ unit, factor: Number((factor / base).toPrecision(12)) }))
}

/** `empty for "k.A."`, `empty when "on file"`, `0000-00-00 means empty`, `(TBA)`. */
function emptyWordsOf(said: string): string[] {
  const words: string[] = []
  for (const [, clause] of said.matchAll(
    /\b(?:empty|blank|null|nothing) (?:for|when|if|where|in case of|is)((?:[^.;"“”']|"[^"]*"|“[^”]*”|'[^']*'|\.(?=\S))*)/gi,
  )) {
    const quoted = [...clause!.matchAll(/"([^"]+)"|“([^”]+)”|'([^']+)'/g)].map(
      (match) => match[1] ?? match[2] ?? match[3]!,
    )
    const bracketed = [...clause!.matchAll(/\(([^()]{1,30})\)/g)].flatMap((match) => match[1]!.split(/,| or /))
    words.push(...quoted, ...bracketed)
  }
  for (const [, token] of said.matchAll(
    /(\S+) (?:means?|is|=|stands for) (?:empty|blank|unknown|nothing|no (?:value|date))\b/gi,
  )) {
    const bare = token!.replace(/^["“'(]|["”')]$/g, '')
    // "if the department is unknown" names no value; a value stands in quotes, holds a digit or is no word at all.
    if (bare !== token || /\d|^[A-Z]{2,}$|^\W+$/.test(bare)) words.push(bare)
  }
  return [...new Set(words.map((word) => word.trim()).filter((word) => word !== '' && word.length <= 30))]
}

const separatorOf = (spoken: string): string | null => {
  const quoted = /^["“']\s?(.*?)["”']$/.exec(spoken.trim())
  if (quoted) return spoken.trim().slice(1, -1)
  const named: Record<string, string> = {
    comma: ',',
    dash: '-',
    hyphen: '-',
    slash: '/',
    semicolon: ';',
    colon: ':',
    space: ' ',
    dot: '.',
    bracket: '(',
  }
  return named[spoken.trim().toLowerCase()] ?? null
}

function partOf(column: TemplateColumn, said: string, target: Target): Part | null {
  if (/^(the )?first word\b/i.test(said) || /\bfirst word of\b/i.test(said)) return { kind: 'first_word' }
  if (
    /\bwithout (its|the) first word\b|\b(all|everything) (but|except|after) (its|the) first word\b|\b(last|remaining|other) words\b|\brest of the (full )?name\b/i.test(
      said,
    )
  )
    return { kind: 'rest_words' }
  if (/\blast word\b/i.test(said)) return { kind: 'last_word' }
  const cut =
    /\b(before|after) the (?:first )?("[^"]+"|“[^”]+”|'[^']+'|comma|dash|hyphen|slash|semicolon|colon|space)(?=\W|$)/i.exec(
      said,
    )
  if (cut) {
    const separator = separatorOf(cut[2]!)
    if (separator !== null)
      return cut[1]!.toLowerCase() === 'before' ? { kind: 'before', separator } : { kind: 'after', separator }
  }
  if (/\bthe first (associated |listed )?[\w ]{2,30}(ids?|values?|entr(y|ies))\b/i.test(said) && target === 'link')
    return { kind: 'first_of_list' }
  if (/\baddress\b/i.test(said) || /^(street|suburb|city|state|postcode|zip)/i.test(column.name)) {
    const concepts = nameWords(column.name).flatMap((word) => conceptsOf(word))
    if (concepts.includes('postcode')) return { kind: 'address', field: 'postcode' }
    if (concepts.includes('state') && target === 'option') return { kind: 'address', field: 'state' }
    if (concepts.includes('street') && /\bpart\b|\baddress\b/i.test(said)) return { kind: 'address', field: 'street' }
    if (concepts.includes('suburb') || concepts.includes('city')) return { kind: 'address', field: 'city' }
  }
  return null
}

function stripOf(said: string): { stripPrefix?: string } {
  const match = /\bwithout (?:the|its) (?:leading|initial|preceding) ("[^"]+"|“[^”]+”|'[^']+'|\S+?)(?=[\s.,;]|$)/i.exec(
    said,
  )
  if (!match) return {}
  const mark = match[1]!.replace(/^["“']|["”']$/g, '')
  const named: Record<string, string> = { hash: '#', dash: '-', zeros: '', zeroes: '' }
  const prefix = named[mark.toLowerCase()] ?? mark
  return prefix === '' ? {} : { stripPrefix: prefix }
}

function listOf(said: string): { listSeparator?: string } {
  const match =
    /\b(?:separated|joined|divided|delimited) (?:by|with) ("[^"]+"|“[^”]+”|'[^']+'|commas?|semicolons?|a comma|a semicolon|a slash)/i.exec(
      said,
    )
  if (!match) return {}
  const spoken = match[1]!.replace(/^a /i, '').replace(/s$/i, '')
  const separator = separatorOf(spoken)
  return separator === null
    ? {}
    : { listSeparator: separator === ',' || separator === ';' ? `${separator} ` : separator }
}

function groupChoiceOf(said: string): { ofGroup?: Intent['ofGroup'] } {
  if (
    /\bmost recent\b|\bnewest\b|\blast (order|job|row|entry|record)\b|\blatest (order|job|row|entry|record)\b/i.test(
      said,
    )
  )
    return { ofGroup: 'last' }
  if (/\bfrom any\b|\bany (row|job|order|record)\b.*\bthat has\b/i.test(said)) return { ofGroup: 'any' }
  if (/\bearliest\b|\bfirst (order|job|row|entry|record)\b/i.test(said)) return { ofGroup: 'first' }
  return {}
}

/** "Number of orders of the customer in this export", "Number of event rows of the person with status A or B". */
function countOf(said: string): Intent['count'] | null {
  const match =
    /^(?:the )?(?:number|count) of (?:distinct |different )?([\w-]+(?: [\w-]+)?) (?:of|for|from|in|with|per)\b(.*)/i.exec(
      said,
    )
  if (!match) return null
  const filter = /\b(?:with|whose|where|of) (?:the )?(\w+)(?: is| are| =)? ([^.;]+)$/i.exec(
    match[2]!.replace(/\.$/, ''),
  )
  const values =
    filter && /\bor\b|,/.test(filter[2]!)
      ? filter[2]!.split(/\s*,\s*|\s+or\s+/).map((value) => value.replace(/^["“]|["”]$/g, '').trim())
      : []
  const withStatus = /\bwith (?:the )?(\w+) ([^.;]+)$/i.exec(match[2]!.replace(/\.$/, ''))
  if (withStatus) {
    const listed = withStatus[2]!
      .split(/\s*,\s*(?:or\s+)?|\s+or\s+/)
      .map((value) => value.replace(/^["“]|["”]$/g, '').trim())
    return { of: match[1]!, where: { column: withStatus[1]!, values: listed } }
  }
  return { of: match[1]!, where: values.length > 1 && filter ? { column: filter[1]!, values } : null }
}

function productOf(said: string): { product?: readonly [string, string] } {
  const match = /\b([\w ]{2,30}?) ?(?:×|\*|x|times|multiplied by) ?([\w ]{2,30}?)(?=[,.;]|$)/i.exec(said)
  if (!match || !/×|\*|\btimes\b|multiplied/.test(match[0])) return {}
  return { product: [match[1]!.trim(), match[2]!.trim()] }
}

/** "issue date plus the payment terms in days". */
function plusDaysOf(said: string): { plusDays?: readonly [string, string] } {
  const match = /\b(?:the )?([\w ]{2,30}?) (?:plus|\+) (?:the )?([\w ]{2,30}?)(?: in days| \(days\)| days)\b/i.exec(
    said,
  )
  return match ? { plusDays: [match[1]!.trim(), match[2]!.trim()] } : {}
}

/** "CR = money in = positive, DR = money out = negative", "brackets mean negative" is the library's own. */
function signsOf(said: string): { signs?: { positive: string[]; negative: string[] } } {
  const found = { positive: [] as string[], negative: [] as string[] }
  for (const [, word, sign] of said.matchAll(
    /\b([A-Za-z]{1,8})\s*(?:=|means|is|stands for)\s*(?:[\w ]{1,25}(?:=|,? i\.e\.)\s*)?(positive|negative)\b/gi,
  )) {
    found[sign!.toLowerCase() as 'positive' | 'negative'].push(word!.toLowerCase())
  }
  for (const kind of ['positive', 'negative'] as const)
    found[kind] = found[kind].filter((word) => !['in', 'out', 'brackets', 'sign', 'minus'].includes(word))
  return found.negative.length > 0 || found.positive.length > 0 ? { signs: found } : {}
}

function latestOf(said: string): { latestBy?: string } {
  const match =
    /\b(?:only |keep )(?:only )?(?:the )?(?:row|record|line|entry|one) with the (?:latest|newest|most recent|greatest|highest|largest) ([^.;,]+)/i.exec(
      said,
    )
  return match ? { latestBy: match[1]!.trim() } : {}
}

/** "Mobile number if usable, otherwise the phone number" names sources in the order they are tried. */
function preferencesOf(said: string): string[] {
  const match =
    /^([^.;]{3,60}?) (?:if|when|where) [^,.;]{2,40}, (?:otherwise|else|or else|if not) (?:the )?([^.;]{3,60})/i.exec(
      said,
    )
  if (match) return [match[1]!, match[2]!]
  const chain = /^([^.;,]{3,60}), (?:falling back to|or else|otherwise) (?:the )?([^.;]{3,60})/i.exec(said)
  return chain ? [chain[1]!, chain[2]!] : []
}

function fileOrderOf(said: string): { fileOrder?: readonly string[] } {
  const match = /\bin the order ([^.;]+)/i.exec(said)
  if (!match || /\bfile order\b/i.test(said)) return {}
  const words = match[1]!
    .split(/\s*(?:,|\+|>|→|\bthen\b|\band\b)\s*/)
    .map((word) => word.trim().toLowerCase())
    .filter((word) => /^[\w -]{2,30}$/.test(word))
  return words.length >= 2 ? { fileOrder: words } : {}
}

function fromTableOf(said: string): { fromTable?: string } {
  const match = /\b(?:from|in) (?:the |your )?([\w-]+) (?:file|export|table|list|sheet)\b/i.exec(said)
  const word = match?.[1]?.toLowerCase()
  return word && !['this', 'that', 'same', 'source', 'the', 'excel', 'csv'].includes(word) ? { fromTable: word } : {}
}

function listsSourcesOf(said: string): { listsSources?: { separator: string; words: readonly string[] } } {
  const match =
    /\b(?:files|lists|sources|tables|systems)\b.*\b(?:joined|separated) (?:with|by) (\S+) in the order ([\w+ ,|/;-]+)/i.exec(
      said,
    )
  if (!match) return {}
  const separator = separatorOf(match[1]!) ?? match[1]!.replace(/^["“']|["”']$/g, '')
  const words = match[2]!
    .split(/[+,|/;]|\s+/)
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== '')
  return words.length >= 2 ? { listsSources: { separator, words } } : {}
}

function markOf(said: string): { mark?: { mark: string; phrase: string } } {
  const match =
    /\b(?:true|yes) (?:when|if|where) (?:the )?([\w ]{2,30}?) (?:carries|has|ends with|contains|is marked with|bears|is followed by) (?:an? |the )?(asterisk|star|hash|plus|dagger|"[^"]+")/i.exec(
      said,
    )
  if (!match) return {}
  const named: Record<string, string> = { asterisk: '*', star: '*', hash: '#', plus: '+', dagger: '†' }
  return { mark: { mark: named[match[2]!.toLowerCase()] ?? match[2]!.replaceAll('"', ''), phrase: match[1]! } }
}

/** Nouns of the description that can name a source column: the text before the first explanation, and what is in brackets. */
function phrasesOf(said: string, templateName: string): string[] {
  const first = said.split(/[.;:]|, (?:empty|else|otherwise)|\bas (?:YYYY|in|exported|written)\b/)[0]!.trim()
  const brackets = [...said.matchAll(/\(([^()]{1,40})\)/g)]
    .map((match) => match[1]!)
    .filter((inner) => /^[\p{L}\p{N} ._-]+$/u.test(inner))
  const dotted = [...said.matchAll(/\b([a-z_]\w*(?:\.[a-z_]\w*)+)\b/g)]
    .map((match) => match[1]!)
    .filter((word) => !/\.(csv|txt|xlsx|json)$/.test(word))
  const whole =
    /\b(?:word|part|words|rest) of (?:the )?([\w ]{2,40})$/i.exec(first)?.[1] ??
    /^(?:the )?([\w ]{2,40}?) (?:without|before|after) (?:its|the)\b/i.exec(first)?.[1]
  return [first, ...(whole ? [whole] : []), ...brackets, ...dotted].filter(
    (phrase) => phrase.length > 1 && fold(phrase) !== fold(templateName),
  )
}
