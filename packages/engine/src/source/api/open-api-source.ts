import { EngineError } from '../../errors.ts'
import { takeTurns } from '../../util/take-turns.ts'
import { wait } from '../../util/wait.ts'
import { Scrubber } from '../../vault/scrub-secrets.ts'
import { Secret } from '../../vault/secret.ts'
import type { Outbound } from '../outbound/index.ts'
import type { ReadOptions, Source, SourceBatch, SourceCheck, SourceNotice, SourceStream } from '../source.ts'
import { checkConfig, missingCredentials } from './check-config.ts'
import { collectHosts } from './collect-hosts.ts'
import { type Component, child, raw, text } from './manifest/component.ts'
import { type Manifest, streamName } from './manifest/load-manifest.ts'
import { mergeStreams } from './merge-streams.ts'
import { readStream } from './read-stream.ts'
import { inlineSchema } from './record/select-records.ts'
import { type ApiRequest, bodyText, fullUrl } from './request/api-request.ts'
import { readBudgets } from './request/budget.ts'
import { Pacer } from './request/pacer.ts'
import { tryParseJson } from './request/parse-body.ts'
import { setPath } from './request/request-option.ts'
import { ResponseCache } from './request/response-cache.ts'
import type { SendRequest } from './request/send-request.ts'
import { evaluateNumber, evaluateText, type Runtime } from './runtime.ts'

export type ApiSourceOptions = {
  manifest: Manifest
  /** Settings without secrets, as the person gave them. */
  config: Readonly<Record<string, unknown>>
  /** Secrets by the dotted path that the connector's credentials_schema names them with. */
  credentials: Readonly<Record<string, Secret>>
  outbound: Outbound
  /** The hosts that requests may go to (`api.example.com`, `*.example.com`). Left out: those of the manifest's own addresses. */
  hosts?: readonly string[]
  /** Origins that stand in for others, to reach an emulator instead of the real thing. */
  origins?: Readonly<Record<string, string>>
  /** A secret that the source has replaced (a rotating refresh token): kept for good before the promise resolves. */
  onRotate?: (field: string, value: Secret) => Promise<void>
  /**
   * Runs the exchange of a token that the source replaces with each use, alone among all that use this connection, with
   * the one on file: left out, nobody else uses it.
   */
  exchange?: <T>(field: string, work: (current: Secret | null) => Promise<T>) => Promise<T>
  /** Requests sent at once, of streams and of partitions within them. Default 4, or what the manifest says. */
  concurrency?: number
  now?: () => Date
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
}

const maxConcurrency = 16
const userAgent = 'Godwit/0.1'

/**
 * Connects a manifest with settings and secrets. Fails with `connection_config_invalid` when settings are not right, and
 * `credentials_refused` when a secret is missing; nothing is sent yet.
 */
export function openApiSource(options: ApiSourceOptions): Source {
  const { manifest, outbound } = options
  const settings = checkConfig(manifest.spec, options.config)
  const missing = missingCredentials(manifest.spec, settings, new Set(Object.keys(options.credentials)))
  if (missing.length > 0)
    throw new EngineError('credentials_refused', `Credentials are missing: ${missing.join(', ')}.`, {
      details: missing.map((path) => ({ path, message: 'is missing' })),
    })
  const config = settings
  const scrubber = new Scrubber()
  for (const [path, secret] of Object.entries(options.credentials)) {
    scrubber.add(secret.reveal())
    setPath(config, path.split('.'), secret.reveal())
  }
  addBasicPairs(scrubber, options.credentials)
  const now = options.now ?? (() => new Date())
  const sleep = options.sleep ?? wait
  const base: Runtime = {
    config,
    scrubber,
    now,
    sleep,
    pacer: new Pacer({ nowMs: () => now().getTime(), sleep }, readBudgets(manifest.budget, config, now)),
    authenticators: new Map(),
    async rotate(path, value) {
      await options.onRotate?.(path.join('.'), new Secret(value))
      setPath(config, path, value)
    },
    async exchange(path, work) {
      if (!options.exchange) return work()
      return options.exchange(path.join('.'), async (current) => {
        if (current) {
          scrubber.add(current.reveal())
          setPath(config, path, current.reveal())
        }
        return work()
      })
    },
    notice: () => {},
  }
  const hosts = [
    ...(options.hosts ?? collectHosts(base, manifest)),
    ...Object.values(options.origins ?? {}).map((origin) => new URL(origin).hostname.replace(/^\[|\]$/g, '')),
  ]

  const send: SendRequest = async (request: ApiRequest, signal) => {
    const { text: body, contentType } = bodyText(request.body)
    const url = redirectOrigin(fullUrl(request), options.origins)
    const names = new Set(Object.keys(request.headers).map((name) => name.toLowerCase()))
    const headers = {
      ...(names.has('accept') ? {} : { accept: 'application/json, */*;q=0.8' }),
      ...(names.has('user-agent') ? {} : { 'user-agent': userAgent }),
      ...(contentType && !names.has('content-type') ? { 'content-type': contentType } : {}),
      ...request.headers,
    }
    try {
      const response = await outbound.request({ method: request.method, url, headers, body, hosts, signal })
      return { ...response, json: tryParseJson(response.body) }
    } catch (error) {
      throw scrubbed(error, scrubber)
    }
  }

  const streamOf = (name: string): Component => {
    const found = manifest.streams.find((stream) => streamName(stream) === name)
    if (!found)
      throw new EngineError(
        'stream_unknown',
        `The connector has no stream ${name}; it has ${manifest.streams.map(streamName).slice(0, 30).join(', ')}.`,
      )
    return found
  }

  return {
    async check(signal): Promise<SourceCheck> {
      const streams: SourceCheck['streams'] = []
      let code: string | undefined
      for (const name of manifest.checkStreams) {
        try {
          for await (const _batch of readStream(base, streamOf(name), send, {
            state: {},
            mode: 'full',
            patience: 'check',
            signal,
          }))
            break
          streams.push({ name, reachable: true, message: 'answers' })
        } catch (error) {
          if (!(error instanceof EngineError)) throw error
          code ??= error.code
          streams.push({ name, reachable: false, message: scrubber.scrub(error.message) })
          if (error.code === 'credentials_refused' || error.code === 'host_forbidden') break
        }
      }
      const failed = streams.find((stream) => !stream.reachable)
      return failed
        ? { ok: false, message: failed.message, ...(code ? { code } : {}), streams }
        : { ok: true, message: 'The source answers and takes the credentials.', streams }
    },

    async discover(): Promise<SourceStream[]> {
      return manifest.streams.map((stream) => describeStream(base, stream))
    },

    async *read({ streams, state, mode, signal }: ReadOptions): AsyncGenerator<SourceBatch> {
      const chosen = streams.map(streamOf)
      const stop = new AbortController()
      const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
      const runtime = { ...base, cache: new ResponseCache() }
      const most = Math.max(
        1,
        Math.min(options.concurrency ?? declaredConcurrency(base, manifest) ?? 4, maxConcurrency),
      )
      // Streams, and partitions within them, share what the source may be asked at once.
      const inTurn = takeTurns(most)
      const sendInTurn: SendRequest = (request, cancel) => inTurn(() => send(request, cancel))
      const producers = chosen.map(
        (stream) => () =>
          readToEnd(runtime, stream, sendInTurn, {
            state: state[streamName(stream)] ?? {},
            mode,
            concurrency: most,
            signal: both,
          }),
      )
      try {
        yield* mergeStreams(producers, { concurrency: most, ahead: 2 })
      } finally {
        stop.abort(new Error('the read was left'))
      }
    },

    async close() {
      base.authenticators.clear()
    },
  }
}

/** One stream to its end: a failure of the source becomes its last batch. */
async function* readToEnd(
  base: Runtime,
  stream: Component,
  send: SendRequest,
  options: { state: SourceBatch['state']; mode: 'full' | 'incremental'; concurrency: number; signal: AbortSignal },
): AsyncGenerator<SourceBatch> {
  const name = streamName(stream)
  const told = new Set<string>()
  let notices: SourceNotice[] = []
  const runtime: Runtime = {
    ...base,
    notice: (notice) => {
      // Once is enough for what happens again and again.
      if (told.has(notice.message) || told.size > 50) return
      told.add(notice.message)
      notices.push(notice)
    },
  }
  const takeNotices = () => {
    const taken = notices
    notices = []
    return taken
  }
  let state = options.state
  try {
    for await (const batch of readStream(runtime, stream, send, { ...options, patience: 'read' })) {
      state = batch.state
      const end = batch.state.resume === undefined
      yield {
        stream: name,
        records: batch.records,
        state,
        notices: [...takeNotices(), ...batch.notices].map((notice) => base.scrubber.scrubValue(notice)),
        ...(end ? { end: { status: 'completed' } } : {}),
      }
    }
  } catch (error) {
    if (options.signal.aborted) throw options.signal.reason
    if (!(error instanceof EngineError)) throw error
    yield {
      stream: name,
      records: [],
      state,
      notices: takeNotices(),
      end: { status: 'failed', error: scrubbed(error, base.scrubber) as EngineError },
    }
  }
}

function scrubbed(error: unknown, scrubber: Scrubber): unknown {
  if (!(error instanceof EngineError)) return error
  const message = scrubber.scrub(error.message)
  if (message === error.message) return error
  return new EngineError(error.code, message, {
    detail: scrubber.scrubValue(error.detail),
    details: scrubber.scrubValue([...error.details]),
  })
}

/** Basic authentication sends user and password as one text: that text is a secret too. */
function addBasicPairs(scrubber: Scrubber, credentials: Readonly<Record<string, Secret>>): void {
  for (const secret of Object.values(credentials)) scrubber.add(Buffer.from(`${secret.reveal()}:`).toString('base64'))
}

function redirectOrigin(url: string, origins: Readonly<Record<string, string>> | undefined): string {
  if (!origins) return url
  const parsed = new URL(url)
  const target = origins[parsed.origin]
  return target === undefined ? url : target.replace(/\/$/, '') + url.slice(parsed.origin.length)
}

function declaredConcurrency(runtime: Runtime, { concurrency }: Manifest): number | undefined {
  return concurrency ? evaluateNumber(runtime, concurrency, raw(concurrency, 'default_concurrency')) : undefined
}

export function describeStream(runtime: Runtime, stream: Component): SourceStream {
  const cursor = child(stream, 'incremental_sync')
  const field = cursor ? evaluateText(runtime, cursor, raw(cursor, 'cursor_field')) : null
  return {
    name: text(stream, 'name') ?? '',
    json_schema: inlineSchema(stream),
    primary_key: primaryKey(raw(stream, 'primary_key')),
    cursor_field: field ? [field] : null,
    supports_incremental: cursor !== undefined,
  }
}

/** `id`, `[id]`, `[[a, b], [c]]`: as a list of paths. */
export function primaryKey(written: unknown): string[][] {
  if (typeof written === 'string') return written === '' ? [] : [[written]]
  if (!Array.isArray(written)) return []
  return written.map((part) => (Array.isArray(part) ? part.map(String) : [String(part)]))
}
