import type { Clarification } from '../../plan/index.ts'
import type { SheetSet } from '../../sheet/index.ts'
import { sql } from '../../sql/quote.ts'
import { count, list } from '../say.ts'
import { followValue } from './follow-value.ts'
import { type Known, sheetsOf, stored } from './known.ts'
import { countRows, listDropped, listInvalid, listMerged } from './list-rows.ts'
import { traceCell, traceRow } from './trace-row.ts'

/** Answers a question about the preview from what it holds, in plain words with numbers. */
export async function answerClarification(
  question: Exclude<Clarification, { kind: 'what_if' }>,
  known: Known,
): Promise<string> {
  const { set, recipe } = known
  const tables = (name: string | null) => set.coverage.tables.filter((table) => name === null || table.name === name)
  switch (question.kind) {
    case 'row_count':
      if (question.table !== null && question.template === null)
        return `${list(tables(question.table).map(({ name, rows }) => `${name} has ${count(rows, 'row')}`))}.`
      return `${list(sheetsOf(known, question.template).map(({ name, row_count }) => `${name} has ${count(row_count, 'row')}`))}.`
    case 'count_where':
      return countRows(question.rows, known, question.list)
    case 'invalid_count':
      return question.list
        ? listInvalid(sheetsOf(known, question.template), question.column, known)
        : sayInvalid(question.column, sheetsOf(known, question.template), known)
    case 'dropped_count':
      return sayDropped(tables(question.table))
    case 'why_dropped':
      return question.list ? listDropped(question.table, known) : sayDropped(tables(question.table))
    case 'merged_count':
      return question.list
        ? listMerged(question.template, known)
        : sayMerged(sheetsOf(known, question.template), await mergedRows(known))
    case 'why_column':
      return sayColumn(question, known)
    case 'row':
      return traceRow(question.place, known)
    case 'cell':
      return traceCell(question, known)
    case 'value':
      return followValue(question, known)
    case 'unused_columns':
      return sayUnused(set)
    case 'unsure':
      return sayUnsure(set)
    case 'answers':
      return sayAnswers(recipe.answers)
    case 'plan':
      return set.plan
    case 'unknown':
      return `I do not understand the question. What I can answer:${question.suggestions.map((it) => `\n- ${it}`).join('')}`
    default:
      return question satisfies never
  }
}

async function sayInvalid(column: string | null, sheets: SheetSet['sheets'], known: Known): Promise<string> {
  const said: string[] = []
  for (const sheet of sheets) {
    const { name, row_count, invalid_rows } = sheet
    const cells = (await invalidCells(sheet, known)).filter((it) => column === null || it.column === column)
    const rows = column === null ? invalid_rows : (cells[0]?.rows ?? 0)
    const where = column === null ? name : `${name}, column ${column}`
    if (rows === 0) said.push(`${where}: no row is invalid.`)
    else {
      const each = cells.map((it) => `${it.column} in ${count(it.rows, 'row')}`)
      said.push(
        `${where}: ${count(rows, 'row')} of ${row_count.toLocaleString('en-US')} invalid${column === null ? ` (${list(each)})` : ''}.`,
      )
    }
  }
  return said.join(' ')
}

/** Rows with an invalid cell, by column. */
async function invalidCells(
  { issues_key }: SheetSet['sheets'][number],
  known: Known,
): Promise<{ column: string; rows: number }[]> {
  const db = await known.openDb()
  return db.rows(
    sql(`SELECT "column", count(DISTINCT row_id) AS rows FROM ${await stored(known, issues_key)}
      WHERE severity = 'invalid' GROUP BY "column" ORDER BY rows DESC, "column"`),
  )
}

/** Source rows merged into others, by sheet. */
async function mergedRows(known: Known): Promise<{ sheet: string; rows: number }[]> {
  const db = await known.openDb()
  return db.rows(
    sql(`SELECT sheet, count(*) AS rows FROM ${await stored(known, known.set.ledger_key)}
      WHERE outcome = 'merged' GROUP BY sheet ORDER BY sheet`),
  )
}

function sayDropped(tables: SheetSet['coverage']['tables']): string {
  return tables
    .map(({ name, rows, dropped }) => {
      const total = dropped.reduce((sum, reason) => sum + reason.rows, 0)
      if (total === 0) return `${name}: none of its ${count(rows, 'row')} was left out.`
      return `${name}: ${total.toLocaleString('en-US')} of ${count(rows, 'row')} left out: ${list(dropped.map((it) => `${it.rows.toLocaleString('en-US')} ${it.reason}`))}.`
    })
    .join(' ')
}

function sayMerged(sheets: SheetSet['sheets'], merged: { sheet: string; rows: number }[]): string {
  return sheets
    .map(({ slug, name }) => {
      const rows = merged.find(({ sheet }) => sheet === slug)?.rows ?? 0
      return rows === 0 ? `${name}: no rows were merged.` : `${name}: ${count(rows, 'source row')} merged into others.`
    })
    .join(' ')
}

function sayColumn({ template, column }: { template: string; column: string }, { set, recipe }: Known): string {
  const found = set.sheets.find(({ slug }) => slug === template)?.columns.find(({ name }) => name === column)
  if (!found || found.expression === null || found.expression === 'NULL') {
    const why = recipe.sheets.find((sheet) => sheet.template === template)?.columns[column]?.why
    return `Nothing fills ${template}.${column}. ${why || 'No column of the source fits it.'}`
  }
  const from = list(found.from.map((it) => `“${it.column}” of ${it.table}`))
  const sure = found.confidence === null ? '' : ` I am ${Math.round(found.confidence * 100)} % sure.`
  return `${template}.${column} comes from ${from || 'no column'}: ${found.expression}. ${found.why}${sure}`.trim()
}

function sayUnused({ coverage }: SheetSet): string {
  const { unmapped } = coverage.columns
  if (unmapped.length === 0) return 'Every column of the source is used.'
  const byTable = Map.groupBy(unmapped, ({ table }) => table)
  return [...byTable]
    .map(
      ([table, columns]) =>
        `${table}: ${list(columns.map(({ column, non_empty }) => `${column} (${count(non_empty, 'filled cell')})`))} not used.`,
    )
    .join(' ')
}

/** Columns that the agent chose without being sure. */
function sayUnsure({ sheets }: SheetSet): string {
  const unsure = sheets.flatMap(({ slug, columns }) =>
    columns
      .filter(
        ({ confidence, expression }) =>
          expression !== null && expression !== 'NULL' && confidence !== null && confidence < 0.8,
      )
      .map((column) => ({ ...column, slug })),
  )
  if (unsure.length === 0) return 'I am sure of every column that I filled.'
  const shown = unsure.toSorted((a, b) => a.confidence! - b.confidence!).slice(0, 15)
  return `Worth a look:${shown.map(({ slug, name, why, confidence }) => `\n- ${slug}.${name} (${Math.round(confidence! * 100)} % sure): ${why}`).join('')}${unsure.length > shown.length ? `\n- and ${unsure.length - shown.length} more` : ''}`
}

/** What was asked and answered, as the recipe keeps it. */
function sayAnswers(answers: Known['recipe']['answers']): string {
  if (answers.length === 0) return 'No question had to be answered for this plan.'
  return `Questions and answers:${answers.map(({ question, answer, by }) => `\n- ${question} → ${answer} (${by})`).join('')}`
}
