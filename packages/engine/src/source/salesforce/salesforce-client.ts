import { EngineError } from '../../errors.ts'
import { wait } from '../../util/wait.ts'
import { Scrubber } from '../../vault/scrub-secrets.ts'
import { Secret } from '../../vault/secret.ts'
import { tryParseJson } from '../api/request/parse-body.ts'
import type { SourceNotice } from '../source.ts'
import type { OpenSourceOptions } from '../source-connector.ts'

export type SalesforceClient = {
  /** Gets a path below the instance as JSON. Signs in first, and again when the token has ended. */
  get(path: string, signal?: AbortSignal): Promise<Record<string, unknown>>
  /** The time that Salesforce gave with its last answer. */
  serverTime(): Date
  /** What should be told since the last call. */
  takeNotices(): SourceNotice[]
}

export type SalesforceSettings = { loginHost: string; auth: string; apiVersion: string }

/** Carries Salesforce's own code of what went wrong in `detail.errorCode`. */
const errorWith = (
  code: ConstructorParameters<typeof EngineError>[0],
  message: string,
  errorCode: string,
): EngineError => new EngineError(code, message, { detail: { errorCode } })

export const errorCodeOf = (error: unknown): unknown =>
  error instanceof EngineError ? error.detail['errorCode'] : undefined

const mostTries = 5
const longestWaitMs = 60_000

export function openSalesforceClient(options: OpenSourceOptions, settings: SalesforceSettings): SalesforceClient {
  const { credentials, outbound, origins = {} } = options
  const now = options.now ?? (() => new Date())
  const sleep = options.sleep ?? wait
  const scrubber = new Scrubber(Object.values(credentials).map((secret) => secret.reveal()))
  const hosts = [
    settings.loginHost,
    '*.salesforce.com',
    '*.force.com',
    '*.salesforce.mil',
    '*.sfcrmproducts.cn',
    ...Object.values(origins).map((origin) => new URL(origin).hostname.replace(/^\[|\]$/g, '')),
  ]
  let session: { token: string; instance: string } | undefined
  let pending: Promise<void> | undefined
  let refreshToken = credentials['refresh_token']
  let clockMs: number | undefined
  let toldOfLimit = false
  let notices: SourceNotice[] = []

  async function request(
    method: string,
    url: string,
    headers: Record<string, string>,
    signal?: AbortSignal,
    body?: string,
  ) {
    const { origin } = new URL(url)
    const target = origins[origin]
    const response = await outbound.request({
      method,
      url: target === undefined ? url : target.replace(/\/$/, '') + url.slice(origin.length),
      headers: { accept: 'application/json', 'user-agent': 'Godwit/0.1', ...headers },
      body,
      hosts,
      signal,
    })
    const date = Date.parse(response.headers['date'] ?? '')
    if (Number.isFinite(date)) clockMs = date
    return { status: response.status, headers: response.headers, json: tryParseJson(response.body) }
  }

  async function signIn(signal?: AbortSignal): Promise<void> {
    if (settings.auth !== 'refresh_token' || !options.exchange) return signInNow(signal)
    await options.exchange('refresh_token', async (current) => {
      if (current) scrubber.add(current.reveal())
      refreshToken = current ?? refreshToken
      await signInNow(signal)
    })
  }

  async function signInNow(signal?: AbortSignal): Promise<void> {
    const form = new URLSearchParams({
      grant_type: settings.auth,
      client_id: credentials['client_id']?.reveal() ?? '',
      client_secret: credentials['client_secret']?.reveal() ?? '',
      ...(settings.auth === 'refresh_token' ? { refresh_token: refreshToken?.reveal() ?? '' } : {}),
    })
    const url = `https://${settings.loginHost}/services/oauth2/token`
    const { status, json } = await request(
      'POST',
      url,
      { 'content-type': 'application/x-www-form-urlencoded' },
      signal,
      form.toString(),
    )
    const answer = (json ?? {}) as Record<string, unknown>
    if (status >= 500)
      throw errorWith(
        'source_unreachable',
        `${settings.loginHost} answered ${status}; try again later.`,
        String(status),
      )
    const { access_token: token, instance_url: instance, refresh_token: next } = answer
    if (status >= 400 || typeof token !== 'string' || typeof instance !== 'string')
      throw refused(settings, String(answer['error'] ?? status), scrubber)
    if (!/^https:\/\/[\w.-]+\/?$/.test(instance))
      throw errorWith('source_answer_invalid', `${settings.loginHost} names no instance to read from.`, 'instance_url')
    scrubber.add(token)
    if (typeof next === 'string' && next !== '' && next !== refreshToken?.reveal()) {
      scrubber.add(next)
      const rotated = new Secret(next)
      // Kept before it is used: the old one may be worth nothing from now on.
      await options.onRotate?.('refresh_token', rotated)
      refreshToken = rotated
    }
    session = { token, instance: instance.replace(/\/$/, '') }
  }

  async function signedIn(signal?: AbortSignal) {
    if (!session) {
      pending ??= signIn(signal).finally(() => {
        pending = undefined
      })
      await pending
    }
    return session as { token: string; instance: string }
  }

  function watchLimit(info: string | undefined): void {
    const [, used, most] = /api-usage=(\d+)\/(\d+)/.exec(info ?? '') ?? []
    if (toldOfLimit || used === undefined || Number(used) < 0.9 * Number(most)) return
    toldOfLimit = true
    notices.push({
      level: 'warning',
      code: 'limit_near',
      message: `Salesforce counts ${used} of ${most} requests that the organisation may make in 24 hours.`,
    })
  }

  async function getOnce(path: string, signal?: AbortSignal): Promise<Record<string, unknown>> {
    let renewed = false
    for (let tries = 1; ; tries++) {
      const { token, instance } = await signedIn(signal)
      let answer: Awaited<ReturnType<typeof request>>
      try {
        answer = await request('GET', instance + path, { authorization: `Bearer ${token}` }, signal)
      } catch (error) {
        if (!(error instanceof EngineError) || error.code !== 'source_unreachable' || tries >= mostTries) throw error
        await sleep(500 * 2 ** tries, signal)
        continue
      }
      const { status, headers, json } = answer
      watchLimit(headers['sforce-limit-info'])
      if (status < 400) {
        if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json as Record<string, unknown>
        throw errorWith('source_answer_invalid', `${placeOf(instance, path)} does not answer with JSON.`, 'not_json')
      }
      const [first] = (Array.isArray(json) ? json : [json]) as (
        | { errorCode?: unknown; message?: unknown }
        | undefined
      )[]
      const errorCode = String(first?.errorCode ?? '')
      if (status === 401 && !renewed) {
        renewed = true
        // Another request may have signed in again meanwhile.
        if (session?.token === token) session = undefined
        continue
      }
      if ((status >= 500 || status === 429) && errorCode !== 'REQUEST_LIMIT_EXCEEDED' && tries < mostTries) {
        const asked = Number(headers['retry-after'] ?? '')
        const waitMs = Number.isFinite(asked) && asked > 0 ? asked * 1000 : 500 * 2 ** tries
        if (waitMs <= longestWaitMs) {
          await sleep(waitMs, signal)
          continue
        }
      }
      throw failure(placeOf(instance, path), status, errorCode, String(first?.message ?? ''))
    }
  }

  return {
    async get(path, signal) {
      try {
        return await getOnce(path, signal)
      } catch (error) {
        signal?.throwIfAborted()
        if (!(error instanceof EngineError)) throw error
        throw new EngineError(error.code, scrubber.scrub(error.message), { detail: scrubber.scrubValue(error.detail) })
      }
    },
    serverTime: () => (clockMs === undefined ? now() : new Date(clockMs)),
    takeNotices() {
      const taken = notices
      notices = []
      return taken
    },
  }
}

const placeOf = (instance: string, path: string): string => `${new URL(instance).host}${path.split('?')[0]}`

function refused({ auth, loginHost }: SalesforceSettings, error: string, scrubber: Scrubber): EngineError {
  const advice: Record<string, string> = {
    invalid_grant:
      auth === 'refresh_token'
        ? 'The refresh token is not valid any more, or belongs to another app or host (sandbox?); make a new one.'
        : 'The app may not sign in without a person; set a run-as user and switch on the client credentials flow.',
    invalid_client_id: 'The client id is not known; copy it again, and give a new app ten minutes.',
    invalid_client: 'Client id and secret do not belong together; copy both again.',
    unsupported_grant_type:
      'This host does not take this way of signing in; client credentials need the My Domain host.',
    inactive_user: 'The user is not active.',
  }
  return errorWith(
    'credentials_refused',
    `${loginHost} refuses the credentials (${scrubber.scrub(error).slice(0, 60)}). ${advice[error] ?? 'Enter new ones.'}`,
    error,
  )
}

function failure(place: string, status: number, errorCode: string, message: string): EngineError {
  const said = message.replace(/\s+/g, ' ').trim().slice(0, 300)
  const text = `${place} answered ${status}${errorCode === '' ? '' : ` (${errorCode})`}${said === '' ? '' : `: ${said}`}`
  if (status === 401) return errorWith('credentials_refused', `${text}. Enter new credentials.`, errorCode)
  if (errorCode === 'REQUEST_LIMIT_EXCEEDED')
    return errorWith(
      'source_rate_limited',
      `${text}. The organisation has used up its requests of 24 hours; run again later.`,
      errorCode,
    )
  if (errorCode === 'API_DISABLED_FOR_ORG')
    return errorWith(
      'source_forbidden',
      `${text}. This edition of Salesforce has no API; it needs Enterprise edition or the API add-on.`,
      errorCode,
    )
  if (status === 403 || ['INSUFFICIENT_ACCESS', 'INVALID_TYPE', 'INVALID_FIELD'].includes(errorCode))
    return errorWith(
      'source_forbidden',
      `${text}. The user may not read this; grant access to the object, or leave the stream out.`,
      errorCode,
    )
  if (status === 404) return errorWith('stream_unknown', `${text}. There is no such object.`, errorCode)
  return errorWith(status === 429 ? 'source_rate_limited' : 'source_failed', `${text}.`, errorCode)
}
