import type { ColumnProfile } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import { givenAndFamily, splitName } from '../../values/index.ts'
import { fieldOfAddress, parseAddress } from './address.ts'
import { type Conversion, type ConvertInput, conversion } from './conversion.ts'

/**
 * The piece of the value that the description asks for. `done` is a finished conversion; else `sql` yields the piece,
 * to be converted further, with a profile of the pieces.
 */
export function takePart(
  input: ConvertInput,
): { done?: Conversion; sql: string; profile: ColumnProfile; notes: string[] } | null {
  const { intent, sql, profile } = input
  const { part } = intent
  if (part === undefined) return null
  const piece = (piecesSql: string, note: string, take: (value: string) => string) => ({
    sql: piecesSql,
    profile: { ...profile, top_values: merged(profile, take) },
    notes: [note],
  })
  const names = nameField(input)
  if (names !== null)
    return piece(
      `name_part(${sql}, ${text(names)})`,
      `the ${saidFields[names]}`,
      (value) => readField(value, names) ?? '',
    )
  switch (part.kind) {
    case 'name':
      return null
    case 'first_word':
      return piece(`first_word(${sql})`, 'first word', (value) => value.trim().split(/\s+/)[0] ?? '')
    case 'rest_words':
      return piece(`rest_words(${sql})`, 'all but the first word', (value) =>
        value.trim().split(/\s+/).slice(1).join(' '),
      )
    case 'last_word':
      return piece(`last_word(${sql})`, 'last word', (value) => value.trim().split(/\s+/).at(-1) ?? '')
    case 'before':
      return piece(
        `before(${sql}, ${text(part.separator)})`,
        `what stands before "${part.separator}"`,
        (value) => value.split(part.separator)[0]!,
      )
    case 'after':
      return piece(`after(${sql}, ${text(part.separator)})`, `what stands after "${part.separator}"`, (value) =>
        value.split(part.separator).slice(1).join(part.separator),
      )
    case 'first_of_list':
      return piece(
        `trim(regexp_extract(${sql}, '[^;,|/]+'))`,
        'the first of the list',
        (value) => /[^;,|/]+/.exec(value)?.[0] ?? '',
      )
    case 'address': {
      const address = parseAddress(input, part.field)
      // A list is matched by what the addresses say, whatever they call it.
      if (address !== null && intent.target === 'option' && !address.sql.includes("'region_code'"))
        return piece(address.sql, address.note, (value) => fieldOfAddress(value, part.field) ?? '')
      return address === null
        ? null
        : { done: conversion(address.sql, [address.note], address.confidence), sql, profile, notes: [] }
    }
  }
}

type NameField = 'title' | 'first' | 'middle' | 'last' | 'suffix' | 'given' | 'family'
const saidFields: Record<NameField, string> = {
  title: 'title in the name',
  first: 'first name in the name',
  middle: 'middle name in the name',
  last: 'last name in the name',
  suffix: 'suffix of the name',
  given: 'given name in the name',
  family: 'family name in the name',
}

function readField(value: string, field: NameField): string | null {
  return field === 'given' || field === 'family' ? givenAndFamily(value)[field] : splitName(value)[field]
}

/**
 * Which field of a person's name is wanted. Where a column is only called `first name`, names that are nothing but words
 * are cut at the first blank; titles, `Last, First` and capitals need more.
 */
function nameField({ intent, profile }: ConvertInput): NameField | null {
  const { part } = intent
  if (part?.kind === 'name') return part.field
  if (intent.impliedPart !== true || (part?.kind !== 'first_word' && part?.kind !== 'rest_words')) return null
  const plain = profile.top_values.slice(0, 200).every(({ value }) => {
    const words = value.trim().split(/\s+/)
    const { given, family } = givenAndFamily(value)
    return (given ?? '') === words[0] && (family ?? '') === words.slice(1).join(' ')
  })
  return plain ? null : part.kind === 'first_word' ? 'given' : 'family'
}

function merged(profile: ColumnProfile, take: (value: string) => string): ColumnProfile['top_values'] {
  const counts = new Map<string, number>()
  for (const { value, count } of profile.top_values) {
    const part = take(value).trim()
    if (part !== '') counts.set(part, (counts.get(part) ?? 0) + count)
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
}
