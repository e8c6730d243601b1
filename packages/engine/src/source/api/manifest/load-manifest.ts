import { createHash } from 'node:crypto'
import { EngineError } from '../../../errors.ts'
import { ComponentBuilder, type Fault, isMap } from './build-component.ts'
import { type Component, list, text } from './component.ts'
import { readDocument } from './read-document.ts'
import { type ConnectorSpec, readSpec } from './read-spec.ts'
import { References } from './resolve-references.ts'

/** A connector as data: checked, with every reference followed. Nothing in it depends on a connection. */
export type Manifest = {
  /** Of the format that it was written for. */
  version: string
  /** SHA-256 of the source text, hex. */
  hash: string
  streams: readonly Component[]
  /** Streams that a check of the connection reads; never empty. */
  checkStreams: readonly string[]
  spec: ConnectorSpec
  budget: Component | undefined
  concurrency: Component | undefined
}

export const streamName = (stream: Component): string => text(stream, 'name') ?? ''

/**
 * Loads a manifest in the Airbyte low-code format (JSON or YAML, versions 0.x to 6.x). Fails with `manifest_invalid`, or
 * `manifest_unsupported` when it is sound but needs a component that this runtime does not have: never is a part left out
 * in silence. `details` lists every fault with its path.
 */
export function loadManifest(source: string): Manifest {
  const document = readDocument(source)
  try {
    return build(document, createHash('sha256').update(source).digest('hex'))
  } catch (error) {
    if (error instanceof RangeError) throw new EngineError('manifest_invalid', 'The manifest is nested too deeply.')
    throw error
  }
}

function build(document: Record<string, unknown>, hash: string): Manifest {
  const builder = new ComponentBuilder()
  const fault = (kind: Fault['kind'], path: string, message: string) => builder.faults.push({ kind, path, message })
  const version = String(document['version'] ?? '')
  if (document['type'] !== undefined && document['type'] !== 'DeclarativeSource')
    fault('invalid', 'type', `${String(document['type'])} is no DeclarativeSource`)
  if (!/^[0-6]\.\d+(\.\d+)?/.test(version))
    fault(
      version === '' ? 'invalid' : 'unsupported',
      'version',
      version === '' ? 'version is missing' : `version ${version} of the format is not known (0.x to 6.x are)`,
    )
  for (const name of ['dynamic_streams', 'stream_groups'])
    if (Array.isArray(document[name]) ? document[name].length > 0 : document[name])
      fault('unsupported', name, `${name} is not supported`)
  if (!Array.isArray(document['streams']) || document['streams'].length === 0)
    fault('invalid', 'streams', 'the manifest has no streams')
  report(builder.faults)

  const references = new References(document)
  const resolve = (name: string) => (document[name] === undefined ? undefined : references.resolve(document[name]))
  const parameters = isMap(document['$parameters']) ? document['$parameters'] : {}
  const component = (name: string, type: string) => {
    const value = resolve(name)
    return value === undefined || value === null
      ? undefined
      : builder.build(value, { kind: 'component', types: [type] }, name, parameters)
  }
  const streams = (resolve('streams') as unknown[]).map((stream, index) =>
    builder.build(stream, { kind: 'component', types: ['DeclarativeStream'] }, `streams.${index}`, parameters),
  )
  const check = component('check', 'CheckStream')
  const spec = resolve('spec')
  if (isMap(spec) && isMap(spec['config_normalization_rules']))
    for (const [name, rules] of Object.entries(spec['config_normalization_rules']))
      if (Array.isArray(rules) && rules.length > 0)
        fault('unsupported', `spec.config_normalization_rules.${name}`, `${name} is not supported`)
  const budget = component('api_budget', 'HTTPAPIBudget')
  const concurrency = component('concurrency_level', 'ConcurrencyLevel')
  const names = new Set<string>()
  for (const [index, stream] of streams.entries()) {
    if (!stream) continue
    const name = streamName(stream)
    if (name === '') fault('invalid', `streams.${index}.name`, 'the stream has no name')
    else if (names.has(name)) fault('invalid', `streams.${index}.name`, `two streams are named ${name}`)
    names.add(name)
  }
  const wanted = check ? list(check, 'stream_names').map(String) : []
  for (const name of wanted) if (!names.has(name)) fault('invalid', 'check.stream_names', `there is no stream ${name}`)
  report(builder.faults)
  return {
    version,
    hash,
    streams: streams.filter((stream) => stream !== undefined),
    checkStreams: wanted.length > 0 ? wanted : [[...names][0] as string],
    spec: readSpec(spec),
    budget,
    concurrency,
  }
}

/** One error for all faults; the same fault in a definition used by many streams is told once. */
function report(faults: readonly Fault[]): void {
  if (faults.length === 0) return
  const invalid = faults.filter((fault) => fault.kind === 'invalid')
  const told = invalid.length > 0 ? invalid : faults
  const messages = [...new Set(told.map((fault) => fault.message))]
  const first = told.find((fault) => fault.message === messages[0]) as Fault
  const more = messages.length > 1 ? ` (and ${messages.length - 1} more)` : ''
  const head = invalid.length > 0 ? 'The manifest is not valid' : 'The manifest needs what this version does not have'
  throw new EngineError(
    invalid.length > 0 ? 'manifest_invalid' : 'manifest_unsupported',
    `${head}: ${first.path}: ${first.message}${more}.`,
    {
      details: faults.slice(0, 100).map(({ path, message }) => ({ path, message })),
    },
  )
}
