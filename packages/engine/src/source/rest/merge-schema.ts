import { isObject } from './find-records.ts'

/** So many records without a field say that it is gone; fewer may just not have it. */
const enoughRecords = 10

type Properties = Record<string, { type?: unknown }>

/**
 * What is known of the records' fields, with what has been seen now: new fields, further types, and, after enough
 * records, without those that none has any more. `news` says each difference; without any the schema is the known one.
 */
export function mergeSchema(
  known: Record<string, unknown>,
  seen: Record<string, unknown>,
  records: number,
): { schema: Record<string, unknown>; news: string[] } {
  const [before, now] = [propertiesOf(known), propertiesOf(seen)]
  const added = Object.keys(now).filter((name) => !Object.hasOwn(before, name))
  const gone = records < enoughRecords ? [] : Object.keys(before).filter((name) => !Object.hasOwn(now, name))
  const changed = Object.keys(before).filter(
    (name) => Object.hasOwn(now, name) && widened(before[name], now[name]).length > typesOf(before[name]).length,
  )
  const news = [
    ...added.map((name) => `${name} is new`),
    ...changed.map((name) => `${name} is ${typesOf(now[name]).filter(isKind).join(' or ') || 'empty'} now`),
    ...gone.map((name) => `${name} is gone`),
  ]
  if (news.length === 0) return { schema: known, news }
  const kept = Object.entries(before)
    .filter(([name]) => !gone.includes(name))
    .map(([name, property]) => [name, changed.includes(name) ? { type: widened(property, now[name]) } : property])
  return {
    news,
    schema: {
      ...known,
      properties: Object.fromEntries([...kept, ...added.map((name) => [name, now[name]])]),
    },
  }
}

const propertiesOf = (schema: Record<string, unknown>): Properties =>
  (isObject(schema['properties']) ? schema['properties'] : {}) as Properties

const typesOf = (property: { type?: unknown } | undefined): string[] => [property?.type ?? []].flat().map(String)

const isKind = (type: string): boolean => type !== 'null'

/** Both sets of types; a whole number is nothing new where numbers are known. */
function widened(before: { type?: unknown } | undefined, now: { type?: unknown } | undefined): string[] {
  const known = new Set(typesOf(before))
  const all = new Set([...known, ...typesOf(now).filter((type) => !(type === 'integer' && known.has('number')))])
  return [...all].sort()
}
