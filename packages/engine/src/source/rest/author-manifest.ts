import { isDeepStrictEqual } from 'node:util'
import { EngineError } from '../../errors.ts'
import type { SourceNotice } from '../source.ts'
import { type Drift, findDrift } from './find-drift.ts'
import { type Endpoint, listOpenApiPaths, nameEndpoints } from './list-endpoints.ts'
import type { ProbeClient } from './probe-client.ts'
import { probeEndpoint } from './probe-endpoint.ts'
import { type EndpointFacts, renderManifest } from './render-manifest.ts'

/** What was found out about an API, as a manifest of the declarative runtime, and what showed it. */
export type Authored = { manifest: string; notices: SourceNotice[] }

/** The list endpoints that the settings name, or that the OpenAPI document describes. */
export async function endpointsOf(client: ProbeClient, config: Readonly<Record<string, unknown>>): Promise<Endpoint[]> {
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
export async function probeAll(
  client: ProbeClient,
  endpoints: readonly Endpoint[],
  most = endpoints.length,
): Promise<Probed> {
  const out: Probed = { found: [], failed: [] }
  for (const endpoint of endpoints) {
    if (out.found.length >= most) break
    try {
      out.found.push(await probeEndpoint(client, endpoint))
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      if (endsProbing(error)) throw error
      out.failed.push({ endpoint, error })
    }
  }
  return out
}

/** Looks at every endpoint and writes down how it works. */
export async function authorManifest(
  client: ProbeClient,
  config: Readonly<Record<string, unknown>>,
): Promise<Authored> {
  const { found, failed } = await probeAll(client, await endpointsOf(client, config))
  if (found.length === 0 && failed[0]) throw failed[0].error
  return {
    manifest: write(
      found.map(({ facts }) => facts),
      config,
    ),
    notices: [...found.map(tellFound), ...failed.map(tellLeftOut)],
  }
}

/**
 * Looks whether what was found earlier still holds. An endpoint that works otherwise is looked at anew; those that were
 * left out get another chance. What has not changed is written as it was, letter by letter.
 */
export async function lookAgain(
  client: ProbeClient,
  config: Readonly<Record<string, unknown>>,
  earlier: { manifest: string; facts: readonly EndpointFacts[] },
): Promise<Authored> {
  const known = earlier.facts
  const kept: EndpointFacts[] = []
  const notices: SourceNotice[] = []
  const failures: EngineError[] = []
  for (const facts of known) {
    try {
      const { facts: now, notice } = await lookAgainAt(client, facts)
      kept.push(now)
      if (notice) notices.push(notice)
    } catch (error) {
      if (!(error instanceof EngineError) || endsProbing(error)) throw error
      failures.push(error)
      notices.push(tellLeftOut({ endpoint: facts, error }))
    }
  }
  const paths = new Set(known.map(({ path }) => path))
  const names = new Set(known.map(({ name }) => name))
  const more = (await endpointsOf(client, config)).filter(({ path, name }) => !paths.has(path) && !names.has(name))
  const { found, failed } = await probeAll(client, more)
  const facts = [...kept, ...found.map((one) => one.facts)]
  if (facts.length === 0) throw failures[0] ?? failed[0]?.error ?? new Error('an earlier manifest has no endpoints')
  const isSame = isDeepStrictEqual(facts, known)
  return {
    manifest: isSame ? earlier.manifest : write(facts, config),
    notices: [...notices, ...found.map(tellFound), ...failed.map(tellLeftOut)],
  }
}

async function lookAgainAt(
  client: ProbeClient,
  facts: EndpointFacts,
): Promise<{ facts: EndpointFacts; notice?: SourceNotice }> {
  const { name, path } = facts
  let drift: Drift
  try {
    drift = await findDrift(client, facts)
  } catch (error) {
    if (!(error instanceof EngineError) || endsProbing(error)) throw error
    // An endpoint that gives no answer now says nothing about how it works. Reading it tells what is wrong.
    return { facts }
  }
  if (drift.broken.length > 0) {
    const reasons = drift.broken.join(', ')
    const anew = await probeEndpoint(client, { name, path }).catch((error) => {
      if (!(error instanceof EngineError) || endsProbing(error)) throw error
      throw new EngineError(error.code, `${reasons}; ${error.message}`)
    })
    const now = { ...anew.facts, seen: facts.seen }
    if (!isDeepStrictEqual({ ...now, schema: facts.schema }, facts)) {
      const message = `${name} (${path}) does not work as it did: ${reasons}. Found out anew: ${anew.evidence.join('; ')}.`
      return { facts: anew.facts, notice: { level: 'warning', code: 'endpoint_changed', message } }
    }
  }
  if (drift.news.length === 0) return { facts }
  const message = `${name} (${path}) has other fields than before: ${drift.news.join(', ')}.`
  return {
    facts: { ...facts, schema: drift.schema },
    notice: { level: 'info', code: 'endpoint_fields_changed', message },
  }
}

const write = (facts: readonly EndpointFacts[], config: Readonly<Record<string, unknown>>): string =>
  JSON.stringify(renderManifest(facts, config), null, 2)

const tellFound = ({ facts, evidence }: Probed['found'][number]): SourceNotice => ({
  // One page may be all there is, or all that was understood.
  level: facts.paging.kind === 'none' ? 'warning' : 'info',
  code: 'endpoint_understood',
  message: `${facts.name} (${facts.path}): ${evidence.join('; ')}.`,
})

const tellLeftOut = ({ endpoint, error }: Probed['failed'][number]): SourceNotice => ({
  level: 'warning',
  code: 'endpoint_left_out',
  message: `${endpoint.path} is left out: ${error.message}`,
})

/** Failures that are the same for every endpoint. */
const endsProbing = ({ code }: EngineError): boolean =>
  ['credentials_refused', 'host_forbidden', 'source_unreachable'].includes(code)
