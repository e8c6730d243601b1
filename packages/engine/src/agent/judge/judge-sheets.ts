import type { Template, TemplateColumn } from '@godwit/contract'
import type { FilledSheet } from '../../sheet/index.ts'
import { ident, sql, text } from '../../sql/quote.ts'
import { type ModelSession, openSession } from '../model/session.ts'
import { count } from '../say.ts'
import type { StepContext } from '../step.ts'
import { judgeValues } from './judge-values.ts'

/** More distinct values than this are not judged: a column of free text would cost more than it tells. */
const mostValues = 2_000

/**
 * Judges the columns of filled sheets whose rule is `ai`: each distinct value once, and a row whose value does not fit
 * gets an issue that a person should look at. Never `invalid`: a judgement is an opinion. With `ask` false only what has
 * been judged before counts, so that an execute needs no model and says what its preview said.
 *
 * @returns the sheets, with the files of issues replaced where there is something to add; what was not judged, and why.
 */
export async function judgeSheets(
  context: StepContext,
  sheets: readonly FilledSheet[],
  { ask }: { ask: boolean },
): Promise<{ sheets: FilledSheet[]; notes: string[] }> {
  const pairs = sheets.flatMap((sheet) => {
    const template = context.templates.find(({ slug }) => slug === sheet.slug)
    const columns = (template?.columns ?? []).filter(
      ({ name, desiredRule }) =>
        desiredRule === 'ai' && sheet.columns.some((it) => it.name === name && it.expression !== null),
    )
    return template && columns.length > 0 ? [{ sheet, template, columns }] : []
  })
  if (pairs.length === 0) return { sheets: [...sheets], notes: [] }
  const { session, reason } = ask ? await openJudge(context) : { session: null, reason: null }
  const notes: string[] = []
  const judged = new Map<string, FilledSheet>()
  for (const { sheet, template, columns } of pairs) {
    const found: { column: TemplateColumn; unfit: string[] }[] = []
    for (const column of columns) {
      const { values, more } = await distinctValues(context, sheet, column.name)
      const { unfit, unjudged, why } = await judgeValues(context, session, { template, column, values })
      if (unfit.length > 0) found.push({ column, unfit })
      if (ask && unjudged + more > 0) {
        const because = why ?? reason ?? `only the ${mostValues} most frequent values of a column are judged`
        notes.push(
          `${count(unjudged + more, 'value')} of ${template.name}.${column.name} ${unjudged + more === 1 ? 'was' : 'were'} not judged by its description: ${because}.`,
        )
      }
    }
    if (found.length > 0) judged.set(sheet.slug, await addIssues(context, sheet, template, found))
  }
  return { sheets: sheets.map((sheet) => judged.get(sheet.slug) ?? sheet), notes }
}

/** Judging needs the values themselves, so it happens only where the account lets them be seen. */
async function openJudge(context: StepContext): Promise<{ session: ModelSession | null; reason: string | null }> {
  if (!context.services.model) return { session: null, reason: 'no language model is configured' }
  const session = await openSession(context, 'judge')
  if (!session) return { session: null, reason: 'the account has turned the language model off' }
  if (session.settings.samples !== 'raw') {
    return {
      session: null,
      reason: 'the account lets no real values be sent to the language model (model.samples is not raw)',
    }
  }
  return { session, reason: null }
}

async function distinctValues(context: StepContext, sheet: FilledSheet, column: string) {
  const db = await context.openDb()
  const from = sql(`SELECT ${ident(column)} AS value, count(*) AS n FROM read_parquet(${text(sheet.rows_path)})
    WHERE ${ident(column)} IS NOT NULL GROUP BY 1`)
  const [row] = await db.rows<{ n: number }>(sql(`SELECT count(*) AS n FROM (${from})`))
  const rows = await db.rows<{ value: string }>(
    sql(`SELECT value FROM (${from}) ORDER BY n DESC, value LIMIT ${mostValues}`),
  )
  return { values: rows.map(({ value }) => value), more: Math.max(0, (row?.n ?? 0) - rows.length) }
}

const message = 'May not fit the description of the column, as a language model judged. Look at it'

/** Writes the issues again with those of the judgements, in the order of rows and columns. */
async function addIssues(
  context: StepContext,
  sheet: FilledSheet,
  template: Template,
  found: readonly { column: TemplateColumn; unfit: string[] }[],
): Promise<FilledSheet> {
  const db = await context.openDb()
  const places = `[${template.columns.map(({ name }) => text(name)).join(', ')}]`
  const own = found.map(
    ({ column: { name }, unfit }) =>
      `SELECT "_id" AS row_id, ${text(name)} AS "column", 'ai' AS rule, 'needs_review' AS severity, ${text(message)} AS message,
        ${ident(name)} AS value, NULL AS place FROM read_parquet(${text(sheet.rows_path)})
      WHERE ${ident(name)} IN (${unfit.map((value) => text(value)).join(', ')})`,
  )
  const issues_path = sheet.issues_path.replace(/\.parquet$/, '.judged.parquet')
  await db.exec(
    sql(`COPY (SELECT row_id, "column", rule, severity, message, value FROM (
        SELECT row_id, "column", rule, severity, message, value, file_row_number AS place
        FROM read_parquet(${text(sheet.issues_path)}, file_row_number = true)
        UNION ALL BY NAME ${own.join(' UNION ALL BY NAME ')})
      ORDER BY row_id, list_position(${places}, "column"), place NULLS LAST)
      TO ${text(issues_path)} (FORMAT parquet, COMPRESSION snappy)`),
  )
  return { ...sheet, issues_path }
}
