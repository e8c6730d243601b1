import { EngineError } from '../errors.ts'

/**
 * The JSON of a request body; undefined for an empty one. Throws `malformed_json` for what is not JSON or not UTF-8,
 * and `invalid_request` for text that no store can keep (NUL, halves of surrogate pairs).
 */
export function parseJsonBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return undefined
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new EngineError('malformed_json', 'The body is not UTF-8. Encode the JSON as UTF-8.', { cause })
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new EngineError('malformed_json', 'The body is not valid JSON. Check quotes, commas and brackets.', { cause })
  }
  // Only an escape can bring such characters in: raw ones are not valid JSON or not valid UTF-8.
  if (text.includes('\\u')) refuseUnstorable(value)
  return withoutPrototypes(text, value)
}

/** Whether text can be kept: PostgreSQL takes neither NUL nor half of a surrogate pair. */
export const isStorable = (text: string): boolean => !text.includes('\u0000') && text.isWellFormed()

function refuseUnstorable(root: unknown): void {
  const stack: { path: string; value: unknown }[] = [{ path: '', value: root }]
  for (let next = stack.pop(); next; next = stack.pop()) {
    const { path, value } = next
    if (typeof value === 'string' && !isStorable(value)) throw unstorable(path)
    if (typeof value !== 'object' || value === null) continue
    for (const [key, child] of Object.entries(value)) {
      if (!isStorable(key)) throw unstorable(path)
      stack.push({ path: path ? `${path}.${key}` : key, value: child })
    }
  }
}

const unstorable = (path: string) =>
  new EngineError('invalid_request', 'The body holds a NUL character or half of a surrogate pair. Remove it.', {
    details: [{ path, message: 'not valid text' }],
  })

/** JSON may spell a key `__proto__`; nothing here has such a field, and code that copies objects must not meet it. */
function withoutPrototypes(text: string, value: unknown): unknown {
  if (!text.includes('__proto__') && !text.includes('\\u005f')) return value
  const stack: unknown[] = [value]
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (typeof next !== 'object' || next === null) continue
    if (Object.hasOwn(next, '__proto__')) {
      throw new EngineError('unknown_field', 'The body has a field that is not known here: __proto__.', {
        details: [{ path: '__proto__', message: 'This field is not known here' }],
      })
    }
    stack.push(...Object.values(next))
  }
  return value
}
