import { EngineError, type ErrorDetail } from '../../errors.ts'
import { type ConnectorSpec, checkConfig } from '../api/index.ts'
import type { SourceConnector } from '../connector.ts'

type Schema = Readonly<Record<string, unknown>>

/**
 * Checks settings before they are kept. Beyond the connector's schema, nothing that looks like a secret passes, because
 * settings are kept in the clear.
 *
 * @throws EngineError `connection_config_invalid` naming fields, never values.
 */
export function checkSettings(connector: SourceConnector, config: Readonly<Record<string, unknown>>): void {
  const details = [...findMisplaced(connector, connector.config_schema, config, ''), ...findPasswords(config, '')]
  if (details.length > 0)
    throw new EngineError(
      'connection_config_invalid',
      `The settings of the connection are not right: ${details
        .slice(0, 3)
        .map(({ path, message }) => `${path} ${message}`)
        .join('; ')}.`,
      { details },
    )
  checkConfig(connector as ConnectorSpec, config)
}

/** @throws EngineError `stream_unknown` where the connector's streams are known before connecting. */
export function checkStreams(connector: SourceConnector, names: readonly string[]): void {
  const { streams } = connector
  const unknown = streams === null ? [] : names.filter((name) => !streams.includes(name))
  if (streams === null || unknown.length === 0) return
  throw new EngineError(
    'stream_unknown',
    `${connector.name} has no stream ${unknown.slice(0, 10).join(', ')}. It has: ${streams.slice(0, 30).join(', ')}.`,
    {
      details: unknown.map((name) => ({
        path: `selected_streams.${names.indexOf(name)}`,
        message: 'is not a stream of this connector',
      })),
    },
  )
}

const secretName = /secret|passw|token|api_?key|private_?key|credential|authorization/i

/** Fields that the schema does not know, and secrets in the wrong place. A schema may allow any field, but no secret. */
function findMisplaced(connector: SourceConnector, schema: Schema, config: unknown, at: string): ErrorDetail[] {
  if (!isMap(config)) return []
  const known = propertiesOf(schema)
  const isOpen = isOpenSchema(schema)
  return Object.entries(config).flatMap(([name, value]): ErrorDetail[] => {
    const path = at === '' ? name : `${at}.${name}`
    if (Object.hasOwn(connector.credentials_schema, path))
      return [{ path, message: 'is a secret; send it as a credential, not as a setting' }]
    const property = known.get(name)
    if (property) return findMisplaced(connector, property, value, path)
    if (secretName.test(name))
      return [
        {
          path: path.slice(0, 200),
          message: 'looks like a secret, which no setting may hold; send it as a credential',
        },
      ]
    return isOpen || known.size === 0
      ? []
      : [{ path: path.slice(0, 200), message: 'is not a setting of this connector' }]
  })
}

/** A password in front of a host name would be kept in the clear, and shown. */
function findPasswords(value: unknown, path: string): ErrorDetail[] {
  if (typeof value === 'string')
    return /\b[a-z][a-z0-9+.-]*:\/\/[^/?#\s@]*:[^/?#\s]*@/i.test(value)
      ? [{ path, message: 'holds a password; send it as a credential and leave it out of the address' }]
      : []
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) => findPasswords(item, path === '' ? name : `${path}.${name}`))
}

const branchesOf = (schema: Schema): Schema[] =>
  ['oneOf', 'anyOf', 'allOf'].flatMap((word) => (Array.isArray(schema[word]) ? schema[word].filter(isMap) : []))

function propertiesOf(schema: Schema): Map<string, Schema> {
  const own = isMap(schema['properties']) ? Object.entries(schema['properties']) : []
  const out = new Map<string, Schema>()
  for (const [name, property] of [...own, ...branchesOf(schema).flatMap((branch) => [...propertiesOf(branch)])]) {
    const before = out.get(name)
    const next = isMap(property) ? property : {}
    out.set(name, before ? { allOf: [before, next] } : next)
  }
  return out
}

const isOpenSchema = (schema: Schema): boolean =>
  schema['additionalProperties'] === true ||
  isMap(schema['additionalProperties']) ||
  isMap(schema['patternProperties']) ||
  branchesOf(schema).some(isOpenSchema)

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
