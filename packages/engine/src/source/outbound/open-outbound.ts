import { isIP } from 'node:net'
import type { Readable } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib'
import { Agent, buildConnector, request as send } from 'undici'
import { EngineError } from '../../errors.ts'
import { checkAddresses } from './check-addresses.ts'
import { hostAndPort, isAllowedPrivate, isConnectorHost } from './host-rule.ts'
import { followRedirect, type Hop, isRedirect } from './redirect.ts'

export type OutboundOptions = {
  /** `host:port` entries that may be reached though private, and without TLS. From GODWIT_ALLOW_PRIVATE_HOSTS. */
  allowPrivateHosts: readonly string[]
  /** For tests: how a name becomes addresses. */
  resolve?: (host: string) => Promise<string[]>
  /** Until a connection stands. Default 10 s. */
  connectTimeoutMs?: number
  /** From the first byte sent to the last byte received, over all redirects. Default 2 min. */
  totalTimeoutMs?: number
  /** Of a body, after decompression. Default 64 MiB. */
  maxBodyBytes?: number
  /** Default 5. */
  maxRedirects?: number
  /** Connections to one host at once. Default 16. */
  connections?: number
}

export type OutboundRequest = {
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  body?: string | Buffer | undefined
  /** The hosts of the connector: names, or `*.name`. Nothing else is reached, whatever a redirect says. */
  hosts: readonly string[]
  signal?: AbortSignal | undefined
}

export type OutboundResponse = {
  status: number
  /** Names in lower case; several values of one name joined by a comma. */
  headers: Record<string, string>
  body: Buffer
}

/**
 * The only way from a connector to the network. Every name is resolved here, every address checked, and the connection
 * made to the very address that was checked, so a name that changes its mind in between gains nothing. Fails with
 * EngineErrors `host_forbidden`, `source_unreachable`, `source_answer_invalid`; messages name host and path, never a
 * query, a header or a body.
 */
export interface Outbound {
  request(request: OutboundRequest): Promise<OutboundResponse>
  close(): Promise<void>
}

export function openOutbound(options: OutboundOptions): Outbound {
  const connectTimeoutMs = options.connectTimeoutMs ?? 10_000
  const totalTimeoutMs = options.totalTimeoutMs ?? 120_000
  const maxBodyBytes = options.maxBodyBytes ?? 64 * 1024 * 1024
  const maxRedirects = options.maxRedirects ?? 5
  const resolve = options.resolve ? { resolve: options.resolve } : {}
  const base = buildConnector({ timeout: connectTimeoutMs, rejectUnauthorized: true })

  const agent = new Agent({
    connections: options.connections ?? 16,
    headersTimeout: totalTimeoutMs,
    bodyTimeout: totalTimeoutMs,
    keepAliveTimeout: 10_000,
    connect: (target, callback) => {
      const host = target.hostname
        .toLowerCase()
        .replace(/^\[|\]$/g, '')
        .replace(/\.$/, '')
      const port = Number(target.port || (target.protocol === 'http:' ? 80 : 443))
      checkAddresses({ host, port, allowPrivateHosts: options.allowPrivateHosts, ...resolve })
        .then((addresses) => connectTo(addresses, host, target, callback))
        .catch((error) => callback(error, null))
    },
  })

  function connectTo(
    addresses: string[],
    host: string,
    target: buildConnector.Options,
    callback: buildConnector.Callback,
  ): void {
    const [address, ...rest] = addresses.slice(0, 4)
    base({ ...target, hostname: address as string, servername: isIP(host) ? '' : host }, (...found) => {
      if (found[0] && rest.length > 0) connectTo(rest, host, target, callback)
      else callback(...found)
    })
  }

  async function hop(request: Hop, signal: AbortSignal): Promise<OutboundResponse> {
    const response = await send(request.url, {
      method: request.method as 'GET',
      headers: { 'accept-encoding': 'gzip, deflate, br', ...request.headers },
      body: request.body ?? null,
      dispatcher: agent,
      signal,
    })
    const headers = plainHeaders(response.headers)
    const body = await readBody(response.body, headers['content-encoding'], maxBodyBytes)
    return { status: response.statusCode, headers, body }
  }

  return {
    async request({ method, url, headers, body, hosts, signal }) {
      let current: Hop = { method, url: parseUrl(url), headers: { ...headers }, body }
      const timeout = AbortSignal.timeout(totalTimeoutMs)
      const both = signal ? AbortSignal.any([signal, timeout]) : timeout
      for (let redirects = 0; ; redirects++) {
        checkTarget(current.url, hosts, options.allowPrivateHosts)
        let response: OutboundResponse
        try {
          response = await hop(current, both)
        } catch (error) {
          if (signal?.aborted) throw signal.reason
          throw asEngineError(error, current, timeout.aborted ? totalTimeoutMs : null, connectTimeoutMs)
        }
        const location = response.headers['location']
        if (!isRedirect(response.status) || location === undefined) return response
        const where = `${current.url.host}${current.url.pathname}`
        if (redirects >= maxRedirects)
          throw new EngineError(
            'source_failed',
            `${where} redirects more than ${maxRedirects} times; its address may be wrong.`,
          )
        const next = followRedirect(current, response.status, location)
        if ('refused' in next)
          throw new EngineError('host_forbidden', `A redirect of ${where} was not followed: ${next.refused}.`)
        current = next
      }
    },
    close: () => agent.destroy(),
  }
}

function parseUrl(text: string): URL {
  try {
    const url = new URL(text)
    if (url.protocol === 'https:' || url.protocol === 'http:') return url
  } catch {
    // falls through to the one message
  }
  throw new EngineError(
    'connection_config_invalid',
    'The address of a request is no http(s) URL; check the domain or base URL in the connection.',
  )
}

function checkTarget(url: URL, hosts: readonly string[], allowed: readonly string[]): void {
  const { host, port } = hostAndPort(url)
  if (!isConnectorHost(host, hosts))
    throw new EngineError(
      'host_forbidden',
      `${host} is not one of the hosts of this connector (${hosts.join(', ') || 'none'}); the request was not sent.`,
      {
        detail: { host },
      },
    )
  if (url.protocol === 'http:' && !isAllowedPrivate(host, port, allowed))
    throw new EngineError('host_forbidden', `${host} would be reached without TLS; use an https address.`, {
      detail: { host },
    })
}

function plainHeaders(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  const out: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) out[name.toLowerCase()] = Array.isArray(value) ? value.join(', ') : value
  return out
}

class BodyTooLarge extends Error {}

async function readBody(body: Readable, encoding: string | undefined, maxBytes: number): Promise<Buffer> {
  const decoder = decoderOf(encoding)
  const source = decoder ? body.on('error', (error) => decoder.destroy(error)).pipe(decoder) : body
  const chunks: Buffer[] = []
  let size = 0
  try {
    for await (const chunk of source) {
      size += (chunk as Buffer).length
      if (size > maxBytes) throw new BodyTooLarge()
      chunks.push(chunk as Buffer)
    }
  } catch (error) {
    body.on('error', () => {}).destroy()
    throw error
  }
  return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks)
}

function decoderOf(encoding: string | undefined) {
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  if (encoding === 'br') return createBrotliDecompress()
  return null
}

function asEngineError(
  error: unknown,
  { url, method }: Hop,
  timedOutMs: number | null,
  connectTimeoutMs: number,
): EngineError {
  if (error instanceof EngineError) return error
  const where = `${url.host}${url.pathname}`
  const code = String((error as { code?: unknown }).code ?? '')
  const detail = { host: url.host, method, code }
  const unreachable = (what: string) => new EngineError('source_unreachable', what, { detail })
  if (error instanceof BodyTooLarge)
    return new EngineError(
      'source_answer_invalid',
      `The answer of ${where} is larger than the limit; ask for smaller pages.`,
      { detail },
    )
  if (timedOutMs !== null || code === 'UND_ERR_HEADERS_TIMEOUT' || code === 'UND_ERR_BODY_TIMEOUT')
    return unreachable(`${where} did not answer within ${Math.round((timedOutMs ?? 120_000) / 1000)} s.`)
  if (code === 'UND_ERR_CONNECT_TIMEOUT')
    return unreachable(`No connection to ${url.host} within ${Math.round(connectTimeoutMs / 1000)} s.`)
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return unreachable(`The host ${url.hostname} was not found; check the domain in the connection.`)
  if (code === 'ECONNREFUSED') return unreachable(`${url.host} refused the connection.`)
  if (/CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_VERIFY/.test(code))
    return unreachable(`${url.host} has no certificate that can be trusted (${code}).`)
  if (code.startsWith('Z_'))
    return new EngineError(
      'source_answer_invalid',
      `The answer of ${where} is compressed in a way that cannot be read.`,
      { detail },
    )
  return unreachable(`The connection to ${url.host} broke off${code ? ` (${code})` : ''}.`)
}
