import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv'
import addFormats from 'ajv-formats'
import { EngineError, type ErrorDetail } from '../../errors.ts'
import { isMap } from './manifest/build-component.ts'
import type { ConnectorSpec, CredentialField } from './manifest/read-spec.ts'

const ajv = new Ajv({
  allErrors: true,
  strict: false,
  useDefaults: true,
  unicodeRegExp: false,
  validateSchema: false,
  logger: false,
})
;(addFormats as unknown as (ajv: Ajv) => void)(ajv)

/**
 * Checks the settings of a connection against the connector's schema and returns them with defaults filled in. Fails
 * with `connection_config_invalid`, naming every field that is wrong, and never a value. A secret among the settings is
 * refused: it belongs into the credentials.
 */
export function checkConfig(spec: ConnectorSpec, config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const secrets = Object.keys(spec.credentials_schema).filter((path) => valueAt(config, path) !== undefined)
  if (secrets.length > 0)
    throw invalid(secrets.map((path) => ({ path, message: 'is a secret; send it as a credential, not as a setting' })))
  const checked = structuredClone(config) as Record<string, unknown>
  const validate = compiled(spec.config_schema)
  if (!validate(checked)) throw invalid((validate.errors ?? []).filter((error) => error.keyword !== 'if').map(detail))
  return checked
}

const validators = new WeakMap<object, ValidateFunction>()

/** Compiled once for each connector: ajv keeps every schema that it has compiled. */
function compiled(schema: object): ValidateFunction {
  const known = validators.get(schema)
  if (known) return known
  const validate = ajv.compile(withoutBrokenPatterns(schema) as object)
  validators.set(schema, validate)
  return validate
}

/** The credentials that are still missing for these settings, by field. */
export function missingCredentials(
  spec: ConnectorSpec,
  config: Readonly<Record<string, unknown>>,
  given: ReadonlySet<string>,
): string[] {
  return Object.entries(spec.credentials_schema)
    .filter(([path, field]) => isNeeded(field, config) && !given.has(path))
    .map(([path]) => path)
}

const isNeeded = (field: CredentialField, config: Readonly<Record<string, unknown>>): boolean =>
  field.required && (field.when === undefined || valueAt(config, field.when.field) === field.when.value)

export function valueAt(value: unknown, path: string): unknown {
  return path
    .split('.')
    .reduce<unknown>((at, part) => (isMap(at) && Object.hasOwn(at, part) ? at[part] : undefined), value)
}

function detail(error: ErrorObject): ErrorDetail {
  const at = error.instancePath.slice(1).replaceAll('/', '.')
  const params = error.params as Record<string, unknown>
  const name = params['missingProperty'] ?? params['additionalProperty']
  const path = [at, name].filter((part) => part !== undefined && part !== '').join('.') || 'config'
  if (error.keyword === 'required') return { path, message: 'is required' }
  if (error.keyword === 'additionalProperties') return { path, message: 'is not a setting of this connector' }
  if (error.keyword === 'enum')
    return { path, message: `must be one of ${(params['allowedValues'] as unknown[]).map(String).join(', ')}` }
  return { path, message: error.message ?? 'is not valid' }
}

const invalid = (details: ErrorDetail[]): EngineError =>
  new EngineError(
    'connection_config_invalid',
    `The settings of the connection are not right: ${details
      .slice(0, 3)
      .map(({ path, message }) => `${path} ${message}`)
      .join('; ')}.`,
    { details },
  )

/** A pattern that is no regular expression here checks nothing rather than failing every connection. */
function withoutBrokenPatterns(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutBrokenPatterns)
  if (!isMap(value)) return value
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, item]) => key !== 'pattern' || typeof item !== 'string' || isPattern(item))
      .map(([key, item]) => [key, withoutBrokenPatterns(item)]),
  )
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text)
    return true
  } catch {
    return false
  }
}
