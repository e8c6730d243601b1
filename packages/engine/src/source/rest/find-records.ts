export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
export type JsonObject = { [key: string]: Json }

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Names that stand in templates of the manifest: nothing in them can be more than a name. */
export const isPlainName = (name: string): boolean => /^[\w@$-][\w@$.-]*$/.test(name)

export type FoundRecords = { path: string[]; records: JsonObject[] }

const usualNames = ['data', 'items', 'results', 'records', 'value', 'values', 'rows', 'entries', 'list', 'elements']

/**
 * Where in an answer the records stand: the list of objects that is named like the endpoint or as lists usually are, or
 * else the longest, at most three names deep. An empty list counts when its name tells. Null when there is none.
 */
export function findRecords(answer: unknown, endpointName: string): FoundRecords | null {
  const found: (FoundRecords & { score: number })[] = []
  const visit = (value: unknown, path: string[]): void => {
    if (Array.isArray(value)) {
      const records = value.filter(isObject)
      if (records.length < value.length) return
      const name = path.at(-1) ?? ''
      const isNamed = name.toLowerCase() === endpointName.toLowerCase()
      const isUsual = usualNames.includes(name.toLowerCase())
      if (records.length === 0 && path.length > 0 && !isNamed && !isUsual) return
      const named = path.length === 0 || isNamed ? 1000 : isUsual ? 500 : 0
      found.push({ path, records, score: named - path.length * 10 + Math.min(400, records.length) })
      return
    }
    if (!isObject(value) || path.length >= 3) return
    for (const [name, item] of Object.entries(value)) if (isPlainName(name)) visit(item, [...path, name])
  }
  visit(answer, [])
  found.sort((a, b) => b.score - a.score)
  const [best] = found
  return best ? { path: best.path, records: best.records } : null
}

/** The value at a path of names, or undefined. */
export function at(value: unknown, path: readonly string[]): unknown {
  let here = value
  for (const name of path) here = isObject(here) && Object.hasOwn(here, name) ? here[name] : undefined
  return here
}

/** One record as text, to tell whether two pages begin with the same. */
export const printOf = (record: JsonObject | undefined): string | null =>
  record === undefined ? null : JSON.stringify(record)
