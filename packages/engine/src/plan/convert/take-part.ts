import type { ColumnProfile } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import { parseAddress } from './address.ts'
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
  switch (part.kind) {
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
      return address === null
        ? null
        : { done: conversion(address.sql, [address.note], address.confidence), sql, profile, notes: [] }
    }
  }
}

function merged(profile: ColumnProfile, take: (value: string) => string): ColumnProfile['top_values'] {
  const counts = new Map<string, number>()
  for (const { value, count } of profile.top_values) {
    const part = take(value).trim()
    if (part !== '') counts.set(part, (counts.get(part) ?? 0) + count)
  }
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
}
