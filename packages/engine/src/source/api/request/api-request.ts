/** A request before it is written out: every part can still be added to. */
export type ApiRequest = {
  method: string
  /** Base and path; may carry a query of its own (a next link of the source). */
  url: string
  params: Record<string, unknown>
  headers: Record<string, string>
  body: ApiBody
}

export type ApiBody =
  | { kind: 'none' }
  | { kind: 'json'; value: unknown }
  | { kind: 'form'; value: Record<string, unknown> }
  | { kind: 'text'; value: string }

/** What came back, read once. */
export type ApiResponse = {
  status: number
  /** Names in lower case. */
  headers: Record<string, string>
  body: Buffer
  /** The body as JSON, or null when it is none (or empty). */
  json: unknown
}

/** A value as a parameter shows it: Python's words for booleans, JSON for what has parts. */
export function paramText(value: unknown): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (typeof value === 'object' && value !== null) return jsonText(value)
  return String(value)
}

/** JSON in which bigints keep every digit. */
export function jsonText(value: unknown): string {
  const bigs: string[] = []
  const text = JSON.stringify(value, (_key, item) => {
    if (typeof item !== 'bigint') return item
    bigs.push(String(item))
    return `\u0000big${bigs.length - 1}\u0000`
  })
  return bigs.length === 0 ? text : text.replace(/"\\u0000big(\d+)\\u0000"/g, (_, at) => bigs[Number(at)] as string)
}

/** The address with its query: lists repeat their key; a pair that the address already has is not said twice. */
export function fullUrl(request: ApiRequest): string {
  const url = new URL(request.url)
  const pairs: string[] = []
  for (const [name, value] of Object.entries(request.params)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === null || item === undefined) continue
      const text = paramText(item)
      if (url.searchParams.getAll(name).includes(text)) continue
      pairs.push(`${encode(name)}=${encode(text)}`)
    }
  }
  const query = [url.search.slice(1), ...pairs].filter((part) => part !== '').join('&')
  url.search = query
  return url.href
}

const encode = (text: string): string => encodeURIComponent(text).replace(/'/g, '%27')

export function bodyText(body: ApiBody): { text: string | undefined; contentType: string | undefined } {
  switch (body.kind) {
    case 'none':
      return { text: undefined, contentType: undefined }
    case 'json':
      return { text: jsonText(body.value), contentType: 'application/json' }
    case 'text':
      return { text: body.value, contentType: undefined }
    case 'form': {
      const form = new URLSearchParams()
      for (const [name, value] of Object.entries(body.value))
        for (const item of Array.isArray(value) ? value : [value])
          if (item !== null && item !== undefined) form.append(name, paramText(item))
      return { text: form.toString(), contentType: 'application/x-www-form-urlencoded' }
    }
  }
}

/** Base and path joined by one slash; a path that is an address of its own replaces the base. */
export function joinUrl(base: string, path: string): string {
  if (/^https?:\/\//i.test(path)) return path
  if (path === '') return base
  return `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
}
