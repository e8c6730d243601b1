import { type Call, type Emulator, type Reply, serve } from './serve.ts'

export const restToken = 'emulatedRestToken-77'

/** The ways of paging that public APIs have. Each is an endpoint of the emulator. */
export const restEndpoints = [
  '/link_header',
  '/next_url',
  '/tokens',
  '/pages',
  '/zero_pages',
  '/offsets',
  '/after_last',
  '/capped',
  '/unpaged',
] as const

const rows = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    name: `Row ${n + 1}`,
    tags: [],
    amount: n * 1.5,
    updated_at: new Date(Date.UTC(2024, 0, 1, n)).toISOString().replace('.000Z', 'Z'),
  }))

/** A JSON API of many manners: bearer token, nine ways of paging over `count` records, an OpenAPI document. */
export async function startRest(
  count = 130,
  isKnown = (call: Call) => call.headers.authorization === `Bearer ${restToken}`,
): Promise<Emulator> {
  const all = rows(count)
  let origin = ''
  const answer = ({ path, query }: Call): Reply => {
    const whole = (name: string, fallback: number) =>
      /^\d+$/.test(query.get(name) ?? '') ? Number(query.get(name)) : fallback
    const cut = (from: number, size: number) => all.slice(from, from + size)
    switch (path) {
      case '/openapi.json':
        return { body: openApi }
      case '/link_header': {
        const [page, size] = [whole('page', 1), Math.min(100, whole('per_page', 20))]
        const next = `<${origin}${path}?page=${page + 1}&per_page=${size}>; rel="next"`
        return { body: cut((page - 1) * size, size), headers: page * size < count ? { link: next } : {} }
      }
      case '/next_url': {
        const [from, size] = [whole('from', 0), whole('limit', 25)]
        return {
          body: {
            count,
            next: from + size < count ? `${origin}${path}?from=${from + size}&limit=${size}` : null,
            results: cut(from, size),
          },
        }
      }
      case '/tokens': {
        const from = Number(Buffer.from(query.get('cursor') ?? '', 'base64').toString() || 0)
        const size = whole('page_size', 30)
        const next = from + size < count ? Buffer.from(String(from + size)).toString('base64') : null
        return { body: { data: { items: cut(from, size) }, meta: { next_cursor: next } } }
      }
      case '/pages': {
        const since = query.get('updated_since')
        const known = since ? all.filter(({ updated_at }) => updated_at >= since) : all
        const [page, size] = [whole('page', 1), Math.min(50, whole('limit', 10))]
        return { body: { pages: known.slice((page - 1) * size, page * size), total: known.length } }
      }
      case '/zero_pages':
        return { body: { records: cut(whole('page', 0) * whole('size', 20), whole('size', 20)) } }
      case '/offsets':
        return { body: { offset: whole('offset', 0), rows: cut(whole('offset', 0), Math.min(40, whole('limit', 40))) } }
      case '/after_last':
        return { body: { has_more: true, list: cut(whole('starting_after', 0), whole('limit', 10)) } }
      case '/capped':
        // no page size can be chosen
        return { body: { data: cut((whole('page', 1) - 1) * 15, 15) } }
      case '/unpaged':
        return { body: all }
      case '/inside':
        return { body: { error: { message: `no such report; token ${restToken}` } } }
      case '/one':
        return { body: { id: 1, name: 'alone' } }
      case '/html':
        return { body: '<html>login</html>' }
      case '/forbidden':
        return { status: 403, body: { message: 'not for you' } }
      case '/hang':
        return { hang: true }
      case '/reset':
        return { reset: true }
      case '/cut':
        return { body: '{"data": [{"id": 1', headers: { 'content-type': 'application/json' } }
      default:
        return { status: 404, body: { message: 'nothing here' } }
    }
  }
  const emulator = await serve((call) =>
    isKnown(call) ? answer(call) : { status: 401, body: { message: `bad token ${call.headers.authorization}` } },
  )
  origin = emulator.origin
  return emulator
}

const listOf = (schema: object) => ({ get: { responses: { 200: { content: { 'application/json': { schema } } } } } })
const openApi = {
  openapi: '3.1.0',
  paths: {
    '/pages': listOf({ $ref: '#/components/schemas/Page' }),
    '/offsets': listOf({ type: 'object', properties: { rows: { type: 'array', items: { type: 'object' } } } }),
    '/one': listOf({ type: 'object', properties: { id: { type: 'integer' } } }),
    '/rows/{id}': listOf({ type: 'array' }),
  },
  components: { schemas: { Page: { type: 'object', properties: { pages: { type: 'array', items: {} } } } } },
}
