/**
 * What a path finds in a document. `*` stands for any key or index, `**` for any depth. Null: nothing is there.
 * Without wildcards there is at most one value.
 */
export function selectPath(document: unknown, path: readonly string[]): unknown[] {
  let found: unknown[] = [document]
  for (const part of path) {
    const next: unknown[] = []
    for (const value of found) {
      if (part === '**') collect(value, next, 0)
      else if (typeof value !== 'object' || value === null) continue
      else if (part === '*') next.push(...Object.values(value))
      else if (Array.isArray(value)) {
        const index = Number(part)
        const item = Number.isInteger(index) ? value.at(index) : undefined
        if (item !== undefined) next.push(item)
      } else if (Object.hasOwn(value, part)) next.push((value as Record<string, unknown>)[part])
    }
    found = next
  }
  return found
}

function collect(value: unknown, into: unknown[], depth: number): void {
  into.push(value)
  if (typeof value === 'object' && value !== null && depth < 50)
    for (const item of Object.values(value)) collect(item, into, depth + 1)
}

/** Removes what a path finds; the parts of the path may be wildcards. */
export function removePath(document: unknown, path: readonly string[]): void {
  const last = path.at(-1)
  if (last === undefined) return
  for (const parent of selectPath(document, path.slice(0, -1))) {
    if (typeof parent !== 'object' || parent === null) continue
    if (last === '*') for (const key of Object.keys(parent)) delete (parent as Record<string, unknown>)[key]
    else if (Array.isArray(parent)) {
      if (/^\d+$/.test(last)) parent.splice(Number(last), 1)
    } else delete (parent as Record<string, unknown>)[last]
  }
}
