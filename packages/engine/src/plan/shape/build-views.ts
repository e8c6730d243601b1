import type { ColumnProfile, StagedTable, TableProfile, Template } from '@godwit/contract'
import { ident, sql, text } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { isAbout } from '../match/choose-views.ts'
import { nameSimilarity } from '../match/name-similarity.ts'
import { fold, nameUnits } from '../match/name-words.ts'
import { readIntents } from '../match/read-intents.ts'
import { findSections } from './find-sections.ts'
import { jsonLeaves } from './json-leaves.ts'
import { jsonViews } from './json-views.ts'
import { profileValues } from './profile-values.ts'
import { fillWrittenOnce, renamedOp, reshapedViews, sampleView } from './reshaped-views.ts'
import { stackViews } from './stack-views.ts'
import { unpivotView } from './unpivot-view.ts'
import { inputRefs, type Probe, type View } from './view.ts'

type BuildInput = {
  templates: readonly Template[]
  tables: readonly StagedTable[]
  profiles: readonly TableProfile[]
  probe: Probe
}

/** All views that templates can be filled from. */
export async function buildViews({ templates, tables, profiles, probe }: BuildInput): Promise<View[]> {
  const refs = inputRefs(tables)
  const views: View[] = []
  const taken = new Set(refs.values())
  const wishes = templates.map((template) => ({ template, intents: readIntents(template) }))
  const isWanted = (list: string) => wishes.some(({ template, intents }) => isAbout(template, intents, list))
  for (const table of tables) {
    const profile = profiles.find((candidate) => candidate.table === table.name)
    if (!profile || table.columns.length === 0) continue
    const whole = wholeView(table, profile, refs.get(table.name)!)
    const sections = await findSections(whole, probe)
    if (sections) {
      whole.shape.push(sections.op)
      whole.candidates.push(sections.candidate)
    }
    const sample = await sampleView(whole, probe)
    const grid = sample && (await fillWrittenOnce(whole, sample, probe))
    views.push(whole)
    const long = unpivotView(whole, taken)
    if (long) views.push(long)
    if (grid) {
      const skip = new Set(long ? (['stack', 'groups'] as const) : [])
      views.push(...(await reshapedViews(whole, grid, taken, probe, skip, isWanted)))
    }
    views.push(...jsonViews(whole, taken))
    for (const slice of await sliceByObject(whole, templates, taken, probe)) views.push(slice)
  }
  const wholes = views.filter(({ ref, base }) => ref === base)
  return [...(await stackViews(wholes, templates, taken, probe)), ...views]
}

function wholeView(table: StagedTable, profile: TableProfile, ref: string): View {
  const candidates = profile.columns.flatMap((column, position): Candidate[] => {
    const own: Candidate = {
      ref,
      table: table.name,
      column: column.column,
      label: column.column,
      sql: `${ref}.${ident(column.column)}`,
      profile: column,
      position,
    }
    return column.kind === 'json' ? [own, ...jsonLeaves(own)] : [own]
  })
  return {
    ref,
    base: ref,
    table,
    words: tableWords(table),
    rowCount: profile.row_count,
    candidates,
    slice: null,
    keys: profile.keys,
    dependencies: profile.dependencies,
    shape: [],
  }
}

/** The words of a table's name, without endings and years that say nothing about its rows. */
function tableWords(table: StagedTable): string[] {
  const bare = table.name
    .replace(/\.(csv|tsv|txt|jsonl?|ndjson|parquet|xlsx?|gz)\b/gi, '')
    .replace(/\b(exports?|all|data|list|full|dump|copy|final|\d+)\b/gi, ' ')
  return [bare.replace(/[-_#.]+/g, ' ').trim(), ...(table.part ? [table.part] : [])].filter((word) => word !== '')
}

/**
 * A table whose rows are of several objects, told apart by a column whose values name them (`object`: customer,
 * subscription): one view for each value that names a template.
 */
async function sliceByObject(
  whole: View,
  templates: readonly Template[],
  taken: Set<string>,
  probe: Probe,
): Promise<View[]> {
  for (const { profile, label, sql: column } of whole.candidates) {
    if (
      profile.kind !== 'enumeration' ||
      profile.distinct_count < 2 ||
      profile.distinct_count > 20 ||
      profile.empty_share > 0.02
    )
      continue
    const named = profile.top_values.filter(({ value }) => templates.some((template) => namesObject(template, value)))
    const objects = new Set(
      named.flatMap(({ value }) =>
        templates.filter((template) => namesObject(template, value)).map(({ slug }) => slug),
      ),
    )
    // A status that happens to be called like a template is not what the row is.
    const says = nameUnits(label).flatMap(({ concepts }) => concepts)
    if (says.includes('status') || (objects.size < 2 && !(says.includes('type') || says.includes('object')))) continue
    const slices: View[] = []
    for (const { value, count } of named) {
      const base = `${whole.ref}_${fold(value).replace(/[^a-z0-9]+/g, '_')}`.slice(0, 60)
      const ref = taken.has(base) ? `${base}_only` : base
      taken.add(ref)
      const candidates = await profileSlice(whole, ref, `${column} = ${text(value)}`, count, probe)
      slices.push({
        ...whole,
        ref,
        words: [value],
        rowCount: count,
        candidates: candidates.filter((candidate) => candidate.profile.kind !== 'empty' && candidate.label !== label),
        slice: { column: label, value },
        shape: [
          ...whole.shape.map((op) => renamedOp(op, whole.ref, ref)),
          {
            op: 'drop',
            when: `coalesce(${ref}.${ident(label)}, '') <> ${text(value)}`,
            reason: `not a ${value}`.slice(0, 200),
          },
        ],
      })
    }
    return slices
  }
  return []
}

const namesObject = (template: Template, value: string): boolean =>
  Math.max(nameSimilarity(template.name, value), nameSimilarity(template.slug, value)) >= 0.85

/** The columns of a slice, profiled over its rows alone (their most frequent values). */
async function profileSlice(
  whole: View,
  ref: string,
  condition: string,
  rowCount: number,
  probe: Probe,
): Promise<Candidate[]> {
  const staged = whole.candidates.filter(({ label, column }) => label === column)
  const result: Candidate[] = []
  for (const candidate of staged) {
    const rows = await probe(
      sql(`SELECT ${candidate.sql} AS value, count(*)::INTEGER AS count, sum(count(*)) OVER ()::INTEGER AS filled, count(*) OVER ()::INTEGER AS "distinct"
FROM ${whole.ref} WHERE ${condition} AND trim(${candidate.sql}) <> '' GROUP BY ALL ORDER BY count DESC, min(_row) LIMIT 1000`),
    )
    const values = rows.map((row) => ({ value: String(row['value']), count: Number(row['count']) }))
    const filled = Number(rows[0]?.['filled'] ?? 0)
    const profile: ColumnProfile = {
      ...profileValues({
        column: candidate.column,
        rowCount,
        values,
        distinctCount: Number(rows[0]?.['distinct'] ?? 0),
        dates: candidate.profile.dates,
      }),
      empty_share: rowCount === 0 ? 0 : 1 - filled / rowCount,
    }
    const own: Candidate = { ...candidate, ref, sql: `${ref}.${ident(candidate.column)}`, profile }
    result.push(own, ...(profile.kind === 'json' ? jsonLeaves(own) : []))
  }
  return result
}
