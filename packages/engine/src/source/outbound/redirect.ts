export type Hop = { method: string; url: URL; headers: Record<string, string>; body: string | Buffer | undefined }

/** Headers that say nothing about who asks: the only ones that follow a redirect to another origin. */
const harmless = new Set(['accept', 'accept-encoding', 'accept-language', 'user-agent'])

export const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status)

/**
 * The request after a redirect, or why there is none. 303 (and 301, 302 of a POST) becomes a GET without a body. To
 * another origin nothing goes that could hold a credential: neither headers nor a body.
 */
export function followRedirect(from: Hop, status: number, location: string): Hop | { refused: string } {
  let url: URL
  try {
    url = new URL(location, from.url)
  } catch {
    return { refused: 'the address it points to cannot be read' }
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return { refused: `it points to ${url.protocol}` }
  if (from.url.protocol === 'https:' && url.protocol === 'http:') return { refused: 'it leaves TLS' }
  url.username = ''
  url.password = ''
  url.hash = ''
  const toGet = status === 303 || ((status === 301 || status === 302) && from.method === 'POST')
  const sameOrigin = url.origin === from.url.origin
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(from.headers)) {
    const lower = name.toLowerCase()
    if (toGet && (lower === 'content-type' || lower === 'content-length')) continue
    if (sameOrigin || harmless.has(lower)) headers[name] = value
  }
  if (!sameOrigin && !toGet && from.body !== undefined)
    return { refused: 'it would carry the body of the request to another host' }
  return { method: toGet ? 'GET' : from.method, url, headers, body: toGet ? undefined : from.body }
}
