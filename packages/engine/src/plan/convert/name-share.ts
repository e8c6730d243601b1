import type { ColumnProfile } from '@godwit/contract'
import { splitName } from '../../values/index.ts'
import { shareOf } from '../match/fit.ts'

const wholes = new WeakMap<ColumnProfile, number>()
const written = /^[\p{L}\p{M}.,'’‘()"“” -]+$/u
const company = /\b(?:gmbh|ag|kg|ltd|limited|llc|inc|corp|plc|pty|sarl|sas|s\.?l|srl|b\.?v|n\.?v)\b\.?/iu

/** Two to seven words of letters, with a first and a last name, and most of them with capitals. */
function isWhole(value: string): boolean {
  const text = value.trim()
  if (!written.test(text) || company.test(text)) return false
  const words = text.split(/\s+/)
  if (words.length < 2 || words.length > 7 || words.filter((word) => /\p{Lu}/u.test(word)).length < 2) return false
  const { first, last } = splitName(text)
  return first !== null && last !== null
}

/** Share of the values that are names of people, also with titles, suffixes, or the family name first. */
export function wholeNameShare(profile: ColumnProfile): number {
  if (profile.kind === 'person_name') return 1
  if (!['text', 'enumeration', 'organisation', 'first_name'].includes(profile.kind)) return 0
  const known = wholes.get(profile)
  if (known !== undefined) return known
  const share = shareOf(profile, isWhole, 12) < 0.3 ? 0 : shareOf(profile, isWhole, 100)
  wholes.set(profile, share)
  return share
}

/** Share of the names that have a title. */
export const titledShare = (profile: ColumnProfile): number =>
  wholeNameShare(profile) < 0.6 ? 0 : shareOf(profile, (value) => splitName(value).title !== null, 100)
