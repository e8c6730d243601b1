/**
 * What became of a staged row, as one BIGINT, so that a ledger of millions of rows is two narrow columns and the
 * outcome that counts is a plain minimum: imported before merged before dropped, then the earlier sheet.
 *
 * bits 60..61 the outcome, 48..59 the sheet, 0..47 the sheet row's `_id`, or the reason's position when dropped.
 */
export const outcomes = ['imported', 'merged', 'dropped', 'unused'] as const
export type OutcomeKind = (typeof outcomes)[number]

const sheetBits = 48n
const outcomeBits = 60n

/** The code without its lowest part. */
export const ledgerCode = (outcome: OutcomeKind, sheet: number, detail = 0): bigint =>
  (BigInt(outcomes.indexOf(outcome)) << outcomeBits) + (BigInt(sheet) << sheetBits) + BigInt(detail)

/** SQL that takes a code apart again. */
export const ledgerParts = (code: string) => ({
  outcome: `(${code} >> ${outcomeBits})`,
  sheet: `((${code} >> ${sheetBits}) & 4095)`,
  detail: `(${code} & ${(1n << sheetBits) - 1n})`,
})
