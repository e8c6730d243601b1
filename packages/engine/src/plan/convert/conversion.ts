import type { ColumnProfile, TemplateColumn } from '@godwit/contract'
import type { Candidate } from '../match/candidate.ts'
import type { Intent } from '../match/intent.ts'

/** What people have decided about a column, or nothing yet. */
export type Choices = {
  dateOrder?: 'day_first' | 'month_first'
  /** ISO code of the country of phone numbers without a country code; null to leave them as they are. */
  phoneRegion?: string | null
  /** Raw value (trimmed, lower-cased) → entry of the list, null to empty it, or to drop its rows. */
  values?: ReadonlyMap<string, string | null | { drop: true }>
}

/** Something that only a person can decide before the column can be converted well. */
export type OpenPoint =
  | { kind: 'date_order'; rows: number; samples: string[] }
  | { kind: 'phone_region'; rows: number; samples: string[]; likely: string[] }
  | { kind: 'unmatched_values'; values: { value: string; count: number }[] }

/** A source value on its way to a template column. */
export type Conversion = {
  sql: string
  /** Sentences about what is done to the value. */
  notes: string[]
  /** 0..1: how sure the conversion is, apart from the choice of the source. */
  confidence: number
  valueMap?: Record<string, string | null>
  open: OpenPoint[]
  /** Conditions under which a person wants the row left out. */
  drops: { when: string; reason: string }[]
  /** Conditions under which the cell should be looked at: something was lost or left out on purpose. */
  review: { when: string; message: string }[]
}

export type ConvertInput = {
  column: TemplateColumn
  intent: Intent
  /** SQL of the raw text. */
  sql: string
  profile: ColumnProfile
  /** Name for the value map, unique in its sheet. */
  mapName: string
  choices: Choices
  /** Other columns of the same rows, as evidence (which country a phone number is of). */
  siblings?: readonly Candidate[]
  /** The column that holds the country of the row, and its SQL. */
  country?: Candidate
  countrySql?: string
  /** The value is a cell of a plan (one column for each day), which may hold numbers and codes. */
  entry?: boolean
}

export const conversion = (sql: string, notes: string[] = [], confidence = 1): Conversion => ({
  sql,
  notes,
  confidence,
  open: [],
  drops: [],
  review: [],
})
