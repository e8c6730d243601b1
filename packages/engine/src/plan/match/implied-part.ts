import type { Candidate } from './candidate.ts'
import type { Intent, Part } from './intent.ts'
import { nameUnits } from './name-words.ts'

/** Which word of a full name a column is that is called like one: first names are taken to be one word. */
export function impliedPart(name: string): Part | undefined {
  const concepts = nameUnits(name).flatMap(({ concepts: all }) => all)
  if (concepts.includes('first name')) return { kind: 'first_word' }
  if (concepts.includes('last name')) return { kind: 'rest_words' }
  return undefined
}

/** The part that is wanted of one source: an implied one only where the source holds whole names. */
export function intentFor(intent: Intent, { label, profile }: Candidate): Intent {
  if (!intent.impliedPart) return intent
  const concepts = nameUnits(label).flatMap(({ concepts: all }) => all)
  const partial = concepts.some((concept) => concept === 'first name' || concept === 'last name')
  if (!partial && profile.kind === 'person_name') return intent
  const { part, impliedPart: implied, ...whole } = intent
  void part
  void implied
  return whole
}
