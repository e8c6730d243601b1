import type { ColumnProfile, LearnedColumn, LearnedTable, StagedTable, TableProfile, Template } from '@godwit/contract'
import { hashHeader } from './hash-header.ts'
import { isKnownText, type KnownWords, wordsOf } from './known-words.ts'

/** All that a template says: the account's own words. */
export const templateTexts = ({ name, slug, description, columns }: Template): string[] => [
  name,
  slug,
  description,
  ...columns.flatMap((column) => [
    column.name,
    column.description,
    ...column.examples,
    ...(Array.isArray(column.strictRule) ? column.strictRule : []),
    ...(column.linkRule ?? []).map(({ columnName }) => columnName),
  ]),
]

/** A staged table as it can be found again in another customer's files. */
export function learnTable(
  ref: string,
  table: StagedTable,
  profile: TableProfile | undefined,
  used: ReadonlySet<string>,
  known: KnownWords,
): LearnedTable {
  const columns = table.columns.filter(({ name }) => used.has(name))
  return {
    ref,
    hint: hintOf(table.name, known),
    columns: columns.map(({ name }) =>
      sketch(
        name,
        profile?.columns.find(({ column }) => column === name),
      ),
    ),
    others: table.columns.filter(({ name }) => !used.has(name)).map(({ name }) => hashHeader(name)),
  }
}

/** `Acme contacts 2024.csv` → `*contacts*`: what everybody calls such a table. */
function hintOf(name: string, known: KnownWords): string {
  const bare = name.replace(/\.(csv|tsv|txt|jsonl?|ndjson|parquet|xlsx?|xlsm|pdf|zip|gz)\b/gi, ' ')
  const words = wordsOf(bare.replace(/[^\p{L}]+/gu, ' ')).filter((word) => word.length > 2 && isKnownText(word, known))
  const kept = words
    .filter((word) => bare.toLowerCase().includes(word))
    .sort((a, b) => bare.toLowerCase().indexOf(a) - bare.toLowerCase().indexOf(b))
  return kept.length === 0 ? '*' : `*${kept.join('*')}*`
}

const tenth = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * 10) / 10

/** How a column's data looks: kinds, shapes and shares, never a value. */
export function sketch(name: string, profile: ColumnProfile | undefined): LearnedColumn {
  if (!profile) return { name, also: [], kind: 'text', patterns: [], filled: 1, distinct: 1, date_order: null }
  const filled = profile.row_count * (1 - profile.empty_share)
  return {
    name,
    also: [],
    kind: profile.kind,
    // only letters and digits are folded in shapes: other scripts and long ones stay out
    patterns: profile.patterns
      .map(({ pattern }) => pattern)
      .filter((pattern) => pattern.length <= 40 && /^[9Aa\s\p{P}\p{S}]*$/u.test(pattern))
      .slice(0, 3),
    filled: tenth(1 - profile.empty_share),
    distinct: filled === 0 ? 0 : tenth(profile.distinct_count / filled),
    date_order: profile.date_order,
  }
}
