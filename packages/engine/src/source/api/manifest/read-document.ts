import { parseDocument } from 'yaml'
import { EngineError } from '../../../errors.ts'

/** The largest public manifests have 1.5 MB. */
export const maxManifestBytes = 4 * 1024 * 1024

const maxAliasCount = 10_000

/**
 * Reads a manifest as JSON or YAML. As in PyYAML, `yes`/`no`/`on`/`off` are booleans and `<<` merges; unlike it, dates
 * stay text. A document that is too large, or whose aliases multiply without measure, is refused before it costs much.
 */
export function readDocument(source: string): Record<string, unknown> {
  if (source.length > maxManifestBytes)
    throw invalid(
      `it has ${Math.round(source.length / 1e6)} MB, and ${maxManifestBytes / 1024 / 1024} MB is the most a manifest may have`,
    )
  let value: unknown
  try {
    value = /^\s*\{/.test(source) ? JSON.parse(source) : readYaml(source)
  } catch (error) {
    if (error instanceof EngineError) throw error
    if (error instanceof RangeError) throw invalid('it is nested too deeply')
    if (error instanceof ReferenceError) throw invalid('its aliases multiply without measure')
    throw invalid((error as Error).message.split('\n')[0] ?? '')
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw invalid('it is no map of fields')
  return value as Record<string, unknown>
}

function readYaml(source: string): unknown {
  const document = parseDocument(source, {
    merge: true,
    prettyErrors: true,
    uniqueKeys: false,
    customTags: (tags) => [
      {
        tag: 'tag:yaml.org,2002:bool',
        default: true,
        test: /^(?:yes|Yes|YES|no|No|NO|on|On|ON|off|Off|OFF)$/,
        resolve: (text: string) => /^(?:yes|on)$/i.test(text),
      },
      ...tags,
    ],
  })
  const [error] = document.errors
  if (error) throw invalid(`${error.message.split('\n')[0]}`)
  return document.toJS({ maxAliasCount })
}

const invalid = (why: string): EngineError =>
  new EngineError('manifest_invalid', `The manifest cannot be read: ${why}.`)
