import type { CredentialsSchema } from '@godwit/contract'
import { EngineError, type ErrorDetail } from '../../errors.ts'
import { Secret } from '../../vault/index.ts'
import { type ConnectorSpec, checkConfig, missingCredentials } from '../api/index.ts'
import type { SourceConnector } from '../connector.ts'

/** Credentials that fit a schema: what to keep, and the fields to forget. */
export type ReadCredentials = { kept: Map<string, Secret>; removed: string[]; problems: ErrorDetail[] }

/** Of one secret: far beyond any key, certificate or service account that is pasted into a form. */
const longestSecret = 100_000

/**
 * Reads what a person gave against the connector's schema. Problems name fields, never values.
 *
 * @param nulls `remove`: null forgets the field. `refuse`: null is no value.
 */
export function readCredentials(
  schema: CredentialsSchema,
  given: Readonly<Record<string, unknown>>,
  nulls: 'remove' | 'refuse',
): ReadCredentials {
  const out: ReadCredentials = { kept: new Map(), removed: [], problems: [] }
  const names = Object.keys(schema)
  for (const [name, value] of Object.entries(given)) {
    const problem = (message: string) => out.problems.push({ path: `credentials.${name.slice(0, 200)}`, message })
    const field = Object.hasOwn(schema, name) ? schema[name] : undefined
    if (!field) problem(`is not known here; known are ${names.join(', ') || 'none'}`)
    else if (value === null && nulls === 'remove') out.removed.push(name)
    else {
      const text = textOf(value, field.type)
      if (text === undefined) problem(`must be a ${nounOf(field.type)}`)
      else if (text === '') problem('must not be empty')
      else if (text.length > longestSecret) problem(`must not be longer than ${longestSecret} characters`)
      else if (field.options && !field.options.includes(text)) problem(`must be one of ${field.options.join(', ')}`)
      else if (field.pattern && !fits(field.pattern, text))
        problem('does not look like one: check that all of it was copied')
      else out.kept.set(name, new Secret(text))
    }
  }
  return out
}

/** Names what is wrong with credentials, never what they were. */
export const credentialsInvalid = (details: readonly ErrorDetail[]): EngineError =>
  new EngineError(
    'credentials_invalid',
    `The credentials are not right: ${details
      .slice(0, 3)
      .map(({ path, message }) => `${path} ${message}`)
      .join('; ')}.`,
    { details },
  )

/** The credentials that a connection with these settings needs and does not have. */
export function missingFields(
  connector: Pick<SourceConnector, 'config_schema' | 'credentials_schema' | 'docs_url'>,
  config: Readonly<Record<string, unknown>>,
  onFile: Iterable<string>,
): string[] {
  const spec = connector as ConnectorSpec
  return missingCredentials(spec, withDefaults(spec, config), new Set(onFile))
}

/** Which way of signing in is meant may be a default. Settings that are not right yet have none. */
function withDefaults(spec: ConnectorSpec, config: Readonly<Record<string, unknown>>) {
  try {
    return checkConfig(spec, config)
  } catch (error) {
    if (error instanceof EngineError) return config
    throw error
  }
}

function textOf(value: unknown, type: string): string | undefined {
  if (type === 'integer' || type === 'number') {
    if (typeof value === 'number' && Number.isFinite(value)) return String(value)
    return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim()) ? value.trim() : undefined
  }
  if (type === 'boolean') {
    if (typeof value === 'boolean') return String(value)
    return value === 'true' || value === 'false' ? value : undefined
  }
  // What surrounds a pasted key is never part of it: a line break in a header would only be refused later, by the source.
  return typeof value === 'string' ? value.replace(/^[\s\ufeff]+|[\s\ufeff]+$/g, '') : undefined
}

const nounOf = (type: string): string =>
  type === 'integer' || type === 'number' ? 'number' : type === 'boolean' ? 'boolean' : 'text'

/** A pattern that is no regular expression here checks nothing rather than refusing every value. */
function fits(pattern: string, text: string): boolean {
  try {
    return new RegExp(pattern, 'u').test(text)
  } catch {
    return true
  }
}
