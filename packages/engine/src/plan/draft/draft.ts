import type { Dedupe, Inclusion, RecipeColumn, RecipeJoin, Template } from '@godwit/contract'
import type { Choices, Conversion } from '../convert/conversion.ts'
import type { Assigned } from '../match/assign-columns.ts'
import type { Intent } from '../match/intent.ts'
import type { Derived } from '../match/score-pair.ts'
import type { View } from '../shape/view.ts'

/** A source column as a finished expression: `build` writes it for another name of the same input. */
export type DraftColumn = RecipeColumn & {
  assigned: Assigned | null
  conversion: Conversion | null
  build: (alias: string) => string
  /** A key that the source does not have: `assigned` is then (the first of) what it is made of. */
  generated?: true
  /** For a key that is made of one column: the key of a record that another expression names. */
  generate?: (part: string) => string
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

/** What a sheet is planned from. */
export type DraftInput = {
  template: Template
  intents: ReadonlyMap<string, Intent>
  view: View
  views: readonly View[]
  inclusions: readonly Inclusion[]
  /** Sheets already drafted, by template slug: links read their keys. */
  drafts: ReadonlyMap<string, Draft>
  /** Set where other templates are filled from the same rows and name this one's records. */
  derived: Derived | null
  /** What people have decided, by template column. */
  choices: ReadonlyMap<string, Choices>
  chosen: ReadonlyMap<string, string | null>
}

/** A draft in which nothing has been decided but what it is filled from. */
export const emptyDraft = (of: Pick<Draft, 'template' | 'intents' | 'view'>): Draft => ({
  ...of,
  columns: new Map(),
  joins: [],
  drops: [],
  dropInvalid: [],
  groupBy: null,
  valueMaps: {},
  dedupe: null,
  review: [],
  notes: [],
})
