/**
 * JSON text that PostgreSQL's jsonb takes. It refuses NUL characters and halves of surrogate pairs, which raw data may
 * well hold; they become the replacement character U+FFFD.
 */
export function toJsonb(value: unknown): string {
  const json = JSON.stringify(value ?? null)
  if (!suspicious.test(json)) return json
  return JSON.stringify(value, (_key, item) => {
    if (typeof item === 'string') return clean(item)
    if (item === null || typeof item !== 'object' || Array.isArray(item)) return item
    return Object.fromEntries(Object.entries(item).map(([key, entry]) => [clean(key), entry]))
  })
}

const suspicious = /\\u(?:0000|[dD][89a-fA-F])/

const clean = (value: string) => value.toWellFormed().replaceAll('\u0000', '\ufffd')
