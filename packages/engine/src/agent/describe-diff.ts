import type { PreviewDiff } from '@godwit/contract'
import type { Broken } from './compare-sets.ts'
import { count, list } from './say.ts'

const mostColumns = 8
const mostLength = 40

/** What a change did, or would do, to the sheets: rows, cells, samples and invalid rows, in plain words with numbers. */
export function describeDiff({ sheets }: PreviewDiff, would = false): string {
  if (sheets.length === 0) return would ? 'No cell and no row would change.' : 'No cell and no row changed.'
  return sheets.map((sheet) => describeSheet(sheet, would)).join('\n')
}

function describeSheet(
  { template, rows, invalid_rows, columns }: PreviewDiff['sheets'][number],
  would: boolean,
): string {
  const parts: string[] = []
  if (rows) {
    const moved = [
      ...(rows.added > 0 ? [`${count(rows.added, 'row')} more`] : []),
      ...(rows.removed > 0 ? [`${count(rows.removed, 'row')} fewer`] : []),
    ]
    if (moved.length > 0)
      parts.push(`${list(moved)} (${rows.before.toLocaleString('en-US')} → ${count(rows.after, 'row')})`)
    const changed = columns.filter(({ changed_cells }) => (changed_cells ?? 0) > 0)
    if (rows.changed > 0)
      parts.push(
        `${count(
          changed.reduce((sum, { changed_cells }) => sum + changed_cells!, 0),
          'cell',
        )} ${would ? 'would change' : 'changed'} in ${count(rows.changed, 'row')}`,
      )
    if (parts.length === 0) parts.push(would ? 'no cell and no row would change' : 'no cell and no row changed')
    parts.push(
      ...changed
        .slice(0, mostColumns)
        .map((column) => `${column.name}: ${count(column.changed_cells!, 'cell')}, such as ${sayedSamples(column)}`),
    )
    if (changed.length > mostColumns) parts.push(`and ${changed.length - mostColumns} more columns`)
  }
  if (invalid_rows)
    parts.push(
      invalid_rows.before === invalid_rows.after
        ? `rows with invalid cells: ${invalid_rows.after.toLocaleString('en-US')} as before`
        : `rows with invalid cells: ${invalid_rows.before.toLocaleString('en-US')} → ${invalid_rows.after.toLocaleString('en-US')}`,
    )
  return `${template.name}: ${parts.join('; ')}.`
}

const sayedSamples = ({ samples }: PreviewDiff['sheets'][number]['columns'][number]): string =>
  list(samples.slice(0, 3).map(({ before, after }) => `${sayCell(before)} → ${sayCell(after)}`))

/** A cell as it is shown in a sentence. */
export function sayCell(value: string | null): string {
  if (value === null || value === '') return 'empty'
  const line = value.replace(/\s+/g, ' ')
  return `“${line.length > mostLength ? `${line.slice(0, mostLength)}…` : line}”`
}

/** What a change breaks, in words. */
export const describeBroken = (broken: readonly Broken[]): string =>
  list(
    broken.map(({ template, column, rule, rows, samples }) =>
      rule === 'required'
        ? `${count(rows, 'row')} of ${template} would have no ${column}, which is required`
        : `${count(rows, 'row')} of ${template} would link to nothing in ${column}${samples.length > 0 ? ` (${samples.map(sayCell).join(', ')})` : ''}`,
    ),
  )
