import type { SheetSet } from '../../sheet/index.ts'
import { checkLedger } from '../check-ledger.ts'
import { count, sayDone } from '../say.ts'
import { resultOf, type Step } from '../step.ts'

/** Proves that no source row is lost, before anything is published. */
export const reconcileLedger: Step = async (context) => {
  const set = resultOf<SheetSet>(context, 'transform')
  checkLedger(set)
  const rows = set.coverage.tables.reduce((sum, table) => sum + table.rows, 0)
  return {
    result: { rows },
    events: [sayDone('reconcile', `All ${count(rows, 'source row')} are accounted for.`)],
  }
}
