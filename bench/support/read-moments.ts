import { openMemoryDuckdb } from '../../packages/engine/src/duckdb/index.ts'
import { dateFormat, formatsFor } from '../../packages/engine/src/profile/index.ts'
import { libraryMacros } from '../../packages/engine/src/recipe/index.ts'
import { sql, textList } from '../../packages/engine/src/sql/quote.ts'

/** A text, and which order its day and month have where that is known. */
export type MomentText = { text: string | null; order?: 'day_first' | 'month_first' | undefined }

/** Each text by itself as `YYYY-MM-DDTHH:MM:SS`, through the formats and functions that a column is read with. */
export async function readMoments(texts: readonly MomentText[]): Promise<(string | null)[]> {
  const db = await openMemoryDuckdb()
  try {
    await db.exec(libraryMacros())
    const found: (string | null)[] = []
    for (const { text, order } of texts) {
      const formats =
        text === null ? [] : inOrder(formatsFor([text]), order ?? (text.includes('.') ? 'day_first' : 'month_first'))
      if (formats.length === 0) found.push(null)
      else {
        const call = `parse_timestamp($1, ${textList(formats)})`
        const [row] = await db.rows<{ at: string | null }>(sql(`SELECT strftime(${call}, '%Y-%m-%dT%H:%M:%S') AS at`), [
          text,
        ])
        found.push(row?.at ?? null)
      }
    }
    return found
  } finally {
    await db.close()
  }
}

const inOrder = (formats: readonly string[], order: 'day_first' | 'month_first'): string[] =>
  [...formats].sort((a, b) => Number(dateFormat(b)?.order === order) - Number(dateFormat(a)?.order === order))
