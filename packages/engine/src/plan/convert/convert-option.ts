import { noWords, yesWords } from '../../profile/index.ts'
import { text } from '../../sql/quote.ts'
import { matchOption } from '../match/match-options.ts'
import { type Choices, type Conversion, type ConvertInput, conversion, type OpenPoint } from './conversion.ts'

/** A value of a strict list, by a map of what the source writes; what matches nothing is for a person to decide. */
export function convertOption(input: ConvertInput): Conversion {
  return throughMap(
    input,
    input.intent.options!,
    (value) => matchOption(value, input.intent.options!, input.intent.optionWords)?.option ?? null,
  )
}

/** One of the two words for yes and no. */
export function convertBoolean(input: ConvertInput): Conversion {
  const options = input.intent.options ?? ['true', 'false']
  const yes = options.find((option) => yesWords.has(option.toLowerCase())) ?? options[0]!
  const no = options.find((option) => option !== yes) ?? options[1]!
  return throughMap(
    { ...input, intent: { ...input.intent, elseOption: input.intent.elseOption ?? emptyMeansNo(input, no) } },
    options,
    (value) => {
      const said = matchOption(value, options, input.intent.optionWords)
      if (said?.how === 'description') return said.option
      const word = value.trim().toLowerCase()
      if (yesWords.has(word)) return yes
      if (noWords.has(word)) return no
      return said?.option ?? null
    },
  )
}

/** A required yes-or-no column whose source only marks the yes (`X` or nothing): nothing means no. */
function emptyMeansNo({ column, profile, intent }: ConvertInput, no: string): string | undefined {
  if (intent.elseOption !== undefined || !column.required || profile.empty_share === 0) return intent.elseOption
  const marks = profile.top_values.every(({ value }) => yesWords.has(value.trim().toLowerCase()))
  return marks ? no : undefined
}

function throughMap(
  input: ConvertInput,
  options: readonly string[],
  meaning: (value: string) => string | null,
): Conversion {
  const { intent, profile, sql, mapName, choices } = input
  const map: Record<string, string | null> = {}
  const unmatched = new Map<string, { value: string; count: number }>()
  const drops: string[] = []
  const empties = new Set([...intent.emptyWords, ...profile.placeholders].map((word) => word.trim().toLowerCase()))
  const emptyOption =
    Object.entries(intent.optionWords).find(([, words]) => words.includes(''))?.[0] ?? intent.elseOption
  for (const { value, count } of profile.top_values) {
    const word = value.trim()
    const key = word.toLowerCase()
    const decided = decision(choices, key)
    if (decided !== undefined) {
      if (typeof decided === 'object' && decided !== null) drops.push(word)
      else map[word] = decided
      continue
    }
    const option = meaning(word)
    if (option !== null) {
      if (option !== word) map[word] = option
    } else if (empties.has(key)) map[word] = null
    else if (intent.elseOption !== undefined) map[word] = intent.elseOption
    else {
      const known = unmatched.get(key)
      unmatched.set(key, { value: known?.value ?? word, count: (known?.count ?? 0) + count })
    }
  }
  const mapped = Object.keys(map).length === 0 ? `clean_text(${sql})` : `map_value(${sql}, ${text(mapName)})`
  const whole = emptyOption === undefined ? mapped : `coalesce(${mapped}, ${text(emptyOption)})`
  const notes = [`matched with the list ${options.slice(0, 6).join(', ')}${options.length > 6 ? ' …' : ''}`]
  if (emptyOption !== undefined) notes.push(`an empty cell is ${emptyOption}`)
  const result = conversion(whole, notes, unmatched.size === 0 ? 0.96 : 0.6)
  if (Object.keys(map).length > 0) result.valueMap = foldMap(map)
  if (unmatched.size > 0) result.open.push(openValues([...unmatched.values()]))
  for (const value of new Set(drops.map((word) => word.toLowerCase()))) {
    result.drops.push({
      when: `lower(trim(${sql})) = ${text(value)}`,
      reason: `"${value}" is not imported`.slice(0, 200),
    })
  }
  return result
}

const decision = (choices: Choices, key: string): string | null | { drop: true } | undefined => choices.values?.get(key)

const openValues = (values: { value: string; count: number }[]): OpenPoint => ({
  kind: 'unmatched_values',
  values: values.sort((a, b) => b.count - a.count),
})

/** Values that differ only in case or outer blanks are one entry, as map_value compares them. */
function foldMap(map: Readonly<Record<string, string | null>>): Record<string, string | null> {
  const seen = new Map<string, string>()
  const folded: Record<string, string | null> = {}
  for (const [value, option] of Object.entries(map)) {
    const key = value.toLowerCase()
    if (seen.has(key)) continue
    seen.set(key, value)
    folded[value] = option
  }
  return folded
}
