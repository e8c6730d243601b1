import type { ApiResponse } from './api-request.ts'

/** What templates see of an answer: `response` (its JSON) and `headers` (any case; `link` taken apart by `rel`). */
export function responseVariables(response: ApiResponse): { response: unknown; headers: Record<string, unknown> } {
  const links = parseLinks(response.headers['link'])
  const headers: Record<string, unknown> = {
    ...response.headers,
    ...(Object.keys(links).length > 0 ? { link: links } : {}),
  }
  return { response: response.json ?? {}, headers: anyCase(headers) }
}

/** A map whose keys are found in any case. */
function anyCase(headers: Record<string, unknown>): Record<string, unknown> {
  const lower = (key: string | symbol) => (typeof key === 'string' ? key.toLowerCase() : key)
  return new Proxy(headers, {
    get: (target, key) => Reflect.get(target, lower(key)),
    has: (target, key) => Reflect.has(target, lower(key)),
    getOwnPropertyDescriptor: (target, key) => Reflect.getOwnPropertyDescriptor(target, lower(key)),
  })
}

/** `Link: <https://…>; rel="next"` → `{ next: { url, rel } }`. */
export function parseLinks(header: string | undefined): Record<string, Record<string, string>> {
  const out: Record<string, Record<string, string>> = {}
  for (const found of (header ?? '').matchAll(
    /<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~-]+\*?\s*=\s*(?:"[^"]*"|[^\s;,"]+))*)/g,
  )) {
    const link: Record<string, string> = { url: (found[1] as string).trim() }
    for (const part of (found[2] as string).matchAll(/;\s*([\w!#$&+.^`|~-]+)\*?\s*=\s*(?:"([^"]*)"|([^\s;,"]+))/g))
      link[(part[1] as string).toLowerCase()] = (part[2] ?? part[3]) as string
    out[link['rel'] ?? link['url'] ?? ''] = link
  }
  return out
}
