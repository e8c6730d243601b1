import type { PollutedFile } from './pollute-table.ts'
import type { ReadTable } from './read-delimited.ts'

/** What is wrong with the reading of a polluted file, in words; undefined when it is exactly right. */
export function findFault(read: readonly ReadTable[], file: PollutedFile): string | undefined {
  const { tables, aside, warnings = [] } = file
  if (read.length !== tables.length) return `${read.length} tables instead of ${tables.length}`
  for (const [at, { header, rows }] of tables.entries()) {
    const found = read[at]!
    const [foundHeader, wanted] = [found.header.map((name) => name.trim()), header.map((name) => name.trim())]
    if (foundHeader.join('\u241f') !== wanted.join('\u241f'))
      return `header ${JSON.stringify(found.header)} instead of ${JSON.stringify(header)}`
    if (found.rows.length !== rows.length) return `${found.rows.length} rows instead of ${rows.length}`
    for (const [row, cells] of rows.entries()) {
      const own = found.rows[row]!
      // Whether an empty cell is null or '' depends on its quotes, which are not what is judged here.
      if (JSON.stringify(own.map((cell) => cell ?? '')) !== JSON.stringify(cells.map((cell) => cell ?? '')))
        return `row ${row + 1} is ${JSON.stringify(own)} instead of ${JSON.stringify(cells)}`
    }
  }
  if (aside) {
    const found: Record<string, number> = {}
    for (const table of read)
      for (const [reason, count] of Object.entries(table.aside)) found[reason] = (found[reason] ?? 0) + count
    const sorted = (counts: object) => JSON.stringify(Object.entries(counts).sort())
    if (sorted(found) !== sorted(aside)) return `set aside ${sorted(found)} instead of ${sorted(aside)}`
  }
  const told = new Set(read.flatMap((table) => table.warnings))
  const untold = warnings.filter((code) => !told.has(code))
  return untold.length > 0 ? `not told: ${untold.join(', ')}` : undefined
}
