import type { Candidate } from '../match/candidate.ts'
import type { View } from '../shape/view.ts'
import type { Draft } from './draft.ts'

/** A column that determines another one does so in nearly all rows; the others are slips. */
const nearlyAlways = 0.95

/**
 * The columns of a view that tell the records of a draft apart: one that the template calls unique, one that determines
 * everything else that the draft reads, a key of the table, or else all that it reads. Empty where it reads nothing of
 * its own.
 */
export function naturalKey(draft: Draft, except: string): Candidate[] {
  const { view, template } = draft
  const mapped = template.columns.flatMap(({ name, unique }) => {
    const candidate = name === except ? undefined : draft.columns.get(name)?.assigned?.candidate
    const link = draft.intents.get(name)!.link !== null
    return candidate && candidate.ref === view.ref && !link ? [{ candidate, unique }] : []
  })
  const unique = mapped.find((column) => column.unique)
  if (unique) return [unique.candidate]
  const own = mapped.map(({ candidate }) => candidate).filter(names)
  const determining = own
    .filter((candidate) =>
      mapped.every(({ candidate: other }) => other === candidate || determines(view, candidate, other)),
    )
    .sort((a, b) => b.profile.distinct_count - a.profile.distinct_count)[0]
  if (determining) return [determining]
  const key = view.keys.find((columns) => columns.every((column) => own.some(({ label }) => label === column)))
  if (key) return key.map((column) => own.find(({ label }) => label === column)!)
  // What names people and firms is theirs, whatever slips the rest of a few rows hold.
  const naming = own.find(({ profile }) => profile.kind === 'email') ?? own.find(({ profile }) => profile.kind === 'id')
  if (naming) return [naming]
  return own.length > 0 ? own : mapped.map(({ candidate }) => candidate).slice(0, 3)
}

/** Kinds whose values name things: two records may well share an amount or a date. */
const names = ({ profile }: Candidate): boolean =>
  !['decimal', 'money', 'percentage', 'boolean', 'date', 'timestamp', 'time', 'json', 'empty'].includes(profile.kind)

const determines = (view: View, from: Candidate, to: Candidate): boolean =>
  to.profile.distinct_count <= 1 ||
  view.dependencies.some((each) => each.from === from.label && each.to === to.label && each.share >= nearlyAlways)
