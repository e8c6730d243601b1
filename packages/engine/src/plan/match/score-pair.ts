import type { Template, TemplateColumn } from '@godwit/contract'
import { addressFieldShare, addressShare } from '../convert/address.ts'
import type { Candidate } from './candidate.ts'
import { meets } from './expectation.ts'
import { fitOf, shareOf } from './fit.ts'
import { glossSimilarity } from './gloss.ts'
import { holdsNames } from './implied-part.ts'
import type { Intent } from './intent.ts'
import { matchOption } from './match-options.ts'
import { nameSimilarity, unitSimilarity } from './name-similarity.ts'
import { fold, isBlankName, type NameUnit, nameUnits } from './name-words.ts'
import { type ColumnContext, lonePair, type PairContext } from './pair-context.ts'
import { everyWord, type Rarity } from './rarity.ts'
import { likenessOf, overlapOf } from './value-likeness.ts'

/** How likely a source column is what a template column means, 0..1, and why in words. */
export type PairScore = {
  score: number
  name: number
  said: number
  fit: number
  /** What its values have in common with values that the template column is known to hold, -1..1. */
  alike: number
  why: string
}

/** What other templates call the key of this one in the same rows: `supplier` of products for the name of suppliers. */
export type Derived = { keys: ReadonlyMap<string, readonly string[]> }

type ScoreInput = {
  column: TemplateColumn
  intent: Intent
  template: Pick<Template, 'name'>
  candidate: Candidate
  /** Words that name the candidate's table: its name, the object that a slice of it holds. */
  tableWords: readonly string[]
  /** Set where the table's rows are of another object that names this one (jobs that name clients). */
  derived?: Derived
  /** What is known about the whole table and template; without it the pair is judged by itself. */
  context?: PairContext
}

/**
 * Name, description and values are three independent witnesses: what one of them says for the pair adds up, what the
 * values say against it takes away. Measured on header names alone a synonym scores about 0.85, the same word 0.92.
 */
export function scorePair(input: ScoreInput): PairScore {
  const { column, intent, template, candidate, tableWords, derived, context = lonePair } = input
  const about = context.of(column)
  const name = nameOf(input, context)
  const spelled = saidSimilarity(intent, candidate.label)
  const glossed = glossOf(about, candidate.label, [template.name, ...tableWords], context.rarity)
  const said = Math.max(spelled, glossed)
  const fit = namesWhole(intent, candidate) ? 1 : fitFor(intent, about, candidate)
  const alike = alikeness(about, candidate)
  // A description that spells out a source column of several words outweighs a lucky name.
  const named =
    spelled >= 1 ? 0.985 : 1 - (1 - (name === 1 ? 0.95 : 0.92 * name)) * (1 - Math.max(0.62 * spelled, 0.5 * glossed))
  // Values that fit make a likely name likelier; alone they never make a match, unless few columns hold such values.
  const keyed = column.unique && intent.target === 'code' && fit >= 0.95 && candidate.profile.is_key
  const rare = namesWhole(intent, candidate)
    ? 0.45
    : keyed
      ? 0.6
      : intent.target === 'option'
        ? 0.55
        : ['email', 'phone', 'host', 'url', 'code'].includes(intent.target)
          ? 0.42
          : 0.15
  const positive = Math.max(0, fit)
  let score =
    1 - (1 - named) * (1 - rare * positive * (intent.target === 'code' || intent.target === 'option' ? positive : 1))
  if (fit < 0) score *= 1 + 0.85 * fit
  // Values of a list are what is meant; a look in common with another column is a hint.
  const telling = about.samples?.listed ? 0.6 : 0.45
  score = alike > 0 ? 1 - (1 - score) * (1 - telling * alike) : score * (1 + 0.6 * alike)
  // In a table turned long, a date is in the headers, and what is counted or coded in the cells.
  if (candidate.role === 'period')
    score = intent.target === 'date' || intent.target === 'timestamp' ? Math.max(score, 0.75) : 0
  if (candidate.role === 'entry')
    score =
      ['integer', 'decimal', 'option'].includes(intent.target) && entryFits(intent, candidate)
        ? Math.max(score, 0.6)
        : 0
  // A part of an address is in the column that holds addresses, whatever that is called.
  if (
    score < 0.8 &&
    ((intent.part?.kind === 'address' && candidate.profile.max_length > 15 && addressShare(candidate.profile) >= 0.6) ||
      (intent.addressField !== undefined && addressFieldShare(candidate.profile, intent.addressField) >= 0.3))
  )
    score = 0.8
  if (column.unique && candidate.profile.distinct_count > 0) {
    const filled = candidate.profile.row_count * (1 - candidate.profile.empty_share)
    const uniqueness = candidate.profile.distinct_count / Math.max(1, filled)
    if (derived === undefined && uniqueness < 0.5) score *= 0.9
    // What is different in nearly every row names the rows, not another object that they share.
    if (derived !== undefined && uniqueness > 0.85) score *= 0.6
  }
  if (column.required && candidate.profile.empty_share > 0.6) score *= candidate.profile.kind === 'empty' ? 0.3 : 0.85
  // A column without a name is known by its values alone, where they can be nothing else.
  const nameless = isBlankName(candidate.label) && speaksForItself(column.name, intent, candidate, fit)
  if (nameless) score = Math.max(score, 0.6)
  // Where one of the names says nothing, values that look like values already there are all there is.
  if (alike > 0.2 && (isBlankName(candidate.label) || isBlankName(column.name))) score = Math.max(score, 0.75 * alike)
  return {
    score,
    name,
    said,
    fit,
    alike,
    why: explain(column.name, intent, candidate, { name, said, fit, alike, nameless }),
  }
}

function nameOf({ column, template, candidate, tableWords, derived }: ScoreInput, context: PairContext): number {
  const { rarity } = context
  const aliases = derived?.keys.get(column.name) ?? []
  const called = Math.max(
    0,
    ...aliases.map((alias) => labelSimilarity(alias, candidate.label, [], tableWords, everyWord)),
  )
  const own = labelSimilarity(column.name, candidate.label, [template.name], [...tableWords, template.name], rarity)
  const meaning = context.meaning(candidate.label)
  const meant =
    meaning === null ? 0 : 0.97 * nameSimilarity(column.name, meaning, [template.name], [...tableWords, template.name])
  return Math.max(
    own,
    meant,
    called,
    labelOfTable(column.name, candidate.label, tableWords),
    objectByName(column.name, template.name, candidate),
  )
}

/** How far the description speaks of the label; words that name the object itself are in every description. */
function glossOf(about: ColumnContext, label: string, objects: readonly string[], rarity: Rarity): number {
  if (about.gloss.length === 0) return 0
  const object = new Set(objects.flatMap((each) => nameUnits(each).map(({ text }) => text)))
  const weightOf = (unit: NameUnit) => unit.weight * rarity(unit.text) * (object.has(unit.text) ? 0.25 : 1)
  return glossSimilarity(nameUnits(label), about.gloss, weightOf)
}

/** Values as the rule wants them; for a column that says nothing of its values, as its name lets one expect. */
function fitFor(intent: Intent, { expected }: ColumnContext, { profile }: Candidate): number {
  if (intent.target !== 'text' || expected === null || intent.part !== undefined) return fitOf(intent, profile)
  return meets(expected, profile)
}

/** -1..1: values in common with known ones, or looks in common with a column that is there. */
function alikeness({ samples }: ColumnContext, { profile }: Candidate): number {
  if (samples === null) return 0
  const overlap = overlapOf(profile, samples)
  if (samples.listed) return overlap
  const look = likenessOf(profile, samples.profile)
  return look < 0 ? look : Math.max(look, overlap)
}

/** Values that hardly occur for another reason: addresses of any kind, and names of persons where a name is wanted. */
function speaksForItself(target: string, intent: Intent, { profile }: Candidate, fit: number): boolean {
  if (profile.kind_share < 0.9 || profile.distinct_count < 2) return false
  if (['email', 'phone', 'url', 'country'].includes(intent.target)) return fit >= 1
  const wanted = nameUnits(target).flatMap(({ concepts }) => concepts)
  return (
    intent.target === 'text' &&
    intent.part === undefined &&
    profile.kind === 'person_name' &&
    (wanted.includes('name') || wanted.includes('full name'))
  )
}

/** The name of a row of departments is a department: a bare label column stands for what its table holds. */
function labelOfTable(target: string, label: string, tableWords: readonly string[]): number {
  const units = nameUnits(label)
  if (units.length === 0 || !units.every(({ concepts }) => concepts.includes('name'))) return 0
  return 0.8 * Math.max(0, ...tableWords.map((word) => nameSimilarity(target, word)))
}

/** The other way round: the name of a customer stands in a column that is just called `Buyer`. */
function objectByName(target: string, template: string, { label, profile }: Candidate): number {
  if (['integer', 'decimal', 'money', 'id', 'date', 'timestamp', 'boolean', 'email', 'phone'].includes(profile.kind))
    return 0
  const wanted = nameUnits(target)
  if (wanted.length !== 1 || !wanted[0]!.concepts.includes('name') || nameUnits(label).length !== 1) return 0
  return 0.8 * nameSimilarity(template, label)
}

/** A word of a name is wanted, and these are whole names. */
const namesWhole = (intent: Intent, candidate: Candidate): boolean => holdsNames(intent, candidate)

/** Numbers for a number; for a list, codes of which most are its own (numbers may stand for one of its entries). */
function entryFits(intent: Intent, { profile }: Candidate): boolean {
  const isNumber = (value: string) => /^\d+([.,:]\d+)?\s*[a-z]{0,3}$/i.test(value.trim())
  if (intent.target !== 'option') return shareOf(profile, isNumber) >= 0.3
  const codes = { ...profile, top_values: profile.top_values.filter(({ value }) => !isNumber(value)) }
  const code = (value: string) => value.trim().replace(/\s*\/\s*2$/, '')
  return (
    codes.top_values.length > 0 &&
    shareOf(codes, (value) => matchOption(code(value), intent.options!, intent.optionWords) !== null) >= 0.6
  )
}

/** A dotted name is known by its last parts: `address.country` is a country before it is an address. */
function labelSimilarity(
  target: string,
  label: string,
  ofTarget: readonly string[],
  ofSource: readonly string[],
  rarity: Rarity,
): number {
  const parts = label.split(/\.|\[\d+\]/).filter((part) => part !== '')
  const whole = nameSimilarity(target, label, ofTarget, ofSource, rarity)
  if (parts.length < 2) return whole
  const last = nameSimilarity(target, parts.at(-1)!, ofTarget, ofSource, rarity)
  const lastTwo = nameSimilarity(target, parts.slice(-2).join(' '), ofTarget, ofSource, rarity)
  return Math.max(whole, last * 0.97, lastTwo)
}

/** How much of a source column's name stands in what the description says, 0..1. */
function saidSimilarity(intent: Intent, label: string): number {
  const own = nameUnits(label)
  if (own.length === 0) return 0
  let best = 0
  for (const phrase of [...intent.preferences, ...intent.phrases]) {
    if (fold(phrase) === fold(label)) return 1
    if (own.length >= 2 && ` ${fold(phrase)} `.includes(` ${fold(label)} `)) return 1
    const units = nameUnits(phrase)
    if (units.length === 0) continue
    const covered = own.reduce(
      (sum, unit) => sum + unit.weight * Math.max(0, ...units.map((other) => unitSimilarity(unit, other))),
      0,
    )
    const weight = own.reduce((sum, unit) => sum + unit.weight, 0)
    // A short name stands in many sentences by chance; several words of it in a row do not.
    const trust = Math.min(1, 0.45 + 0.3 * own.length) / Math.max(1, Math.log2(units.length + 1) / 1.6)
    best = Math.max(best, (covered / weight) ** 2 * trust)
  }
  return best
}

type Evidence = Pick<PairScore, 'name' | 'said' | 'fit' | 'alike'> & { nameless: boolean }

function explain(target: string, intent: Intent, candidate: Candidate, evidence: Evidence): string {
  const { name, said, fit, alike, nameless } = evidence
  const reasons: string[] = []
  if (name >= 0.99) reasons.push('its name is the same')
  else if (name >= 0.7) reasons.push(`its name means "${target}"`)
  else if (name >= 0.4) reasons.push(`its name is close to "${target}"`)
  if (said >= 0.4) reasons.push('the description speaks of it')
  if (alike >= 0.5) reasons.push('its values are like the ones that are known')
  const values = fit >= 0.7 ? valuesAre(intent, candidate) : null
  if (values !== null) reasons.push(`its values ${values}`)
  else if (nameless) reasons.push('its values are names of persons')
  if (reasons.length === 0) reasons.push('nothing else fits as well')
  return `Taken from "${candidate.label}": ${reasons.join(', ')}.`
}

/** What the values show, in words for somebody who knows the data and not the program; null where it is nothing. */
function valuesAre(intent: Intent, candidate: Candidate): string | null {
  if (namesWhole(intent, candidate)) return 'are whole names'
  switch (intent.target) {
    case 'email':
      return 'are email addresses'
    case 'phone':
      return 'are phone numbers'
    case 'url':
    case 'host':
      return 'are web addresses'
    case 'country':
      return 'are countries'
    case 'date':
    case 'timestamp':
      return 'are dates'
    case 'integer':
    case 'decimal':
      return 'are numbers'
    case 'boolean':
      return 'say yes or no'
    case 'option':
      return 'are in its list'
    case 'code':
      return 'have the form that it asks for'
    default:
      return null
  }
}
