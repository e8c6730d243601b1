import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { expect } from 'vitest'

export type ApiReply = {
  status: number
  headers: Record<string, string | string[] | number | undefined>
  /** Parsed when the reply is JSON, else its text. */
  // biome-ignore lint/suspicious/noExplicitAny: tests know what they asked for, and the document has checked it
  body: any
  text: string
}

export type ApiCall = {
  body?: unknown
  headers?: Record<string, string>
  query?: Record<string, string | number | boolean>
  /** Instead of the client's; null sends none. */
  apiKey?: string | null
  /** Sent as it is, with its own content type. */
  raw?: { payload: string | Buffer; contentType?: string }
}

export type Api = {
  call(method: string, path: string, call?: ApiCall): Promise<ApiReply>
  get(path: string, call?: ApiCall): Promise<ApiReply>
  post(path: string, body?: unknown, call?: ApiCall): Promise<ApiReply>
  put(path: string, body?: unknown, call?: ApiCall): Promise<ApiReply>
  patch(path: string, body?: unknown, call?: ApiCall): Promise<ApiReply>
  delete(path: string, call?: ApiCall): Promise<ApiReply>
  /** Announces a file and sends its bytes; gives the file. */
  upload(migrationId: string, name: string, content: string | Buffer): Promise<{ id: string }>
  /** The same server, as another account. */
  as(apiKey: string | null): Api
}

/**
 * A client over `inject` that checks every reply below /api/v1 against the published document: a status, a field or a
 * content type that is not in it fails the test. Paths are given without `/api/v1`.
 */
export async function callApi(server: FastifyInstance, apiKey: string | null): Promise<Api> {
  await server.ready()
  return clientOf(server, apiKey, checkerOf(JSON.parse(JSON.stringify(server.swagger())) as Document))
}

function clientOf(server: FastifyInstance, apiKey: string | null, check: Check): Api {
  const call: Api['call'] = async (method, path, options = {}) => {
    const key = options.apiKey === undefined ? apiKey : options.apiKey
    const url = `/api/v1${path}`
    const response = await server.inject({
      method: method as InjectOptions['method'],
      url,
      query: stringified(options.query),
      headers: {
        ...(key === null ? {} : { 'x-api-key': key }),
        ...(options.raw?.contentType ? { 'content-type': options.raw.contentType } : {}),
        ...options.headers,
      },
      ...(options.raw
        ? { payload: options.raw.payload }
        : options.body === undefined
          ? {}
          : { payload: options.body as object }),
    })
    const isJson = /^application\/json/.test(String(response.headers['content-type'] ?? ''))
    const reply = {
      status: response.statusCode,
      headers: response.headers,
      body: isJson ? JSON.parse(response.body) : response.body,
      text: response.body,
    }
    check(method, url, reply)
    return reply
  }
  return {
    call,
    get: (path, options) => call('GET', path, options),
    post: (path, body = {}, options) => call('POST', path, { body, ...options }),
    put: (path, body, options) => call('PUT', path, { body, ...options }),
    patch: (path, body, options) => call('PATCH', path, { body, ...options }),
    delete: (path, options) => call('DELETE', path, options),
    async upload(migrationId, name, content) {
      const announced = await call('POST', `/migrations/${migrationId}/files`, { body: { files: [{ name }] } })
      expect(announced.status).toBe(201)
      const [file] = announced.body.files
      const { pathname, search } = new URL(file.signed_url)
      const raw = { payload: content, contentType: file.content_type }
      const put = await call('PUT', pathname.slice('/api/v1'.length) + search, { raw, apiKey: null })
      expect(put.status).toBe(200)
      return put.body.file
    },
    as: (other) => clientOf(server, other, check),
  }
}

const stringified = (query: ApiCall['query']) =>
  query && Object.fromEntries(Object.entries(query).map(([name, value]) => [name, String(value)]))

type Media = { schema?: object }
type Operation = { responses: Record<string, { content?: Record<string, Media> }> }
type Document = { paths: Record<string, Record<string, Operation>> }
type Check = (method: string, url: string, reply: ApiReply) => void

/** Every reply has a request id; one of a documented call has a documented status, content type and body. */
function checkerOf(document: Document): Check {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema(document, 'api')
  const paths = Object.keys(document.paths).map((path) => ({
    path,
    pattern: new RegExp(`^${path.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '[^/]+')}$`),
  }))
  const validators = new Map<string, ValidateFunction>()
  return (method, url, reply) => {
    expect(reply.headers['x-request-id'], `${method} ${url} has a request id`).toMatch(/^[\w.:-]+$/)
    const pathname = url.split('?')[0] ?? ''
    const exact = paths.find(({ path }) => path === pathname)
    const found =
      exact ?? paths.find(({ path, pattern }) => pattern.test(pathname) && document.paths[path]?.[method.toLowerCase()])
    const operation = found && document.paths[found.path]?.[method.toLowerCase()]
    if (!found || !operation) {
      expect(reply.status, `${method} ${url} is not in the document`).toBe(404)
      return
    }
    const name = `${method} ${found.path} ${reply.status}`
    const response = operation.responses[reply.status]
    expect(response, `${name} is documented`).toBeDefined()
    const type = String(reply.headers['content-type'] ?? '').split(';')[0] ?? ''
    const media = response?.content?.[type]
    if (!response?.content) {
      expect(reply.text, `${name} has no body`).toBe('')
      return
    }
    expect(media, `${name} as ${type} is documented`).toBeDefined()
    if (type !== 'application/json') return
    const pointer = [
      'paths',
      found.path,
      method.toLowerCase(),
      'responses',
      `${reply.status}`,
      'content',
      type,
      'schema',
    ]
    const ref = `api#/${pointer.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')}`
    const validate = validators.get(ref) ?? ajv.compile({ $ref: ref })
    validators.set(ref, validate)
    const fits = validate(reply.body)
    expect(fits ? [] : validate.errors, `${name} fits the document`).toEqual([])
  }
}
