import type { StagedColumn } from '@godwit/contract'

/** Names that a staging table has for itself. */
const reserved = ['_row', '_table']
const longestName = 200

/**
 * Gives every column a name that is unique whatever the case, never empty, on one line, and free of characters that SQL
 * cannot hold. A repeated name gets ` (2)`, a blank one `column_3` after its position.
 */
export function nameColumns(
  headers: readonly { header: string; nested?: boolean; fallback?: string }[],
): StagedColumn[] {
  const taken = new Set(reserved)
  const wanted = headers.map(({ header, fallback }, at) => readableName(header) || fallback || `column_${at + 1}`)
  // A name that the source itself has goes before one made up for a blank or repeated header.
  const own = new Set(headers.map(({ header }) => readableName(header).toLowerCase()))
  return headers.map(({ header, nested = false }, at) => {
    const base = wanted[at]!
    let name = base
    const free = () => !taken.has(name.toLowerCase()) && (name === base || !own.has(name.toLowerCase()))
    for (let n = 2; !free(); n++) name = `${base} (${n})`
    taken.add(name.toLowerCase())
    return { name, header, nested }
  })
}

function readableName(header: string): string {
  const text = header
    .toWellFormed()
    .replace(/[\p{Cc}\ufeff\s]+/gu, ' ')
    .trim()
  return text.length > longestName ? `${text.slice(0, longestName - 1).toWellFormed()}…` : text
}
