import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { ColumnProfile, TemplateColumn } from '@godwit/contract'
import { type ColumnMatch, matchColumns } from '../../packages/engine/src/plan/index.ts'
import { openProfiler } from './profile-csv.ts'
import { scorePredictions } from './score-predictions.ts'

export const matchingManifest = 'dev.schema_matching.json'

type TargetColumn = { name: string; description?: string; sample_values?: string[] }
export type MatchCase = {
  id: string
  suite: string
  source: { csv: string; columns: string[] }
  target: { columns?: TargetColumn[]; columns_json?: string; csv?: string }
  gold: { source: string; target: string }[]
  cardinality: '1:1' | 'n:m'
}
export type MatchedCase = { case: MatchCase; matches: ColumnMatch[] }

/** Matches every case of one suite of the schema-matching manifest. */
export async function matchSuite(yardstickDir: string, suite: string): Promise<MatchedCase[]> {
  const manifest = JSON.parse(await readFile(join(yardstickDir, matchingManifest), 'utf8')) as {
    paths_relative_to: string
    cases: MatchCase[]
  }
  const dataDir = join(yardstickDir, manifest.paths_relative_to)
  const matched: MatchedCase[] = []
  const profiler = await openProfiler(dataDir)
  for (const each of manifest.cases.filter((candidate) => candidate.suite === suite)) {
    const { source, target } = each
    const columns = await profiler.profileCsv(join(dataDir, source.csv))
    const known = new Set(source.columns)
    const lost = source.columns.filter((name) => name !== '' && !columns.some(({ header }) => header === name))
    if (lost.length > 0) throw new Error(`${each.id}: staging lost the columns ${lost.join(', ')}`)
    const targetColumns =
      target.columns ?? (JSON.parse(await readFile(join(dataDir, target.columns_json!), 'utf8')) as TargetColumn[])
    const samples = new Map<string, ColumnProfile>()
    if (target.csv !== undefined) {
      for (const { header, profile } of await profiler.profileCsv(join(dataDir, target.csv)))
        samples.set(header, profile)
    }
    const matches = matchColumns({
      table: {
        name: basename(source.csv, '.csv').replace(/_source$/, ''),
        columns: columns
          .filter(({ header }) => header !== '' && known.has(header))
          .map(({ header, profile }) => ({ ...profile, column: header })),
      },
      template: {
        ...templateNames(each),
        description: '',
        columns: targetColumns.filter(({ name }) => name !== '').map(templateColumn),
      },
      samples,
      sharing: each.cardinality === 'n:m',
    })
    matched.push({ case: each, matches })
  }
  await profiler.close()
  return matched
}

/** A template is called what its table is called where that is a name for its rows (`hubspot_deal`). */
const templateNames = ({ id, suite }: MatchCase): { name: string; slug: string } => {
  const slug = id.slice(id.indexOf('-') + 1)
  return suite === 'saas_dbt' ? { name: slug.replaceAll('_', ' '), slug } : { name: 'records', slug: 'records' }
}

const templateColumn = ({ name, description = '', sample_values = [] }: TargetColumn): TemplateColumn => ({
  name,
  description,
  required: false,
  unique: false,
  desiredRule: 'none',
  strictRule: null,
  linkRule: null,
  type: null,
  examples: sample_values,
})

/** What `score.py` says of the matches of one suite. */
export async function scoreMatches(
  yardstickDir: string,
  suite: string,
  matched: readonly MatchedCase[],
): Promise<Record<string, number>> {
  const json = Object.fromEntries(
    matched.map(({ case: { id }, matches }) => [
      id,
      matches.map(({ source, target, score, chosen }) => ({ source, target, score, accept: chosen })),
    ]),
  )
  const scores = await scorePredictions({
    yardstickDir,
    kind: 'mapping',
    manifest: matchingManifest,
    predictions: { json },
  })
  return (scores as Record<string, Record<string, number>>)[suite] ?? {}
}

/** Of the choices made at a confidence of 0.9 or more, the share that is right, and how many of all choices they are. */
export function calibration(matched: readonly MatchedCase[]): { right: number; sure: number; chosen: number } {
  let [right, sure, chosen] = [0, 0, 0]
  for (const { case: each, matches } of matched) {
    const judged = new Set(each.gold.map(({ source }) => source))
    for (const match of matches) {
      if (!match.chosen || (each.cardinality === 'n:m' && !judged.has(match.source))) continue
      chosen += 1
      if (match.confidence < 0.9) continue
      sure += 1
      if (each.gold.some(({ source, target }) => source === match.source && target === match.target)) right += 1
    }
  }
  return { right: sure === 0 ? 0 : right / sure, sure, chosen }
}
