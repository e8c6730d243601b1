import { fileURLToPath } from 'node:url'
import { EngineError } from '../../errors.ts'
import { type ConnectorSpec, checkConfig, missingCredentials } from '../api/index.ts'
import { mergeStreams } from '../api/merge-streams.ts'
import type { ReadOptions, Source, SourceBatch, StreamState } from '../source.ts'
import type { CodeConnector, OpenSourceOptions } from '../source-connector.ts'
import { type DescribedField, type DescribedObject, mainObjects, streamOf } from './describe-object.ts'
import { readObject } from './read-object.ts'
import { openSalesforceClient, type SalesforceClient } from './salesforce-client.ts'

const docsUrl = 'https://developer.salesforce.com/docs/atlas.en-us.api_rest.meta/api_rest/intro_rest.htm'

const spec: ConnectorSpec = {
  docs_url: docsUrl,
  config_schema: {
    type: 'object',
    additionalProperties: false,
    properties: {
      auth: {
        type: 'string',
        title: 'Signing in',
        enum: ['refresh_token', 'client_credentials'],
        default: 'refresh_token',
      },
      sandbox: { type: 'boolean', title: 'Sandbox', default: false },
      domain: {
        type: 'string',
        title: 'My Domain',
        description:
          'Host of the organisation, such as acme.my.salesforce.com; needed for client credentials. Lightning hosts (lightning.force.com) have no API.',
        pattern: '^[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.my\\.salesforce(-setup)?\\.(com|mil)$',
      },
      api_version: { type: 'string', title: 'API version', pattern: '^\\d{2,3}\\.0$', default: '60.0' },
      objects: {
        type: 'array',
        title: 'Objects',
        description: 'API names of the objects to offer; left out: the usual ones and all that end with __c.',
        items: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_]*$' },
        default: [],
      },
    },
  },
  credentials_schema: {
    client_id: { type: 'string', secret: true, title: 'Client id (consumer key)', required: true },
    client_secret: { type: 'string', secret: true, title: 'Client secret (consumer secret)', required: true },
    refresh_token: {
      type: 'string',
      secret: true,
      title: 'Refresh token',
      required: true,
      when: { field: 'auth', value: 'refresh_token' },
    },
  },
}

/** Few: Salesforce allows only some long calls at once. */
const concurrency = 3

/**
 * Salesforce: every object is a stream, read by SOQL in the order of Ids. Fields come from the organisation's own
 * description, so custom objects and fields are there.
 */
export const salesforceConnector: CodeConnector = {
  ...spec,
  key: 'salesforce',
  name: 'Salesforce',
  category: 'crm',
  docs_url: docsUrl,
  logoPath: fileURLToPath(new URL('../../../../connectors/salesforce/logo.svg', import.meta.url)),
  guidance: {
    summary:
      'Godwit reads objects with an app of your own in Salesforce; it sees what the user sees who signed in. Enterprise edition or the API add-on is needed.',
    steps: [
      'In Setup, open External Client App Manager (or App Manager) and make an app with OAuth, scopes api and refresh_token.',
      'Copy the consumer key and the consumer secret of the app.',
      'With a refresh token: sign in to the app once as the user who may read, and copy the refresh token.',
      'With client credentials: switch that flow on in the app, choose the user it runs as, and set domain to your My Domain host.',
      'If signing in is refused although all is right: the user may need the permission to approve uninstalled apps.',
    ],
    links: [
      {
        label: 'Making an app',
        url: 'https://help.salesforce.com/s/articleView?id=xcloud.create_a_local_external_client_app.htm',
      },
      { label: 'Setup of a sandbox', url: 'https://test.salesforce.com' },
    ],
  },

  async open(options) {
    const settings = readSettings(options)
    const client = openSalesforceClient(options, settings)
    return openSource(client, settings)
  },
}

function openSource(client: SalesforceClient, { apiVersion, objects }: ReturnType<typeof readSettings>): Source {
  const base = `/services/data/v${apiVersion}`

  async function listObjects(signal?: AbortSignal): Promise<string[]> {
    const { sobjects } = await client.get(`${base}/sobjects`, signal)
    const known = (Array.isArray(sobjects) ? sobjects : []) as { name?: unknown; queryable?: unknown }[]
    const queryable = known.flatMap(({ name, queryable: can }) =>
      typeof name === 'string' && can === true ? [name] : [],
    )
    if (objects.length > 0) return objects.filter((name) => queryable.includes(name))
    return [
      ...mainObjects.filter((name) => queryable.includes(name)),
      ...queryable.filter((name) => /__c$/.test(name)).sort(),
    ]
  }

  async function describe(name: string, signal?: AbortSignal): Promise<DescribedObject> {
    if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(name))
      throw new EngineError('stream_unknown', `Salesforce has no object ${name.slice(0, 100)}.`)
    const { fields, queryable } = await client.get(`${base}/sobjects/${name}/describe`, signal)
    const described = (Array.isArray(fields) ? fields : []) as DescribedField[]
    return {
      name,
      queryable: queryable !== false,
      fields: described.flatMap(({ name: field, type }) =>
        typeof field === 'string' && /^\w+$/.test(field) ? [{ name: field, type: String(type) }] : [],
      ),
    }
  }

  async function* readToEnd(
    name: string,
    { state, mode, signal }: { state: StreamState; mode: ReadOptions['mode']; signal: AbortSignal },
  ): AsyncGenerator<SourceBatch> {
    let standing = state
    try {
      const object = await describe(name, signal)
      for await (const batch of readObject(client, base, object, { state, mode, signal })) {
        standing = batch.state
        yield { stream: name, ...batch, ...(batch.state.resume ? {} : { end: { status: 'completed' as const } }) }
      }
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof EngineError)) throw error
      yield {
        stream: name,
        records: [],
        state: standing,
        notices: client.takeNotices(),
        end: { status: 'failed', error },
      }
    }
  }

  return {
    async check(signal) {
      try {
        const names = await listObjects(signal)
        const streams = names.map((name) => ({ name, reachable: true, message: 'can be queried' }))
        for (const name of objects.filter((one) => !names.includes(one)))
          streams.push({ name, reachable: false, message: 'is not there, or the user may not see it' })
        if (names.length > 0) return { ok: true, message: 'Salesforce answers and takes the credentials.', streams }
        const message = 'Salesforce takes the credentials, but shows no object that the user may read; grant access.'
        return { ok: false, code: 'source_forbidden', message, streams }
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        return { ok: false, code: error.code, message: error.message, streams: [] }
      }
    },

    async discover(signal) {
      const names = await listObjects(signal)
      const found: DescribedObject[] = []
      for (let index = 0; index < names.length; index += concurrency)
        found.push(
          ...(await Promise.all(names.slice(index, index + concurrency).map((name) => describe(name, signal)))),
        )
      return found.filter(({ queryable, fields }) => queryable && fields.length > 0).map(streamOf)
    },

    async *read({ streams, state, mode, signal }: ReadOptions): AsyncGenerator<SourceBatch> {
      const stop = new AbortController()
      const both = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal
      const producers = streams.map((name) => () => readToEnd(name, { state: state[name] ?? {}, mode, signal: both }))
      try {
        yield* mergeStreams(producers, { concurrency, ahead: 2 })
      } finally {
        stop.abort(new Error('the read was left'))
      }
    },

    async close() {},
  }
}

function readSettings(options: OpenSourceOptions) {
  const config = checkConfig(spec, options.config)
  const missing = missingCredentials(spec, config, new Set(Object.keys(options.credentials)))
  if (missing.length > 0)
    throw new EngineError('credentials_refused', `Credentials are missing: ${missing.join(', ')}.`, {
      details: missing.map((path) => ({ path, message: 'is missing' })),
    })
  const domain = config['domain'] as string | undefined
  if (config['auth'] === 'client_credentials' && domain === undefined)
    throw new EngineError(
      'connection_config_invalid',
      'The settings of the connection are not right: domain is required for client_credentials.',
      { details: [{ path: 'domain', message: 'is required for client_credentials' }] },
    )
  return {
    auth: String(config['auth']),
    loginHost: domain?.toLowerCase() ?? (config['sandbox'] === true ? 'test.salesforce.com' : 'login.salesforce.com'),
    apiVersion: String(config['api_version']),
    objects: config['objects'] as string[],
  }
}
