/** One place where two documents differ; null stands for what is not there. */
export type Difference = { path: string; before: unknown; after: unknown }

/** Where two JSON documents differ, by dotted path. Items of a list are told apart by their `name` where all have one. */
export function diffDocuments(before: unknown, after: unknown, path = ''): Difference[] {
  if (isTree(before) && isTree(after)) {
    const [old, fresh] = [childrenOf(before), childrenOf(after)]
    const names = [...new Set([...old.keys(), ...fresh.keys()])]
    return names.flatMap((name) =>
      diffDocuments(old.get(name) ?? null, fresh.get(name) ?? null, path === '' ? name : `${path}.${name}`),
    )
  }
  return before === after ? [] : [{ path, before: before ?? null, after: after ?? null }]
}

const isTree = (value: unknown): value is object => typeof value === 'object' && value !== null

function childrenOf(value: object): Map<string, unknown> {
  if (!Array.isArray(value)) return new Map(Object.entries(value))
  const names = value.map((item) => (isTree(item) ? (item as { name?: unknown }).name : undefined))
  const areNamed = names.every((name) => typeof name === 'string') && new Set(names).size === names.length
  return new Map(value.map((item, at) => [areNamed ? String(names[at]) : String(at), item]))
}
