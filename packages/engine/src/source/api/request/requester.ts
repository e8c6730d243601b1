import { EngineError } from '../../../errors.ts'
import type { Authenticator } from '../auth/authenticator.ts'
import { openAuthenticator } from '../auth/open-authenticator.ts'
import { isMap } from '../manifest/build-component.ts'
import { type Component, child, flag, isComponent, raw } from '../manifest/component.ts'
import {
  evaluateDeep,
  evaluateDeepText,
  evaluateNumber,
  evaluateText,
  type Runtime,
  type Variables,
} from '../runtime.ts'
import { type ApiRequest, type ApiResponse, joinUrl, jsonText, paramText } from './api-request.ts'
import { declaredWaitMs, exponentialMs, judge, maxWaitMs, messageOf, type Verdict } from './error-handler.ts'
import { statedRate } from './rate-headers.ts'
import type { Requester, SendInput, SendRequest } from './send-request.ts'
import { advisedWaitMs } from './wait-time.ts'

const defaultRetries = 5
/** Failing for longer than this is failing for good; waiting for a limit does not count. */
const retryBudgetMs = 10 * 60_000
const checkRetries = 1

export function openRequester(runtime: Runtime, component: Component, send: SendRequest): Requester {
  const authenticator = sharedAuthenticator(runtime, child(component, 'authenticator'), send)
  const handler = child(component, 'error_handler')
  const cache = flag(component, 'use_cache') ? runtime.cache : undefined

  function build(input: SendInput): ApiRequest {
    const { variables } = input
    const method = (evaluateText(runtime, component, raw(component, 'http_method'), variables) ?? 'GET').toUpperCase()
    const base = evaluateText(runtime, component, raw(component, 'url') ?? raw(component, 'url_base'), variables) ?? ''
    const path = input.path ?? evaluateText(runtime, component, raw(component, 'path'), variables) ?? ''
    const request: ApiRequest = { method, url: joinUrl(base, path), params: {}, headers: {}, body: { kind: 'none' } }
    if (!/^https?:\/\/[^/]/i.test(request.url))
      throw new EngineError(
        'connection_config_invalid',
        'The address of the source is not complete; check the domain or base URL of the connection.',
      )
    const params = evaluateDeepText(runtime, component, raw(component, 'request_parameters') ?? {}, variables)
    if (isMap(params)) request.params = { ...params }
    else if (typeof params === 'string')
      for (const [key, value] of new URLSearchParams(params)) request.params[key] = value
    const headers = evaluateDeepText(runtime, component, raw(component, 'request_headers') ?? {}, variables)
    if (isMap(headers)) for (const [key, value] of Object.entries(headers)) request.headers[key] = paramText(value)
    if (method !== 'GET' && method !== 'DELETE') request.body = buildBody(variables)
    input.inject?.(request)
    if (input.path !== undefined) keepLinkParams(request)
    return request
  }

  function buildBody(variables: Variables): ApiRequest['body'] {
    const body = child(component, 'request_body')
    if (body) {
      const value = evaluateDeep(runtime, body, raw(body, 'value'), variables)
      if (body.type === 'RequestBodyPlainText')
        return { kind: 'text', value: evaluateText(runtime, body, raw(body, 'value'), variables) ?? '' }
      if (body.type === 'RequestBodyUrlEncodedForm') return { kind: 'form', value: isMap(value) ? value : {} }
      return { kind: 'json', value }
    }
    const json = raw(component, 'request_body_json')
    if (json !== undefined) return { kind: 'json', value: evaluateDeep(runtime, component, json, variables) ?? {} }
    const data = raw(component, 'request_body_data')
    if (data === undefined) return { kind: 'none' }
    if (typeof data === 'string')
      return { kind: 'text', value: evaluateText(runtime, component, data, variables) ?? '' }
    const form = evaluateDeepText(runtime, component, data, variables)
    return { kind: 'form', value: isMap(form) ? form : {} }
  }

  function retriesOf(verdict: Verdict): number {
    return verdict.handler
      ? (evaluateNumber(runtime, verdict.handler, raw(verdict.handler, 'max_retries')) ?? defaultRetries)
      : defaultRetries
  }

  return {
    describe: (variables) => {
      try {
        return placeOf(build({ variables, patience: 'read' }))
      } catch {
        return component.path
      }
    },
    async send(input) {
      if (!cache) return sendNow(input)
      const { method, url, params, body } = build(input)
      return cache.answer(jsonText([method, url, params, body]), () => sendNow(input))
    },
  }

  async function sendNow(input: SendInput): Promise<ApiResponse | null> {
    const startedMs = runtime.now().getTime()
    let waitedMs = 0
    let attempt = 0
    let limits = 0
    let renewed = false
    for (;;) {
      const request = build(input)
      await authenticator.sign(request, input.signal)
      const departure = await runtime.pacer.wait(request.method, new URL(request.url), input.signal)
      let response: ApiResponse
      try {
        response = await send(request, input.signal)
      } catch (error) {
        if (!(error instanceof EngineError) || error.code !== 'source_unreachable') throw error
        attempt++
        const spent = runtime.now().getTime() - startedMs - waitedMs
        if (attempt > (input.patience === 'check' ? checkRetries : defaultRetries) || spent > retryBudgetMs) throw error
        await runtime.sleep(exponentialMs(1, attempt), input.signal)
        continue
      }
      runtime.pacer.answered(departure)
      const verdict = judge(runtime, handler, response)
      if (verdict.action === 'SUCCESS') return response
      if (verdict.action === 'IGNORE') {
        if (response.status !== 304 && response.status !== 204)
          runtime.notice({
            level: 'info',
            code: 'answer_ignored',
            message: runtime.scrubber
              .scrub(
                `${placeOf(request)} answered ${response.status}, which this connector passes over${verdict.message ? `: ${verdict.message}` : ''}.`,
              )
              .slice(0, 500),
          })
        return null
      }
      if (
        !renewed &&
        (verdict.action === 'REFRESH_TOKEN_THEN_RETRY' || (response.status === 401 && verdict.action === 'FAIL')) &&
        authenticator.renew()
      ) {
        renewed = true
        continue
      }
      if (verdict.action === 'FAIL' || verdict.action === 'REFRESH_TOKEN_THEN_RETRY')
        throw failure(runtime, request, response, verdict)
      const limited = verdict.action === 'RATE_LIMITED'
      const most = input.patience === 'check' ? checkRetries : limited ? Number.POSITIVE_INFINITY : retriesOf(verdict)
      if (++attempt > most || (!limited && runtime.now().getTime() - startedMs - waitedMs > retryBudgetMs))
        throw failure(runtime, request, response, verdict)
      if (limited) limits++
      const wait =
        declaredWaitMs(runtime, verdict.handler, response, limited ? limits : attempt, Math.random) ??
        advisedWaitMs(response.headers, runtime.now()) ??
        Math.min(60_000, exponentialMs(limited ? 1 : 2, limited ? limits : attempt))
      if (wait > maxWaitMs || (input.patience === 'check' && wait > 5000)) throw tooLong(runtime, request, wait)
      if (limited) {
        waitedMs += wait
        if (wait > 5000)
          runtime.notice({
            level: 'info',
            code: 'rate_limited',
            message: `${placeOf(request)} allows no more requests for now; going on in ${Math.ceil(wait / 1000)} s.`,
          })
      }
      // A connector may count a 429 as an error like others; all requests of the connection meet the limit all the same.
      if (limited || response.status === 429) runtime.pacer.limited(wait, departure, statedRate(response.headers))
      await runtime.sleep(wait, input.signal)
    }
  }

  /** Parameters that a next link carries are its own: what the connector would add under the same name is left out. */
  function keepLinkParams(request: ApiRequest): void {
    let own: URLSearchParams
    try {
      own = new URL(request.url).searchParams
    } catch {
      return
    }
    for (const name of own.keys()) delete request.params[name]
  }
}

function sharedAuthenticator(runtime: Runtime, component: Component | undefined, send: SendRequest): Authenticator {
  const key = JSON.stringify(component ?? null, (_key, value) =>
    isComponent(value)
      ? {
          type: value.type,
          fields: value.fields,
          ...(/parameters/.test(JSON.stringify(value.fields)) ? { parameters: value.parameters } : {}),
        }
      : value,
  )
  const known = runtime.authenticators.get(key)
  if (known) return known
  const opened = openAuthenticator(runtime, component, {
    send,
    openRequester: (login) => openRequester(runtime, login, send),
  })
  runtime.authenticators.set(key, opened)
  return opened
}

/** Host and path, never the query: it may hold a key. */
export function placeOf(request: Pick<ApiRequest, 'method' | 'url'>): string {
  const url = new URL(request.url)
  return `${url.host}${url.pathname}`
}

function failure(runtime: Runtime, request: ApiRequest, response: ApiResponse, verdict: Verdict): EngineError {
  const { status } = response
  const said = (verdict.message ?? messageOf(response)).replace(/\s+/g, ' ').trim().slice(0, 300)
  const code =
    status === 401
      ? 'credentials_refused'
      : status === 403
        ? 'source_forbidden'
        : status === 429 || verdict.action === 'RATE_LIMITED'
          ? 'source_rate_limited'
          : 'source_failed'
  const advice = {
    credentials_refused: ' The credentials are refused; enter new ones.',
    source_forbidden: ' The credentials may not read this; grant them access or leave the stream out.',
    source_rate_limited: ' Try again later.',
    source_failed: '',
  }[code]
  const text = `${placeOf(request)} answered ${status}${said === '' ? '' : `: ${said}`}.${advice}`
  return new EngineError(code, runtime.scrubber.scrub(text.replace('..', '.')), {
    detail: { status, host: new URL(request.url).host },
  })
}

function tooLong(runtime: Runtime, request: ApiRequest, waitMs: number): EngineError {
  const when = Number.isFinite(waitMs)
    ? `until ${new Date(runtime.now().getTime() + waitMs).toISOString()}`
    : 'for longer than this connector waits'
  return new EngineError(
    'source_rate_limited',
    `${placeOf(request)} allows no more requests ${when}; run again then.`,
    { detail: { waitMs } },
  )
}
