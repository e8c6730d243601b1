import { nameUnits } from '../match/name-words.ts'
import type { Conversion, ConvertInput } from './conversion.ts'

const scientific = /^\s*[+-]?\d+(?:[.,]\d+)?e\+?\d+\s*$/i
const pattern = String.raw`\s*[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+\s*`
const idConcepts = [
  'id',
  'code',
  'number',
  'reference',
  'sku',
  'ean',
  'isbn',
  'barcode',
  'gtin',
  'account number',
  'tax id',
  'iban',
]

/**
 * An identifier that a spreadsheet has turned into `1.23E+15` has lost its digits: it stays as it is and is pointed out,
 * never written out as if the zeros were known. Amounts in scientific notation are amounts.
 */
export function pointOutDamaged(input: ConvertInput, result: Conversion): Conversion {
  const { intent, profile, column, sql } = input
  if (intent.scientificIsLost || !profile.top_values.some(({ value }) => scientific.test(value))) return result
  const named = nameUnits(column.name).some(({ concepts }) => concepts.some((concept) => idConcepts.includes(concept)))
  const identifies = ['link', 'code'].includes(intent.target) || column.unique || named
  if (!identifies || !['text', 'link', 'code', 'integer'].includes(intent.target)) return result
  const when = `regexp_full_match(${sql}, '${pattern}')`
  const kept =
    intent.target === 'integer' ? `CASE WHEN ${when} THEN clean_text(${sql}) ELSE ${result.sql} END` : result.sql
  return {
    ...result,
    sql: kept,
    notes: [...result.notes, 'identifiers in scientific notation have lost digits and stay as they are'],
    review: [
      ...result.review,
      { when, message: 'Written in scientific notation: the last digits of this identifier are lost in the source' },
    ],
  }
}
