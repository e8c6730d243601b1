import type { SheetSet } from '../sheet/index.ts'
import { selectSheetSet } from '../store/queries/select-sheet-set.ts'
import type { Queryable } from '../store/store.ts'

/** What a run has filled and the store still keeps. */
export async function readSheetSet(store: Queryable, runId: string): Promise<SheetSet | null> {
  return (await selectSheetSet(store, runId)) as SheetSet | null
}
