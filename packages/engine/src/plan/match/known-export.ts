import { headerKey, type KnownExport, knownExports } from '../words/exports/known-exports.ts'

/** So many headers of a table, and such a share of them, must be a system's for the table to be its export. */
const leastHeaders = 4
const leastShare = 0.3

/** The system whose export a table looks like, by its headers; null where none is recognised without doubt. */
export function recogniseExport(labels: readonly string[]): KnownExport | null {
  const keys = [...new Set(labels.map((label) => headerKey(bare(label))))]
  let best: { known: KnownExport; count: number } | null = null
  for (const known of knownExports) {
    const count = keys.filter((key) => known.meanings.has(key)).length
    if (count > (best?.count ?? 0)) best = { known, count }
  }
  return best && best.count >= leastHeaders && best.count >= leastShare * keys.length ? best.known : null
}

/** What a header of a recognised export means, in words that names know. */
export const meaningOf = (known: KnownExport, label: string): string | null =>
  known.meanings.get(headerKey(bare(label))) ?? null

/** Connectors put words of their own before the headers of the system. */
const bare = (label: string): string => label.replace(/^(property|custom)_/, '').replace(/^\*/, '')
