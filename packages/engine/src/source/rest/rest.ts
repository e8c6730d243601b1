import { fileURLToPath } from 'node:url'
import { EngineError } from '../../errors.ts'
import { checkConfig, loadManifest, missingCredentials, openApiSource } from '../api/index.ts'
import type { Source, SourceBatch, SourceNotice } from '../source.ts'
import type { CodeConnector, OpenSourceOptions } from '../source-connector.ts'
import { type Authored, authorManifest, endpointsOf, lookAgain, probeAll } from './author-manifest.ts'
import { openProbeClient } from './probe-client.ts'
import { readFacts } from './read-manifest.ts'
import { restSpec } from './rest-spec.ts'

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
      authored ??= authorManifest(openProbeClient(options, config, hostsOf(config), signal), config)
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

  async author({ signal, ...options }) {
    const config = readSettings(options)
    const { manifest } = options
    const facts = manifest === undefined ? null : readFacts(manifest)
    const client = openProbeClient(options, config, hostsOf(config), signal)
    if (manifest === undefined || facts === null) return authorManifest(client, config)
    return lookAgain(client, config, { manifest, facts })
  },
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
