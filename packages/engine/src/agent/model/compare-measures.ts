import type { Measured } from './measure.ts'

/**
 * Everything in which `after` is worse than `before`, in words; empty when it may be taken. A proposal of a model has to
 * lose nothing: no row, no filled cell, no column of the source, and must make no cell invalid that was not.
 */
export function findLosses(before: Measured, after: Measured): string[] {
  const losses: string[] = []
  if (!after.balanced) losses.push('not every source row would be accounted for')
  if (after.dropped > before.dropped)
    losses.push(`${after.dropped - before.dropped} more source rows would be left out`)
  for (const [slug, sheet] of before.sheets) {
    const now = after.sheets.get(slug)
    if (!now) {
      losses.push(`the sheet ${slug} would be gone`)
      continue
    }
    if (now.rows < sheet.rows) losses.push(`${slug} would have ${sheet.rows - now.rows} rows less`)
    if (now.rows > sheet.rows)
      losses.push(`${slug} would have ${now.rows - sheet.rows} rows more than the source gives`)
    if (now.invalidCells > sheet.invalidCells || now.invalidRows > sheet.invalidRows) {
      losses.push(
        `${slug} would have ${now.invalidCells} invalid cells in ${now.invalidRows} rows instead of ${sheet.invalidCells} in ${sheet.invalidRows}`,
      )
    }
    for (const [name, { filled }] of sheet.columns) {
      const cells = now.columns.get(name)?.filled ?? 0
      if (cells < filled) losses.push(`${slug}.${name} would have ${filled - cells} filled cells less`)
    }
  }
  if (after.used.size < before.used.size) {
    const lost = [...before.used].filter((column) => !after.used.has(column)).map((column) => column.split('\t')[1])
    losses.push(`the source's ${lost.join(', ')} would not be used any more`)
  }
  return losses
}

/** The template columns whose cells differ, as `template.column`. */
export function findChanges(before: Measured, after: Measured): string[] {
  return [...after.sheets].flatMap(([slug, { columns }]) =>
    [...columns].flatMap(([name, { content, filled }]) => {
      const was = before.sheets.get(slug)?.columns.get(name)
      return was?.content === content && was.filled === filled ? [] : [`${slug}.${name}`]
    }),
  )
}

/** Of a sheet that is made up from nothing, at most this share of rows may be invalid. */
const poorShare = 0.2

/** Sheets that were not there before and are no good, in words. */
export const findPoorSheets = (before: Measured, after: Measured): string[] =>
  [...after.sheets].flatMap(([slug, { rows, invalidRows }]) =>
    before.sheets.has(slug) || (rows > 0 && invalidRows <= poorShare * rows)
      ? []
      : [`of the ${rows} rows of ${slug} ${invalidRows} would be invalid`],
  )
