import { fileURLToPath } from 'node:url'
import { EngineError } from '../../errors.ts'
import { checkConfig, loadManifest, missingCredentials, openApiSource } from '../api/index.ts'
import type { Source, SourceBatch, SourceNotice } from '../source.ts'
import type { CodeConnector, OpenSourceOptions } from '../source-connector.ts'
import { type Endpoint, listOpenApiPaths, nameEndpoints } from './list-endpoints.ts'
import { openProbeClient, type ProbeClient } from './probe-client.ts'
import { probeEndpoint } from './probe-endpoint.ts'
import { type EndpointFacts, renderManifest } from './render-manifest.ts'
import { restSpec } from './rest-spec.ts'

type Authored = { manifest: string; notices: SourceNotice[] }

/**
 * A JSON API that no other connector knows: by asking it finds out how each list endpoint works, writes that down as a
 * manifest, and has the declarative runtime read it. What it found, and what showed it, are notices of the first batch.
 */
export const restConnector: CodeConnector = {
  ...restSpec,
  key: 'rest',
  name: 'JSON API',
  category: 'api',
  docs_url: 'https://spec.openapis.org/oas/latest.html',
  logoPath: fileURLToPath(new URL('../../../../connectors/rest/logo.svg', import.meta.url)),
  guidance: {
    summary: 'Godwit reads any JSON API that lists its records: it looks at the answers and finds out how to page.',
    steps: [
      "Find the API's base URL in its documentation, such as https://api.example.com/v1.",
      'Name the paths that list records, or give the OpenAPI document of the API.',
      'Choose how the API is signed in to (auth), make a key or token that may read, and enter it here.',
    ],
    links: [{ label: 'What an OpenAPI document is', url: 'https://learn.openapis.org/introduction.html' }],
  },

  async open(options) {
    const config = readSettings(options)
    let authored: Promise<Authored> | undefined
    let inner: Source | undefined
    let told = false

    async function opened(signal?: AbortSignal): Promise<{ source: Source; notices: SourceNotice[] }> {
      if (options.manifest !== undefined) authored ??= Promise.resolve({ manifest: options.manifest, notices: [] })
      authored ??= authorManifest(options, config, signal)
      try {
        const { manifest, notices } = await authored
        inner ??= openManifest(options, manifest)
        return { source: inner, notices }
      } catch (error) {
        // A failure is not kept: the next call looks again.
        authored = undefined
        throw error
      }
    }

    return {
      async check(signal) {
        try {
          const client = openProbeClient(options, config, hostsOf(config), signal)
          const { failed, found } = await probeAll(client, await endpointsOf(client, config), 1)
          const streams = [
            ...found.map(({ facts }) => ({ name: facts.name, reachable: true, message: 'answers with records' })),
            ...failed.map(({ endpoint, error }) => ({ name: endpoint.name, reachable: false, message: error.message })),
          ]
          const [first] = failed
          if (found.length === 0 && first)
            return { ok: false, code: first.error.code, message: first.error.message, streams }
          return { ok: true, message: 'The API answers and takes the credentials.', streams }
        } catch (error) {
          if (!(error instanceof EngineError)) throw error
          return { ok: false, code: error.code, message: error.message, streams: [] }
        }
      },
      async discover(signal) {
        return (await opened(signal)).source.discover(signal)
      },
      async *read(read): AsyncGenerator<SourceBatch> {
        let found: Awaited<ReturnType<typeof opened>>
        try {
          found = await opened(read.signal)
        } catch (error) {
          read.signal?.throwIfAborted()
          if (!(error instanceof EngineError)) throw error
          for (const stream of read.streams)
            yield {
              stream,
              records: [],
              state: read.state[stream] ?? {},
              notices: [],
              end: { status: 'failed', error },
            }
          return
        }
        const { source, notices } = found
        for await (const batch of source.read(read)) {
          yield told ? batch : { ...batch, notices: [...notices, ...batch.notices] }
          told = true
        }
      },
      async close() {
        await inner?.close()
      },
    }
  },

  author: async ({ signal, ...options }) => authorManifest(options, readSettings(options), signal),
}

function readSettings(options: OpenSourceOptions): Record<string, unknown> {
  const config = checkConfig(restSpec, options.config)
  const missing = missingCredentials(restSpec, config, new Set(Object.keys(options.credentials)))
  if (missing.length > 0)
    throw new EngineError('credentials_refused', `Credentials are missing: ${missing.join(', ')}.`, {
      details: missing.map((path) => ({ path, message: 'is missing' })),
    })
  const isMissing = (path: string, message: string) =>
    new EngineError('connection_config_invalid', `The settings of the connection are not right: ${path} ${message}.`, {
      details: [{ path, message }],
    })
  if ((config['endpoints'] as string[]).length === 0 && !config['openapi_url'] && !config['openapi'])
    throw isMissing('endpoints', 'names no path, and there is no OpenAPI document to find them in')
  if (config['auth'] === 'oauth_client_credentials' && !config['token_url'])
    throw isMissing('token_url', 'is required for oauth_client_credentials')
  return config
}

function openManifest(options: OpenSourceOptions, text: string): Source {
  const manifest = loadManifest(text)
  const { config, credentials, outbound, origins, onRotate, exchange, now, sleep } = options
  // A secret left over from another way of signing in is none of this manifest's business.
  const used = Object.entries(credentials).filter(([name]) => Object.hasOwn(restSpec.credentials_schema, name))
  return openApiSource({
    manifest,
    config,
    credentials: Object.fromEntries(used),
    outbound,
    hosts: hostsOf(config),
    ...(origins ? { origins } : {}),
    ...(onRotate ? { onRotate } : {}),
    ...(exchange ? { exchange } : {}),
    ...(now ? { now } : {}),
    ...(sleep ? { sleep } : {}),
  })
}

/** Only what the person wrote: neither an answer nor a document can name a host. */
function hostsOf(config: Readonly<Record<string, unknown>>): string[] {
  return ['base_url', 'token_url'].flatMap((name) => {
    const value = config[name]
    return typeof value === 'string' && URL.canParse(value)
      ? [new URL(value).hostname.toLowerCase().replace(/^\[|\]$/g, '')]
      : []
  })
}

async function endpointsOf(client: ProbeClient, config: Readonly<Record<string, unknown>>): Promise<Endpoint[]> {
  const named = config['endpoints'] as string[]
  if (named.length > 0) return nameEndpoints(named)
  if (typeof config['openapi'] === 'string') return nameEndpoints(listOpenApiPaths(config['openapi']))
  const answer = await client.get(String(config['openapi_url']))
  if (answer.status >= 400)
    throw new EngineError(
      'connection_config_invalid',
      `The OpenAPI document was not found: its address answered ${answer.status}.`,
      { details: [{ path: 'openapi_url', message: `answered ${answer.status}` }] },
    )
  return nameEndpoints(listOpenApiPaths(answer.text))
}

type Probed = {
  found: { facts: EndpointFacts; evidence: string[] }[]
  failed: { endpoint: Endpoint; error: EngineError }[]
}

/** Looks at endpoint after endpoint; a refused secret ends it, for it is the same for all. */
async function probeAll(client: ProbeClient, endpoints: readonly Endpoint[], most = endpoints.length): Promise<Probed> {
  const out: Probed = { found: [], failed: [] }
  for (const endpoint of endpoints) {
    if (out.found.length >= most) break
    try {
      out.found.push(await probeEndpoint(client, endpoint))
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      if (['credentials_refused', 'host_forbidden', 'source_unreachable'].includes(error.code)) throw error
      out.failed.push({ endpoint, error })
    }
  }
  return out
}

async function authorManifest(
  options: OpenSourceOptions,
  config: Readonly<Record<string, unknown>>,
  signal?: AbortSignal,
): Promise<Authored> {
  const client = openProbeClient(options, config, hostsOf(config), signal)
  const { found, failed } = await probeAll(client, await endpointsOf(client, config))
  if (found.length === 0 && failed[0]) throw failed[0].error
  return {
    manifest: JSON.stringify(
      renderManifest(
        found.map(({ facts }) => facts),
        config,
      ),
      null,
      2,
    ),
    notices: [
      ...found.map(({ facts, evidence }) => ({
        // One page may be all there is, or all that was understood.
        level: facts.paging.kind === 'none' ? ('warning' as const) : ('info' as const),
        code: 'endpoint_understood',
        message: `${facts.name} (${facts.path}): ${evidence.join('; ')}.`,
      })),
      ...failed.map(({ endpoint, error }) => ({
        level: 'warning' as const,
        code: 'endpoint_left_out',
        message: `${endpoint.path} is left out: ${error.message}`,
      })),
    ],
  }
}
