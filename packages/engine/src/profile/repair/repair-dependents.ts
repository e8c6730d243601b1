import type { Dependency } from '@godwit/contract'
import type { Duckdb } from '../../duckdb/duckdb.ts'
import { ident, join, type Sql, sql } from '../../sql/quote.ts'
import { editDistance } from '../duplicates/similarity/edit-distance.ts'
import type { Repair } from './repair.ts'

/** What one determinant says of a cell: the usual value of its group, in how many of its rows; null without a group. */
type Vote = { usual: string; usual_rows: number; rows: number } | null
type Doubtful = { row: number; value: string | null; count: number; votes: Vote[] }

/** Determinants asked about one column, and doubtful cells read of it. */
const askedAtMost = 12
const cellsAtMost = 5000
/** A group of fewer rows, or one that is less of one mind, has no vote. */
const groupRows = 3
const agreement = 0.6

/**
 * Cells that contradict the other rows of the same thing: every column that determines this one has a vote, which is
 * the usual value among the rows that agree in it. By `majority` that vote alone decides; by `proof` the value must look
 * wrong by itself, too, or several columns agree.
 */
export async function repairDependents(
  db: Duckdb,
  relation: Sql,
  dependencies: readonly Pick<Dependency, 'from' | 'to' | 'share'>[],
  by: 'proof' | 'majority' = 'proof',
): Promise<Repair[]> {
  const repairs: Repair[] = []
  for (const [to, all] of Map.groupBy(dependencies, (dependency) => dependency.to)) {
    const asked = [...all].sort((a, b) => b.share - a.share).slice(0, askedAtMost)
    const from = asked.map((dependency) => dependency.from)
    const settled = await settledValues(db, relation, to, from)
    const judged = (await readDoubtful(db, relation, to, from)).flatMap(
      (doubtful) => (by === 'majority' ? judgeByMajority(doubtful, from) : judgeCell(doubtful, from, settled)) ?? [],
    )
    repairs.push(...judged.map((repair) => ({ column: to, ...repair })))
  }
  return repairs
}

const filled = (column: string): Sql => sql(`nullif(trim(${ident(column)}), '')`)

const renderGroups = (relation: Sql, from: string, to: string): Sql =>
  sql(`SELECT f, arg_max(t, (n, -first)) AS usual, max(n) AS usual_rows, sum(n) AS rows FROM (
  SELECT ${filled(from)} AS f, ${filled(to)} AS t, count(*) AS n, min(_row) AS first FROM ${relation}
  WHERE ${filled(from)} IS NOT NULL AND ${filled(to)} IS NOT NULL GROUP BY ALL)
GROUP BY f HAVING sum(n) >= ${groupRows} AND max(n) >= sum(n) * ${agreement}`)

/** Values that are the usual one of some group: they are right somewhere. */
async function settledValues(db: Duckdb, relation: Sql, to: string, from: readonly string[]): Promise<Set<string>> {
  const usual = from.map((each) => `SELECT DISTINCT usual FROM (${renderGroups(relation, each, to)})`)
  const rows = await db.rows<{ usual: string }>(sql(`SELECT DISTINCT usual FROM (${join(usual, ' UNION ALL ')})`))
  return new Set(rows.map(({ usual: value }) => value))
}

/** The cells with which at least one determinant does not agree, and what each of them says. */
async function readDoubtful(db: Duckdb, relation: Sql, to: string, from: readonly string[]): Promise<Doubtful[]> {
  const groups = from.map((each, at) => `g${at} AS MATERIALIZED (${renderGroups(relation, each, to)})`)
  const votes = from.map(
    (_, at) =>
      `CASE WHEN g${at}.f IS NOT NULL THEN {'usual': g${at}.usual, 'usual_rows': g${at}.usual_rows::BIGINT, 'rows': g${at}.rows::BIGINT} END`,
  )
  const joins = from.map((_, at) => `LEFT JOIN g${at} ON g${at}.f = cells.f${at}`)
  const keys = from.map((each, at) => `${filled(each)} AS f${at}`)
  const against = from.map((_, at) => `(g${at}.usual IS DISTINCT FROM cells.t AND g${at}.f IS NOT NULL)`)
  const read = await db.rows<Doubtful>(
    sql(`WITH ${join(groups, ',\n')},
  values AS (SELECT ${filled(to)} AS t, count(*) AS n FROM ${relation} GROUP BY ALL),
  cells AS (SELECT _row, ${filled(to)} AS t, ${join(keys, ', ')} FROM ${relation})
SELECT _row AS row, cells.t AS value, values.n::BIGINT AS count, [${join(votes, ', ')}] AS votes
FROM cells LEFT JOIN values ON values.t IS NOT DISTINCT FROM cells.t ${join(joins, ' ')}
WHERE ${join(against, ' OR ')} ORDER BY _row LIMIT ${cellsAtMost}`),
  )
  return read.map(({ row, value, count, votes: each }) => ({
    row: Number(row),
    value,
    count: Number(count),
    votes: each.map((vote) => vote && { ...vote, usual_rows: Number(vote.usual_rows), rows: Number(vote.rows) }),
  }))
}

/** Decides by the votes, by whether the value is right elsewhere, and by whether it is a slip of what the votes say. */
function judgeCell(
  { row, value, count, votes }: Doubtful,
  from: readonly string[],
  settled: ReadonlySet<string>,
): Omit<Repair, 'column'> | null {
  const sums = new Map<string, { weight: number; voters: number[] }>()
  let all = 0
  for (const [at, vote] of votes.entries()) {
    if (vote === null) continue
    const weight = vote.usual_rows / vote.rows
    all += weight
    const known = sums.get(vote.usual) ?? { weight: 0, voters: [] }
    known.weight += weight
    known.voters.push(at)
    sums.set(vote.usual, known)
  }
  const [first] = [...sums].sort((a, b) => b[1].weight - a[1].weight)
  if (first === undefined || first[0] === value) return null
  const [suggestion, { weight, voters }] = first
  const share = weight / all
  const strongest = voters.reduce((best, at) => (votes[at]!.rows > votes[best]!.rows ? at : best), voters[0]!)
  const { usual_rows, rows } = votes[strongest]!
  const evidence = `${usual_rows} of ${rows} rows with the same "${from[strongest]}" say "${suggestion}"${
    voters.length > 1 ? `, and so do those with the same ${voters.length - 1} other columns` : ''
  }.`
  const found = { row, value: value ?? '', suggestion, rule: 'dependency' as const, evidence }
  if (value === null) {
    const sure = voters.length >= 1 && share >= 0.95 && usual_rows === rows && rows >= 4
    return sure ? { ...found, confidence: 0.7 } : null
  }
  const isSlip = editDistance(value, suggestion, Math.ceil(suggestion.length / 2)) <= Math.ceil(suggestion.length / 2)
  const isRare = count <= 2 || !settled.has(value)
  if (share < 0.5) return null
  if (isSlip && isRare) return { ...found, confidence: 0.9 }
  if (isRare && voters.length >= 2 && share >= 0.75) return { ...found, confidence: 0.75 }
  if (voters.length >= 3 && share >= 0.9) return { ...found, confidence: 0.6 }
  return null
}

/** What most sources say of a thing, where only one column names it. */
function judgeByMajority({ row, value, votes }: Doubtful, from: readonly string[]): Omit<Repair, 'column'> | null {
  const vote = votes[0]
  if (!vote || vote.usual === value || vote.rows < 4) return null
  const evidence = `${vote.usual_rows} of ${vote.rows} rows with the same "${from[0]}" say "${vote.usual}".`
  return { row, value: value ?? '', suggestion: vote.usual, rule: 'dependency', evidence, confidence: 0.55 }
}
