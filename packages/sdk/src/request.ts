import { type ErrorBody, GodwitError, isErrorBody } from './godwit-error.ts'

export type FetchLike = (url: string, init?: RequestInit) => Promise<Response>

export type ClientOptions = {
  /** Where the server is, without `/api/v1`: `http://127.0.0.1:8080`. */
  baseUrl: string
  apiKey: string
  /** Stands in for the platform's `fetch`: a proxy agent, an in-process server, a test. */
  fetch?: FetchLike
  /** How often a call that may safely be repeated is tried again. Default 2; 0 turns retries off. */
  retries?: number
}

export type Call = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below `/api/v1`, starting with a slash. */
  path: string
  query?: Record<string, string | number | boolean | null | undefined>
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

/**
 * What became of a call, as a value: `success` with the parsed reply, `error` with the server's own error, or
 * `client_error` where no usable reply came (network, proxy, abort).
 */
export type Result<Reply> =
  | { type: 'success'; status: number; headers: Headers; data: Reply }
  | { type: 'error'; status: number; headers: Headers; data: ErrorBody }
  | { type: 'client_error'; status: number; error: GodwitError }

/** The reply, or the error thrown. An abort is thrown as the signal's own reason. */
export function unwrap<Reply>(result: Result<Reply>): Reply {
  if (result.type === 'success') return result.data
  if (result.type === 'client_error') throw result.error
  const { error, code, request_id, details } = result.data
  throw new GodwitError(code, error, { status: result.status, requestId: request_id, details })
}

/** The codes after which the very same call may work: the server is busy, away, or still at work on the first one. */
const passing: ReadonlySet<string> = new Set([
  'network',
  'rate_limited',
  'store_unavailable',
  'storage_unavailable',
  'idempotency_in_progress',
])
const longestWaitMs = 30_000

export type Requester = {
  /** One JSON call. Every POST carries an `Idempotency-Key`, so that repeating it does nothing twice. */
  request<Reply>(call: Call): Promise<Result<Reply>>
  /** The bare reply, for streams; the same authentication, no retries. A reply that is not 2xx is thrown. */
  open(call: Call): Promise<Response>
  /** Bytes to a signed URL: no key is sent there. */
  put(
    url: string,
    body: Blob | Uint8Array | ReadableStream | string,
    contentType: string,
    signal?: AbortSignal,
  ): Promise<void>
}

export function createRequester(options: ClientOptions): Requester {
  const fetchIt: FetchLike = options.fetch ?? ((url, init) => globalThis.fetch(url, init))
  const base = `${options.baseUrl.replace(/\/+$/, '')}/api/v1`
  const retries = options.retries ?? 2

  const send = (call: Call, accept: string) => {
    const headers: Record<string, string> = { accept, 'x-api-key': options.apiKey, ...call.headers }
    if (call.body !== undefined) headers['content-type'] = 'application/json'
    return fetchIt(base + call.path + renderQuery(call.query), {
      method: call.method,
      headers,
      body: call.body === undefined ? undefined : JSON.stringify(call.body),
      signal: call.signal,
    })
  }

  return {
    async request<Reply>(call: Call) {
      const headers = { ...call.headers }
      if (call.method === 'POST') headers['idempotency-key'] ??= crypto.randomUUID()
      for (let attempt = 0; ; attempt++) {
        const result = await read<Reply>(() => send({ ...call, headers }, 'application/json'), call.signal)
        const code =
          result.type === 'error' ? result.data.code : result.type === 'client_error' ? result.error.code : ''
        const safe = call.method !== 'PATCH' || code === 'rate_limited'
        if (!passing.has(code) || !safe || attempt >= retries) return result
        await pause(waitMs(result, attempt), call.signal)
      }
    },

    async open(call) {
      const response = await reach(() => send(call, '*/*'), call.signal)
      if (response.ok) return response
      unwrap(await readReply(response))
      throw new GodwitError('unexpected_reply', `The server answered ${response.status}.`, { status: response.status })
    },

    async put(url, body, contentType, signal) {
      const init: RequestInit & { duplex?: 'half' } = {
        method: 'PUT',
        headers: { 'content-type': contentType },
        body: body as RequestInit['body'],
        signal,
      }
      if (body instanceof ReadableStream) init.duplex = 'half'
      const response = await reach(() => fetchIt(url, init), signal)
      if (!response.ok) unwrap(await readReply(response))
      await response.body?.cancel()
    },
  }
}

async function read<Reply>(send: () => Promise<Response>, signal?: AbortSignal): Promise<Result<Reply>> {
  let response: Response
  try {
    response = await reach(send, signal)
  } catch (error) {
    if (error instanceof GodwitError) return { type: 'client_error', status: 0, error }
    throw error
  }
  return readReply<Reply>(response)
}

async function reach(send: () => Promise<Response>, signal?: AbortSignal): Promise<Response> {
  try {
    return await send()
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    throw new GodwitError('network', 'The server could not be reached: check that it runs and that the URL is right.', {
      cause,
    })
  }
}

async function readReply<Reply>(response: Response): Promise<Result<Reply>> {
  const { status, headers } = response
  let text: string
  try {
    text = await response.text()
  } catch (cause) {
    const error = new GodwitError('network', 'The connection broke while the reply was read: try again.', {
      status,
      cause,
    })
    return { type: 'client_error', status, error }
  }
  const data = parseJson(text)
  if (response.ok && (data !== undefined || text === ''))
    return { type: 'success', status, headers, data: data as Reply }
  if (!response.ok && isErrorBody(data)) return { type: 'error', status, headers, data }
  const message = `The reply (HTTP ${status}) is not one of Godwit's: check that the base URL is that of a Godwit server.`
  const requestId = headers.get('x-request-id')
  return { type: 'client_error', status, error: new GodwitError('unexpected_reply', message, { status, requestId }) }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function renderQuery(query: Call['query'] = {}): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== null) given.set(name, String(value))
  }
  return given.size === 0 ? '' : `?${given}`
}

function waitMs(result: Result<unknown>, attempt: number): number {
  const told = result.type === 'error' ? Number(result.headers.get('retry-after') ?? Number.NaN) : Number.NaN
  return Math.min(Number.isFinite(told) ? told * 1000 : 250 * 2 ** attempt, longestWaitMs)
}

/** Resolves after `ms`; rejects with the signal's reason as soon as it aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const onAbort = () => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort)
      resolve()
    }, ms)
    signal?.addEventListener('abort', onAbort, { once: true })
  })
}
