import type { Template } from '@godwit/contract'
import type { Assigned } from './assign-columns.ts'
import type { Candidate } from './candidate.ts'
import type { Intent, Target } from './intent.ts'
import { nameSimilarity } from './name-similarity.ts'
import { isBlankName, nameUnits } from './name-words.ts'
import { scorePair } from './score-pair.ts'

type EliminateInput = {
  template: Template
  intents: ReadonlyMap<string, Intent>
  /** The table's own columns. */
  candidates: readonly Candidate[]
  tableWords: readonly string[]
  assigned: ReadonlyMap<string, Assigned>
  /** Columns that take no source, or about which a person has decided. */
  except: ReadonlySet<string>
}

type Sort = {
  targets: readonly Target[]
  kinds: readonly Candidate['profile']['kind'][]
  words: string
  /** Such values are nothing else, whatever the rest of the table is. */
  plain?: boolean
}

/** What sorts of values are told apart without doubt, and how a person calls them. */
const sorts: readonly Sort[] = [
  { targets: ['date', 'timestamp'], kinds: ['date', 'timestamp'], words: 'dates' },
  { targets: ['email'], kinds: ['email'], words: 'email addresses', plain: true },
  { targets: ['phone'], kinds: ['phone'], words: 'phone numbers', plain: true },
  { targets: ['url', 'host'], kinds: ['url'], words: 'web addresses' },
  { targets: ['country'], kinds: ['country'], words: 'countries' },
  { targets: ['boolean'], kinds: ['boolean'], words: 'a yes or no' },
  { targets: ['decimal'], kinds: ['decimal', 'money'], words: 'amounts' },
  { targets: ['integer'], kinds: ['integer'], words: 'whole numbers' },
]

/** Sure enough to fill the column, unsure enough to be shown as worth a look. */
const confidence = 0.5
/** Guessing by what is left is only sound where the rest of the template has been recognised. */
const leastRecognised = 0.5

/**
 * Sources found by what is left: one template column that wants dates (or emails, amounts …) and one source column that
 * holds such values, where neither name says that it is something else.
 */
export function eliminate(input: EliminateInput): Map<string, Assigned> {
  const { template, intents, candidates, assigned, except } = input
  const found = new Map<string, Assigned>()
  const objects = new Set(
    [template.name, ...input.tableWords].flatMap((name) => nameUnits(name).flatMap(({ concepts }) => concepts)),
  )
  const asking = template.columns.filter(({ name }) => !except.has(name))
  const recognised = (assigned.size >= 2 || asking.length <= 2) && assigned.size >= leastRecognised * asking.length
  const used = new Set([...assigned.values()].map(({ candidate }) => candidate.label))
  for (const { targets, kinds, words, plain = false } of sorts) {
    if (!recognised && !plain) continue
    const wanting = asking.filter(
      ({ name }) =>
        targets.includes(intents.get(name)!.target) && !assigned.has(name) && !isSpecial(intents.get(name)!),
    )
    const free = candidates.filter(
      ({ label, column, role, profile }) =>
        label === column && role === undefined && !used.has(label) && kinds.includes(profile.kind),
    )
    const [column, candidate] = [wanting[0], free[0]]
    if (wanting.length !== 1 || free.length !== 1 || !column || !candidate) continue
    if (!mayMean(column.name, candidate.label, plain, objects)) continue
    const intent = intents.get(column.name)!
    const score = scorePair({ column, intent, template, candidate, tableWords: input.tableWords })
    found.set(column.name, {
      candidate,
      score: {
        ...score,
        score: confidence,
        why: `Taken from "${candidate.label}" by elimination: it is the only column left that holds ${words}, and "${column.name}" is the only one left that wants them. Their names do not say so: worth a look.`,
      },
      confidence,
      rivals: [],
    })
  }
  return found
}

/** Columns that are described as something particular are not filled with what is left. */
const isSpecial = (intent: Intent): boolean =>
  intent.part !== undefined || intent.fromTable !== undefined || intent.preferences.length > 0

const general = new Set(['date', 'time', 'number', 'amount', 'total', 'type', 'name', 'id', 'code', 'status', 'active'])

/**
 * Whether one name may stand for the other: at least close, or neither is a word whose meaning is known. Values that are
 * `plain` speak for themselves unless both names are known to mean different things. What names the object itself
 * (`Gift Date` in gifts) does not say what the column is.
 */
function mayMean(target: string, label: string, plain: boolean, objects: ReadonlySet<string>): boolean {
  if (isBlankName(label) || nameSimilarity(target, label) >= 0.3) return true
  const known = (name: string) =>
    nameUnits(name).some(({ concepts }) => concepts.some((concept) => !general.has(concept) && !objects.has(concept)))
  return plain ? !(known(target) && known(label)) : !known(target) && !known(label)
}
