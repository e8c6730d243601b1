import type { Dedupe, RecipeColumn, RecipeJoin, Template } from '@godwit/contract'
import type { Assigned } from './assign-columns.ts'
import type { Conversion } from './convert/conversion.ts'
import type { Intent } from './intent.ts'
import type { View } from './view.ts'

/** A source column as a finished expression: `build` writes it for another name of the same input. */
export type DraftColumn = RecipeColumn & {
  assigned: Assigned | null
  conversion: Conversion | null
  build: (alias: string) => string
}

/** A sheet while it is planned. */
export type Draft = {
  template: Template
  intents: ReadonlyMap<string, Intent>
  view: View
  columns: Map<string, DraftColumn>
  joins: RecipeJoin[]
  drops: { when: string; reason: string }[]
  dropInvalid: string[]
  /** Grouping expressions: one sheet row for each value. */
  groupBy: string[] | null
  valueMaps: Record<string, Record<string, string | null>>
  dedupe: Dedupe | null
  /** Cells that a person should look at. */
  review: { column: string; when: string; message: string }[]
  notes: string[]
}
