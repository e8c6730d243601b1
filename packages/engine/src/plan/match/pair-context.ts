import type { ColumnProfile, TemplateColumn } from '@godwit/contract'
import { profileValues } from '../shape/profile-values.ts'
import { type Expectation, expectationOf } from './expectation.ts'
import { type Gloss, readGlosses } from './gloss.ts'
import { meaningOf, recogniseExport } from './known-export.ts'
import { everyWord, type Rarity, readRarity } from './rarity.ts'
import { readSamples, type Samples } from './value-likeness.ts'

/** What is known about a template column besides its name and rule. */
export type ColumnContext = { gloss: Gloss; samples: Samples | null; expected: Expectation | null }

/** What is known about all pairs of a table and a template: which words tell, what descriptions and examples say. */
export type PairContext = {
  rarity: Rarity
  of: (column: TemplateColumn) => ColumnContext
  /** What a header of a known system's export means; null where the table is none, or the header says it itself. */
  meaning: (label: string) => string | null
}

const contexts = new WeakMap<readonly TemplateColumn[], ReadonlyMap<string, ColumnContext>>()
const single = new WeakMap<TemplateColumn, ColumnContext>()

/** The context of columns of a template, seen together; `samples` are columns whose values are there already. */
export function readContext(
  columns: readonly TemplateColumn[],
  labels: readonly string[],
  samples: ReadonlyMap<string, ColumnProfile> = new Map(),
): PairContext {
  const known = contexts.get(columns) ?? readColumns(columns)
  contexts.set(columns, known)
  const exported = recogniseExport(labels)
  return {
    meaning: (label) => (exported === null ? null : meaningOf(exported, label)),
    rarity: readRarity(
      labels,
      columns.map(({ name }) => name),
    ),
    of: (column) => {
      const own = known.get(column.name) ?? contextOf(column)
      const profile = samples.get(column.name)
      return profile ? { ...own, samples: samplesOf(profile, false) } : own
    },
  }
}

const read = new WeakMap<ColumnProfile, Samples>()

function samplesOf(profile: ColumnProfile, listed: boolean): Samples {
  const known = read.get(profile) ?? readSamples(profile, listed)
  read.set(profile, known)
  return known
}

/** A pair that is looked at by itself. */
export const lonePair: PairContext = { rarity: everyWord, of: contextOf, meaning: () => null }

function contextOf(column: TemplateColumn): ColumnContext {
  const known = single.get(column) ?? readColumns([column]).get(column.name)!
  single.set(column, known)
  return known
}

function readColumns(columns: readonly TemplateColumn[]): ReadonlyMap<string, ColumnContext> {
  const glosses = readGlosses(columns.map(({ description }) => description))
  return new Map(
    columns.map((column, at) => [
      column.name,
      {
        gloss: glosses[at]!,
        samples: exampleSamples(column),
        expected: column.type === null ? expectationOf(column.name, column.description) : null,
      },
    ]),
  )
}

/** The examples of a column, and the entries of its list: what values it may hold. */
function exampleSamples({ name, examples, strictRule }: TemplateColumn): Samples | null {
  const values = [...new Set([...examples, ...(Array.isArray(strictRule) ? strictRule : [])])]
  if (values.length === 0) return null
  const profile = profileValues({
    column: name,
    rowCount: values.length,
    values: values.map((value) => ({ value, count: 1 })),
  })
  return samplesOf(profile, true)
}
