import { isMap } from '../manifest/build-component.ts'

/** Casts values to the types that the schema says, where the value can be one; the rest stays as it is. */
export function normalizeValue(value: unknown, schema: unknown, depth = 0): unknown {
  if (!isMap(schema) || depth > 30 || value === null || value === undefined) return value
  const types = [schema['type']].flat().filter((type): type is string => typeof type === 'string' && type !== 'null')
  if (isMap(value)) {
    const properties = schema['properties']
    if (!isMap(properties)) return value
    for (const [key, item] of Object.entries(value))
      if (Object.hasOwn(properties, key)) value[key] = normalizeValue(item, properties[key], depth + 1)
    return value
  }
  if (Array.isArray(value)) return value.map((item) => normalizeValue(item, schema['items'], depth + 1))
  if (types.length !== 1) return value
  switch (types[0]) {
    case 'string':
      return typeof value === 'boolean' ? (value ? 'True' : 'False') : String(value)
    case 'integer':
      return typeof value === 'string' && /^\s*-?\d+\s*$/.test(value) ? whole(value) : value
    case 'number':
      return typeof value === 'string' && /^\s*-?\d+(\.\d+)?(e[+-]?\d+)?\s*$/i.test(value) ? Number(value) : value
    case 'boolean':
      if (typeof value !== 'string') return value
      return /^(true|t|yes|y|on|1)$/i.test(value) ? true : /^(false|f|no|n|off|0)$/i.test(value) ? false : value
    default:
      return value
  }
}

function whole(text: string): number | bigint {
  const number = Number(text)
  return Number.isSafeInteger(number) ? number : BigInt(text.trim())
}
