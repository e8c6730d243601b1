import { EngineError } from '../../../errors.ts'
import { parseByFormat, parseIsoDatetime } from '../datetime/parse-datetime.ts'
import { isMap } from '../manifest/build-component.ts'
import { type Component, list, raw, text } from '../manifest/component.ts'
import type { ApiRequest } from '../request/api-request.ts'
import type { SendRequest } from '../request/send-request.ts'
import { evaluateDeep, evaluateText, type Runtime } from '../runtime.ts'
import { type Authenticator, headerSafe } from './authenticator.ts'

/** A token is exchanged this long before it ends. */
const marginMs = 30_000
/** What a token lives when its endpoint does not say. */
const defaultLifeMs = 3600_000

/**
 * OAuth 2 by refresh token or client credentials. A refresh token that the endpoint replaces is handed to `rotate`, and
 * kept by it, before the new access token is used for anything: a crash in between must not lose the only one that works.
 * One exchange at a time, however many requests wait for it.
 */
export function openOauth(runtime: Runtime, component: Component, send: SendRequest): Authenticator {
  const get = (field: string): string | null => evaluateText(runtime, component, raw(component, field))
  const name = (field: string, fallback: string): string => get(field) || fallback
  const grant = name('grant_type', 'refresh_token')
  let token: { value: string; expiresAt: number } | undefined = configured()
  let pending: Promise<void> | undefined

  /** An access token that the configuration already holds, while it lasts. */
  function configured() {
    const updater = raw(component, 'refresh_token_updater')
    const path =
      isMap(updater) && Array.isArray(updater['access_token_config_path'])
        ? updater['access_token_config_path'].map(String)
        : []
    const value = get('access_token_value') ?? (path.length > 0 ? at(runtime.config, path) : null)
    if (typeof value !== 'string' || value === '') return undefined
    const expiry = get('token_expiry_date')
    const format = text(component, 'token_expiry_date_format')
    const when = expiry ? (format ? parseByFormat(expiry, format) : parseIsoDatetime(expiry)) : null
    if (!when && tokenEndpoint() !== null) return undefined
    return { value, expiresAt: when ? when.ms : Number.POSITIVE_INFINITY }
  }

  function tokenEndpoint(): string | null {
    return get('token_refresh_endpoint')
  }

  /** Where a refresh token stands that each exchange replaces; null when it stays the same. */
  function rotatingPath(): string[] | null {
    const updater = raw(component, 'refresh_token_updater')
    if (!isMap(updater)) return null
    return Array.isArray(updater['refresh_token_config_path'])
      ? updater['refresh_token_config_path'].map(String)
      : ['credentials', 'refresh_token']
  }

  async function exchange(signal?: AbortSignal): Promise<void> {
    const path = rotatingPath()
    await (path ? runtime.exchange(path, () => exchangeNow(signal)) : exchangeNow(signal))
  }

  async function exchangeNow(signal?: AbortSignal): Promise<void> {
    const url = tokenEndpoint()
    if (!url)
      throw new EngineError('credentials_refused', 'The access token has ended and there is nowhere to get a new one.')
    const body: Record<string, unknown> = { [name('grant_type_name', 'grant_type')]: grant }
    const put = (key: string, value: string | null) => {
      if (value !== null && value !== '') body[key] = value
    }
    put(name('client_id_name', 'client_id'), get('client_id'))
    put(name('client_secret_name', 'client_secret'), get('client_secret'))
    if (grant === 'refresh_token') put(name('refresh_token_name', 'refresh_token'), get('refresh_token'))
    const scopes = list(component, 'scopes').map(String)
    if (scopes.length > 0) put('scope', scopes.join(' '))
    const extra = evaluateDeep(runtime, component, raw(component, 'refresh_request_body') ?? {})
    if (isMap(extra)) Object.assign(body, extra)
    const headers = evaluateDeep(runtime, component, raw(component, 'refresh_request_headers') ?? {})
    const request: ApiRequest = { method: 'POST', url, params: {}, headers: {}, body: { kind: 'form', value: body } }
    if (isMap(headers))
      for (const [key, value] of Object.entries(headers)) request.headers[key] = headerSafe(String(value))
    if (Object.entries(request.headers).some(([key, value]) => /^content-type$/i.test(key) && value.includes('json')))
      request.body = { kind: 'json', value: body }
    const response = await send(request, signal)
    const answer = isMap(response.json) ? response.json : {}
    const value = find(answer, name('access_token_name', 'access_token'))
    if (response.status >= 400 || typeof value !== 'string' || value === '')
      throw refused(runtime, response.status, answer, url)
    runtime.scrubber.add(value)
    await keepRefreshToken(answer)
    token = { value, expiresAt: runtime.now().getTime() + lifeMs(find(answer, name('expires_in_name', 'expires_in'))) }
  }

  async function keepRefreshToken(answer: Record<string, unknown>): Promise<void> {
    const updater = raw(component, 'refresh_token_updater')
    if (!isMap(updater)) return
    const next = find(
      answer,
      typeof updater['refresh_token_name'] === 'string' ? updater['refresh_token_name'] : 'refresh_token',
    )
    if (typeof next !== 'string' || next === '' || next === get('refresh_token')) return
    runtime.scrubber.add(next)
    await runtime.rotate(rotatingPath() ?? [], next)
  }

  function lifeMs(value: unknown): number {
    if (typeof value === 'number') return value * 1000
    if (typeof value !== 'string') return defaultLifeMs
    if (/^\d+$/.test(value) && !text(component, 'token_expiry_date_format')) return Number(value) * 1000
    const format = text(component, 'token_expiry_date_format')
    const when = format ? parseByFormat(value, format) : parseIsoDatetime(value)
    return when ? when.ms - runtime.now().getTime() : defaultLifeMs
  }

  return {
    async sign(request, signal) {
      if (!token || token.expiresAt - marginMs <= runtime.now().getTime()) {
        pending ??= exchange(signal).finally(() => {
          pending = undefined
        })
        await pending
      }
      request.headers['Authorization'] = `Bearer ${headerSafe(token?.value ?? '')}`
    },
    renew() {
      if (tokenEndpoint() === null) return false
      token = undefined
      return true
    },
  }
}

function refused(runtime: Runtime, status: number, answer: Record<string, unknown>, url: string): EngineError {
  const host = new URL(url).host
  if (status === 429 || status >= 500)
    return new EngineError('source_unreachable', `${host} cannot give a new access token now (HTTP ${status}).`)
  const word = typeof answer['error'] === 'string' ? `: ${runtime.scrubber.scrub(answer['error']).slice(0, 80)}` : ''
  return new EngineError(
    'credentials_refused',
    `${host} gives no access token for these credentials (HTTP ${status}${word}). Connect again or enter new ones.`,
    {
      detail: { host, status },
    },
  )
}

/** A field of the answer, wherever in it: some endpoints wrap theirs. */
function find(value: unknown, name: string, depth = 0): unknown {
  if (!isMap(value) || depth > 4) return undefined
  if (Object.hasOwn(value, name)) return value[name]
  for (const item of Object.values(value)) {
    const found = find(item, name, depth + 1)
    if (found !== undefined) return found
  }
  return undefined
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>((here, part) => (isMap(here) ? here[part] : undefined), value)
