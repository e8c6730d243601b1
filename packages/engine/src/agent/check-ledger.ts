import { EngineError } from '../errors.ts'
import type { SheetSet } from '../sheet/index.ts'
import { list } from './say.ts'

/**
 * Proves that every staged row has become something: for each table, the rows that the source has (data rows and those
 * that staging set aside) are the ones that the ledger speaks of, and these add up. Independent of whoever filled the
 * sheets. @throws EngineError `ledger_unbalanced`: then nothing may be imported.
 */
export function checkLedger({ tables, coverage }: Pick<SheetSet, 'tables' | 'coverage'>): void {
  const wrong = tables.flatMap(({ name, row_count, excluded }) => {
    const covered = coverage.tables.find((table) => table.name === name)
    const inSource = row_count + excluded.reduce((sum, { rows }) => sum + rows, 0)
    if (!covered) return [`${name} (not accounted for)`]
    const accounted = covered.imported + covered.merged + covered.dropped.reduce((sum, { rows }) => sum + rows, 0)
    if (covered.rows === inSource && accounted === inSource) return []
    return [`${name} (${inSource} rows, ${accounted} accounted for)`]
  })
  if (wrong.length === 0 && coverage.balanced) return
  throw new EngineError(
    'ledger_unbalanced',
    `Not every source row is accounted for, so nothing was imported. Tables concerned: ${list(wrong) || 'unknown'}. This is a fault in Godwit or in the recipe: undo the last change of the recipe, and please report it.`,
  )
}
