import type { RecipeBody } from '@godwit/contract'
import type { Clarification } from '../plan/index.ts'
import type { SheetSet } from '../sheet/index.ts'
import { count, list } from './say.ts'

/** What has to be counted in the sheets' files for an answer; null where the set itself says it. */
export type Counts = {
  /** Rows with an invalid cell in the column, by sheet and column. */
  invalidCells(slug: string): Promise<{ column: string; rows: number }[]>
  /** Source rows merged into others, by sheet. */
  mergedRows(): Promise<{ sheet: string; rows: number }[]>
}

type Known = { set: SheetSet; recipe: RecipeBody; counts: Counts }

/** Answers a question about the preview from what it holds, in plain words with numbers. */
export async function answerClarification(question: Clarification, { set, recipe, counts }: Known): Promise<string> {
  const sheets = (slug: string | null) => set.sheets.filter((sheet) => slug === null || sheet.slug === slug)
  const tables = (name: string | null) => set.coverage.tables.filter((table) => name === null || table.name === name)
  switch (question.kind) {
    case 'row_count':
      return `${list(sheets(question.template).map(({ name, row_count }) => `${name} has ${count(row_count, 'row')}`))}.`
    case 'invalid_count':
      return sayInvalid(question.column, sheets(question.template), counts)
    case 'dropped_count':
    case 'why_dropped':
      return sayDropped(tables(question.table))
    case 'merged_count':
      return sayMerged(sheets(question.template), await counts.mergedRows())
    case 'why_column':
      return sayColumn(question, set, recipe)
    case 'unused_columns':
      return sayUnused(set)
    case 'plan':
      return set.plan
    case 'unknown':
      return `I do not understand the question. What I can answer:${question.suggestions.map((it) => `\n- ${it}`).join('')}`
    default:
      return question satisfies never
  }
}

async function sayInvalid(column: string | null, sheets: SheetSet['sheets'], counts: Counts): Promise<string> {
  const said: string[] = []
  for (const { slug, name, row_count, invalid_rows } of sheets) {
    const cells = (await counts.invalidCells(slug)).filter((it) => column === null || it.column === column)
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

function sayColumn(
  { template, column }: { template: string; column: string },
  { sheets }: SheetSet,
  recipe: RecipeBody,
): string {
  const found = sheets.find(({ slug }) => slug === template)?.columns.find(({ name }) => name === column)
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
