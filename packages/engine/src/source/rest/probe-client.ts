import { EngineError } from '../../errors.ts'
import { wait } from '../../util/wait.ts'
import { Scrubber } from '../../vault/scrub-secrets.ts'
import type { Secret } from '../../vault/secret.ts'
import type { OpenSourceOptions } from '../source-connector.ts'

export type Answer = { status: number; headers: Readonly<Record<string, string>>; json: unknown; text: string }

/** Asks the API for single pages while it is being looked at. */
export type ProbeClient = {
  /** The answer, whatever its status. */
  get(path: string, params?: Readonly<Record<string, string>>): Promise<Answer>
  /** As `get`, and anything but a good answer fails with an EngineError that says why. */
  need(path: string, params?: Readonly<Record<string, string>>): Promise<Answer>
  scrubber: Scrubber
}

const mostWaits = 3
const longestWaitMs = 30_000

export function openProbeClient(
  options: OpenSourceOptions,
  config: Readonly<Record<string, unknown>>,
  hosts: readonly string[],
  signal?: AbortSignal,
): ProbeClient {
  const { credentials, outbound } = options
  const scrubber = new Scrubber(Object.values(credentials).map((secret) => secret.reveal()))
  for (const secret of Object.values(credentials))
    scrubber.add(Buffer.from(`${String(config['username'])}:${secret.reveal()}`).toString('base64'))
  let token: string | undefined

  async function send(method: string, url: string, headers: Record<string, string>, body?: string): Promise<Answer> {
    for (let waits = 0; ; waits++) {
      const response = await outbound
        .request({
          method,
          url: standIn(url, options.origins),
          headers: { accept: 'application/json, */*;q=0.8', 'user-agent': 'Godwit/0.1', ...headers },
          body,
          hosts,
          signal,
        })
        .catch((error) => {
          throw scrubError(error, scrubber)
        })
      if ((response.status === 429 || response.status === 503) && waits < mostWaits) {
        const asked = Number(response.headers['retry-after'] ?? '')
        const waitMs = Number.isFinite(asked) && asked > 0 ? asked * 1000 : 1000 * 2 ** waits
        if (waitMs <= longestWaitMs) {
          await (options.sleep ?? wait)(waitMs, signal)
          continue
        }
      }
      const text = response.body.toString('utf8')
      return { status: response.status, headers: response.headers, text, json: parseJson(text) }
    }
  }

  async function signIn(): Promise<string> {
    const url = String(config['token_url'] ?? '')
    const scopes = (config['scopes'] as string[] | undefined) ?? []
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: String(config['client_id'] ?? ''),
      client_secret: reveal(credentials['client_secret']),
      ...(scopes.length > 0 ? { scope: scopes.join(' ') } : {}),
    })
    const answer = await send('POST', url, { 'content-type': 'application/x-www-form-urlencoded' }, form.toString())
    const value = (answer.json as { access_token?: unknown } | null)?.access_token
    if (answer.status >= 500) throw failure(url, answer, scrubber)
    if (answer.status >= 400 || typeof value !== 'string')
      throw new EngineError(
        'credentials_refused',
        `${placeOf(url)} gave no token for these credentials (it answered ${answer.status}); enter the right ones.`,
        { detail: { status: answer.status } },
      )
    scrubber.add(value)
    return value
  }

  async function get(path: string, params: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const url = new URL(/^https?:/.test(path) ? path : joined(String(config['base_url']), path))
    for (const [name, value] of Object.entries(params)) url.searchParams.set(name, value)
    const headers: Record<string, string> = {}
    if (config['auth'] === 'bearer') headers['authorization'] = `Bearer ${reveal(credentials['token'])}`
    if (config['auth'] === 'basic')
      headers['authorization'] =
        `Basic ${Buffer.from(`${String(config['username'])}:${reveal(credentials['password'])}`).toString('base64')}`
    if (config['auth'] === 'oauth_client_credentials') {
      token ??= await signIn()
      headers['authorization'] = `Bearer ${token}`
    }
    if (config['auth'] === 'api_key') {
      const name = String(config['api_key_name'])
      if (config['api_key_in'] === 'query') url.searchParams.set(name, reveal(credentials['api_key']))
      else headers[name.toLowerCase()] = reveal(credentials['api_key'])
    }
    for (const value of Object.values(headers))
      if (/[^\t\x20-\x7e\x80-\xff]/.test(value))
        throw new EngineError(
          'credentials_refused',
          'A secret holds characters that cannot be sent in a header, such as a line break; enter it again.',
        )
    return send('GET', url.href, headers)
  }

  return {
    scrubber,
    get,
    async need(path, params) {
      const answer = await get(path, params)
      const url = /^https?:/.test(path) ? path : joined(String(config['base_url']), path)
      if (answer.status >= 400) throw failure(url, answer, scrubber)
      if (answer.json === undefined)
        throw new EngineError(
          'source_answer_invalid',
          `${placeOf(url)} does not answer with JSON; check the base URL and the path.`,
        )
      return answer
    },
  }
}

const reveal = (secret: Secret | undefined): string => secret?.reveal() ?? ''

const joined = (base: string, path: string): string => `${base.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`

/** Host and path, never the query: it may hold a key. */
export function placeOf(url: string): string {
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}

function failure(url: string, { status, json }: Answer, scrubber: Scrubber): EngineError {
  const said = scrubber.scrub(messageOf(json)).slice(0, 300)
  const text = `${placeOf(url)} answered ${status}${said === '' ? '' : `: ${said}`}.`
  const detail = { status }
  if (status === 401)
    return new EngineError('credentials_refused', `${text} The credentials are refused; enter new ones.`, { detail })
  if (status === 403)
    return new EngineError('source_forbidden', `${text} The credentials may not read this.`, { detail })
  if (status === 404 || status === 405)
    return new EngineError('connection_config_invalid', `${text} Check the base URL and the path of the endpoint.`, {
      detail,
    })
  if (status === 429) return new EngineError('source_rate_limited', `${text} Try again later.`, { detail })
  return new EngineError('source_failed', text, { detail })
}

/** What an error answer says in the places where such answers say it. */
export function messageOf(json: unknown): string {
  if (typeof json !== 'object' || json === null) return ''
  const { message, error, errors, detail, title } = json as Record<string, unknown>
  for (const value of [message, error, detail, title, Array.isArray(errors) ? errors[0] : errors]) {
    if (typeof value === 'string') return value
    if (typeof value === 'object' && value !== null) {
      const inner = messageOf(value)
      if (inner !== '') return inner
    }
  }
  return ''
}

export function scrubError(error: unknown, scrubber: Scrubber): unknown {
  if (!(error instanceof EngineError)) return error
  const message = scrubber.scrub(error.message)
  return message === error.message ? error : new EngineError(error.code, message)
}

/** Origins that stand in for others, as the declarative runtime has them. */
export function standIn(url: string, origins: Readonly<Record<string, string>> | undefined): string {
  const { origin } = new URL(url)
  const target = origins?.[origin]
  return target === undefined ? url : target.replace(/\/$/, '') + url.slice(origin.length)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
