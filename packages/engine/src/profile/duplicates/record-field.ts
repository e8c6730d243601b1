import type { ColumnMeaning, ColumnProfile, SemanticKind } from '@godwit/contract'
import { foldCode, foldText, foldWords } from './similarity/fold-text.ts'

/**
 * How the values of a field are compared: `code` character by character (numbers, phones, e-mails), `date` the same with
 * day and month exchanged, `number` by their distance, `name` word by word, `text` by the rare words
 * they share, `designation` by the model and part numbers they share.
 */
export type Comparison = 'code' | 'date' | 'number' | 'name' | 'text' | 'designation'

/** One column of all records, ready to be compared. */
export type RecordField = {
  name: string
  kind: SemanticKind
  meaning: ColumnMeaning | null
  comparison: Comparison
  /** Folded values; null where the cell is empty or stands for nothing. */
  values: readonly (string | null)[]
  /** In how many records each value stands. */
  counts: ReadonlyMap<string, number>
}

/** Longer texts are compared by their beginning. */
export const comparedLength = 400
/** From this many words on a value is a text. */
const wordsOfText = 6

const codeKinds = ['id', 'integer', 'email', 'phone', 'postcode', 'url', 'time']
const dateKinds = ['date', 'timestamp', 'epoch']
const numberKinds = ['decimal', 'money', 'percentage']

/** Whether a column can tell two records apart or show that they are one. A running number of the rows says neither. */
export function tellsRecords(column: ColumnProfile): boolean {
  if (column.distinct_count < 2 || column.kind === 'empty' || column.kind === 'json') return false
  return !(column.is_key && (column.kind === 'id' || column.kind === 'integer' || column.kind === 'epoch'))
}

/** Folds the raw cells of a column: the first profile says what they are. */
export function readField(column: ColumnProfile, raw: readonly (string | null)[]): RecordField {
  const nothing = new Set(column.placeholders)
  const comparison = comparisonOf(column, raw)
  const fold = comparison === 'text' ? foldWords : comparison === 'name' ? foldText : foldCode
  const folded = new Map<string, string | null>()
  const counts = new Map<string, number>()
  const values = raw.map((cell) => {
    if (cell === null || nothing.has(cell)) return null
    let value = folded.get(cell)
    if (value === undefined) {
      value = comparison === 'number' ? readAmount(cell) : fold(cell) || null
      if (column.kind === 'phone') value = value?.replace(/^00|\D/g, '').replace(/^0+/, '') || null
      folded.set(cell, value)
    }
    if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1)
    return value
  })
  return { name: column.column, kind: column.kind, meaning: column.meaning, comparison, values, counts }
}

function comparisonOf(column: ColumnProfile, raw: readonly (string | null)[]): Comparison {
  if (dateKinds.includes(column.kind)) return 'date'
  if (codeKinds.includes(column.kind)) return 'code'
  if (numberKinds.includes(column.kind)) return 'number'
  const filled = raw.filter((cell) => cell !== null).slice(0, 1000)
  const words = filled.reduce((sum, cell) => sum + foldText(cell).split(' ').length, 0)
  return words > filled.length * wordsOfText ? 'text' : 'name'
}

/** The digits of an amount with one decimal point, as text; null when it holds none. */
function readAmount(cell: string): string | null {
  const bare = cell.replace(/[^\d.,-]/g, '')
  const plain = /,\d{1,2}$/.test(bare) ? bare.replaceAll('.', '').replace(',', '.') : bare.replaceAll(',', '')
  return plain !== '' && Number.isFinite(Number(plain)) ? String(Number(plain)) : null
}

const placesAndLists: readonly (ColumnMeaning | null)[] = [
  'country',
  'region',
  'city',
  'postcode',
  'street',
  'language',
  'currency',
]

/** Whether a field holds names of the records rather than something that many of them share: few values repeat. */
export function namesRecords({ kind, meaning, comparison, values, counts }: RecordField): boolean {
  if (comparison !== 'name' && comparison !== 'text') return false
  if (kind === 'street' || kind === 'enumeration' || placesAndLists.includes(meaning)) return false
  return counts.size >= 0.25 * values.filter((value) => value !== null).length
}

/** Whether a field is a part of the name of a person or an organisation, however often its values repeat. */
export const isPartOfName = ({ meaning, comparison }: RecordField): boolean =>
  comparison === 'name' && meaning !== null && !placesAndLists.includes(meaning)
