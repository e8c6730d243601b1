import type { Template } from '@godwit/contract'
import { addressFieldShare } from '../convert/address.ts'
import { titledShare, wholeNameShare } from '../convert/name-share.ts'
import type { Candidate } from './candidate.ts'
import type { AddressField, Intent, Part } from './intent.ts'
import { nameUnits } from './name-words.ts'

const conceptsIn = (name: string): string[] => nameUnits(name).flatMap(({ concepts }) => concepts)

/**
 * Which part of a full name a column is that is called like one. Where the template has a place for middle names, first
 * and last name are what they are called; else first names are taken to be one word, and nothing is lost.
 */
export function impliedPart(name: string, template: Pick<Template, 'columns'>): Part | undefined {
  const concepts = conceptsIn(name)
  const others = template.columns.map((column) => conceptsIn(column.name))
  const has = (concept: string) => others.some((each) => each.includes(concept))
  const middle = has('middle name')
  if (concepts.includes('first name')) return middle ? { kind: 'name', field: 'first' } : { kind: 'first_word' }
  if (concepts.includes('last name')) return middle ? { kind: 'name', field: 'last' } : { kind: 'rest_words' }
  if (!has('first name') || !has('last name')) return undefined
  if (concepts.includes('middle name')) return { kind: 'name', field: 'middle' }
  if (concepts.includes('salutation')) return { kind: 'name', field: 'title' }
  if (/^(?:name[ _-]?)?suffix$/i.test(name)) return { kind: 'name', field: 'suffix' }
  return undefined
}

/** Which part of an address a column is called like, in a template that takes addresses apart. */
export function addressFieldOf(name: string, template: Pick<Template, 'columns'>): AddressField | undefined {
  const fields = new Set(template.columns.map((column) => calledField(column.name)))
  const own = calledField(name)
  if (own === undefined || !(fields.has('city') || fields.has('postcode')) || fields.size < 3) return undefined
  return own === 'street' && fields.has('number') ? 'street_name' : own
}

function calledField(name: string): AddressField | undefined {
  const concepts = conceptsIn(name)
  if (concepts.includes('email') || concepts.includes('phone')) return undefined
  if (concepts.includes('house number')) return 'number'
  if (concepts.includes('street')) return 'street'
  if (concepts.includes('postcode')) return 'postcode'
  if (concepts.includes('city')) return 'city'
  if (concepts.includes('state')) return 'state'
  if (concepts.includes('country')) return 'country'
  return /^(?:unit|apt|apartment|suite|flat)(?:[ _-]?(?:no|number))?$/i.test(name) ? 'unit' : undefined
}

/** Whether a column holds whole names to take the part from: by what it holds, or by that and what it is called. */
export function holdsNames({ part }: Intent, { label, profile }: Pick<Candidate, 'label' | 'profile'>): boolean {
  if (part?.kind !== 'first_word' && part?.kind !== 'rest_words' && part?.kind !== 'name') return false
  if (part.kind === 'name' && part.field === 'title') return titledShare(profile) >= 0.2
  if (profile.kind === 'person_name') return true
  return (
    wholeNameShare(profile) >= 0.8 && conceptsIn(label).some((concept) => /name|person|contact|employee/.test(concept))
  )
}

/** The part that is wanted of one source: an implied one only where the source holds whole names or addresses. */
export function intentFor(intent: Intent, { label, profile }: Candidate): Intent {
  if (intent.part === undefined && intent.addressField !== undefined)
    return addressFieldShare(profile, intent.addressField) > 0
      ? { ...intent, part: { kind: 'address', field: intent.addressField } }
      : intent
  if (!intent.impliedPart) return intent
  const partial = conceptsIn(label).some((concept) => concept === 'first name' || concept === 'last name')
  if (!partial && holdsNames(intent, { label, profile })) return intent
  const { part, impliedPart: implied, ...whole } = intent
  void part
  void implied
  return whole
}
