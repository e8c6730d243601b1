import { levelsOf } from './compare-values.ts'
import { isPartOfName, namesRecords, type RecordField } from './record-field.ts'
import type { WeighedPair } from './weigh-evidence.ts'

/** Which fields of records say what they are called, and which identify them; places in `fields`. */
export type Identity = {
  fields: readonly RecordField[]
  names: readonly number[]
  identifying: readonly number[]
  people: boolean
}

/** A field of which few values repeat names a thing as well as its name does. */
const identifyingShare = 0.3

export function readIdentity(fields: readonly RecordField[]): Identity {
  const named = nameFields(fields)
  const people = named.some((field) => isPartOfName(field) && field.meaning !== 'organisation')
  return {
    fields,
    names: named.map((field) => fields.indexOf(field)),
    identifying: fields.flatMap((field, at) => (identifies(field, people) ? [at] : [])),
    people,
  }
}

/** What names the rows: the parts of names where there are any, else what few rows share. */
function nameFields(fields: readonly RecordField[]): RecordField[] {
  const people = fields.filter((field) => isPartOfName(field) && field.meaning !== 'organisation')
  if (people.length > 0) return people
  const organisations = fields.filter(isPartOfName)
  return organisations.length > 0 ? organisations : fields.filter(namesRecords)
}

const isOwn = ({ counts, values }: RecordField, share: number): boolean =>
  counts.size >= share * values.filter((value) => value !== null).length

/** E-mails, phones, addresses, numbers given to one thing each; of people the birthday, too. */
function identifies(field: RecordField, people: boolean): boolean {
  if (field.comparison === 'code') {
    return !['time', 'url'].includes(field.kind) && field.meaning !== 'postcode' && isOwn(field, 0.5)
  }
  return (isStreet(field) || (people && isBirthday(field))) && isOwn(field, identifyingShare)
}

const isStreet = ({ kind, meaning }: RecordField): boolean => kind === 'street' || meaning === 'street'

const birthday = /birth|\bdob\b|geb(oren|urt|dat)|naissance|nacimiento|nascimento|nascita|geboorte/i
/** The day when a row was made says nothing about whom it is of. */
const isBirthday = ({ comparison, name }: RecordField): boolean =>
  comparison === 'date' && birthday.test(name.replaceAll('_', ' '))

/** What a family, or the tenants of a house, share. */
const isShared = (field: RecordField): boolean => field.kind === 'phone' || isStreet(field)

/**
 * Null where the names or everything that identifies disagrees. `sure` where nothing of it contradicts, and people have
 * the same name or share more than a household does: Daniel and Daniela may have one phone. What is called alike without
 * being a person or an organisation may be one of a series, and is never sure.
 */
export function judgePair(pair: WeighedPair, identity: Identity): { sure: boolean } | null {
  const { fields, names, identifying, people } = identity
  const { levels } = pair
  const compared = names.filter((at) => levels[at]! >= 0)
  if (compared.length === 0 || compared.some((at) => levels[at]! < 3)) return null
  const top = (at: number) => levelsOf[fields[at]!.comparison] - 1
  if (!identifying.some((at) => levels[at]! >= top(at) - (fields[at]!.comparison === 'code' ? 1 : 0))) return null
  const agreeing = identifying.filter((at) => levels[at] === top(at))
  const contradicted = identifying.some((at) => levels[at] === 0)
  if (contradicted || agreeing.length === 0 || !names.some((at) => isPartOfName(fields[at]!))) return { sure: false }
  if (!people) return { sure: compared.every((at) => levels[at]! >= 4) }
  return { sure: haveSameName(pair, identity) || agreeing.some((at) => !isShared(fields[at]!)) }
}

/** The same words, whatever their order and the columns that they stand in. */
function haveSameName({ a, b }: WeighedPair, { fields, names }: Identity): boolean {
  const words = (record: number) =>
    names
      .flatMap((at) => (fields[at]!.values[record] ?? '').split(' '))
      .filter((word) => word !== '')
      .sort()
      .join(' ')
  return words(a) === words(b)
}
