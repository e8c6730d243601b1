import type { Issue, LinkTarget, Template } from '@godwit/contract'
import type { CompiledColumn, OutputHint } from '../recipe/index.ts'
import { type Sql, sql, text } from '../sql/quote.ts'
import { cellRules } from './cell-rules.ts'

/** A filled sheet in the session: `table` has the template's columns as `c0`, `c1`, …, `rowid` + 1 is the row's `_id`. */
export type IssueSource = {
  table: Sql
  template: Template
  columns: readonly CompiledColumn[]
  /** What the recipe itself points out: the table has `__r0`, `__r1`, … for these. */
  review: readonly { column: string; message: string }[]
  /** Whether the table has `__failed`: positions of columns whose expression failed on the row. */
  careful: boolean
}

/**
 * Queries that together give every issue of a sheet: `row_id`, `place` (the column's position), `rank` (the rule's),
 * `column`, `rule`, `severity`, `message`, `value`. All sheets must be filled, because links may go round.
 */
export function renderIssues(source: IssueSource, all: readonly IssueSource[]): Sql[] {
  return source.template.columns.flatMap((column, place) => {
    const cell = `c${place}`
    const at = { source, column: column.name, place, cell }
    const hint: OutputHint | null = source.columns[place]?.value?.output ?? null
    return [
      ...(column.required ? [renderIssue(at, 0, 'required', 'Is required, but empty', sql(`${cell} IS NULL`))] : []),
      ...cellRules(column, hint, cell).map(({ rule, broken, message }, index) =>
        renderIssue(at, 1 + index, rule, message, sql(`${cell} IS NOT NULL AND ${broken}`)),
      ),
      ...(column.unique ? [renderUnique(at)] : []),
      ...(column.desiredRule === 'link' && column.linkRule ? [renderLink(at, column.linkRule, all)] : []),
      ...(source.careful
        ? [renderIssue(at, 6, 'conversion', failedMessage, sql(`list_contains(__failed, ${place})`))]
        : []),
      ...source.review.flatMap((rule, index) =>
        rule.column === column.name
          ? [renderIssue(at, 7, 'conversion', rule.message, sql(`__r${index}`), 'needs_review')]
          : [],
      ),
    ]
  })
}

const failedMessage = "The column's expression failed on this row, so the cell is empty"

type Place = { source: IssueSource; column: string; place: number; cell: string }

const fields = (
  { column, place, cell }: Place,
  rank: number,
  rule: Issue['rule'],
  message: string,
  severity: Issue['severity'] = 'invalid',
) =>
  `CAST(${place} AS SMALLINT) AS place, CAST(${rank} AS TINYINT) AS rank, ${text(column)} AS "column", '${rule}' AS rule, '${severity}' AS severity, ${message} AS message, ${cell} AS value`

const renderIssue = (
  at: Place,
  rank: number,
  rule: Issue['rule'],
  message: string,
  broken: Sql,
  severity: Issue['severity'] = 'invalid',
): Sql =>
  sql(
    `SELECT rowid + 1 AS row_id, ${fields(at, rank, rule, text(message), severity)} FROM ${at.source.table} WHERE ${broken}`,
  )

/** Every row of a value that occurs twice or more: which of them is right, nobody but a person can tell. */
function renderUnique(at: Place): Sql {
  const { cell, source } = at
  // Grouping numbers first is twice as fast as grouping texts, and nearly always finds nothing.
  const suspects = `SELECT hash(${cell}) FROM ${source.table} WHERE ${cell} IS NOT NULL GROUP BY 1 HAVING count(*) > 1`
  const rows = `SELECT rowid + 1 AS row_id, ${cell} FROM ${source.table} WHERE ${cell} IS NOT NULL AND hash(${cell}) IN (${suspects})`
  const counted = `SELECT row_id, ${cell}, count(*) OVER (PARTITION BY ${cell}) AS n, min(row_id) OVER (PARTITION BY ${cell}) AS first FROM (${rows})`
  const message = `'Must be unique, but ' || n || ' rows have this value; the first is row ' || first`
  return sql(`SELECT row_id, ${fields(at, 4, 'unique', message)} FROM (${counted}) WHERE n > 1`)
}

function renderLink(at: Place, targets: readonly LinkTarget[], all: readonly IssueSource[]): Sql {
  const names: string[] = []
  const values: string[] = []
  for (const target of targets) {
    const sheet = all.find(({ template }) => template.id === target.templateId || template.slug === target.templateSlug)
    const place = sheet?.template.columns.findIndex(({ name }) => name === target.columnName) ?? -1
    names.push(
      `${sheet?.template.name ?? target.templateSlug ?? 'a template that is not part of this migration'} · ${target.columnName}`,
    )
    if (sheet && place >= 0) values.push(`SELECT c${place} AS v FROM ${sheet.table}`)
  }
  const message = text(`Does not exist in ${names.join(' or ')}`)
  const broken =
    values.length > 0
      ? ` ANTI JOIN (${values.join(' UNION ALL ')}) AS targets ON targets.v = own.${at.cell} WHERE own.${at.cell} IS NOT NULL`
      : ` WHERE own.${at.cell} IS NOT NULL`
  return sql(
    `SELECT own.rowid + 1 AS row_id, ${fields({ ...at, cell: `own.${at.cell}` }, 5, 'link', message)} FROM ${at.source.table} AS own${broken}`,
  )
}

/** Why a row has no valid value in one of these columns, so that it cannot be imported; NULL for a row that can. */
export function renderUnimportable(
  template: Template,
  columns: readonly CompiledColumn[],
  names: readonly string[],
): { reason: Sql; reasons: string[] } | null {
  if (names.length === 0) return null
  const reasons = names.map((name) => `no valid ${name}`)
  const cases = names.map((name, index) => {
    const place = template.columns.findIndex((column) => column.name === name)
    const cell = `c${place}`
    const column = template.columns[place]
    const broken = column
      ? cellRules(column, columns[place]?.value?.output ?? null, cell).map((rule) => rule.broken)
      : []
    return `WHEN ${[`${cell} IS NULL`, ...broken].join(' OR ')} THEN ${text(reasons[index] as string)}`
  })
  return { reason: sql(`CASE ${cases.join(' ')} END`), reasons }
}
