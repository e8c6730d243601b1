import type { TemplateColumn } from '@godwit/contract'
import { type Duckdb, DuckdbError } from '../duckdb/index.ts'
import type { ErrorDetail } from '../errors.ts'
import { sql } from '../sql/quote.ts'
import { patternFault } from './pattern-place.ts'

/** Gives every pattern of strict rules to RE2 itself, and says of each that it refuses why and where. */
export async function checkPatterns(db: Duckdb, columns: readonly TemplateColumn[]): Promise<ErrorDetail[]> {
  const problems: ErrorDetail[] = []
  for (const [index, column] of columns.entries()) {
    if (typeof column.strictRule !== 'string') continue
    try {
      await db.rows(sql(`SELECT regexp_full_match('', ?)`), [column.strictRule])
    } catch (error) {
      if (!(error instanceof DuckdbError)) throw error
      const fault = patternFault(column.strictRule, error.message)
      const place = fault.index === null ? '' : ` at character ${fault.index + 1}`
      const near =
        fault.index === null ? '' : ` (${JSON.stringify(column.strictRule.slice(fault.index, fault.index + 20))})`
      problems.push({
        path: `columns.${index}.strictRule`,
        message: `RE2 refuses the pattern${place}${near}: ${fault.reason}`,
      })
    }
  }
  return problems
}
