import { isMap } from './build-component.ts'

/** One secret that a connection needs; the key of `credentials_schema` is its dotted path in the configuration. */
export type CredentialField = {
  type: string
  secret: true
  title?: string
  description?: string
  pattern?: string
  options?: string[]
  required: boolean
  /** Set for a secret that only one way of signing in needs: the value that another field then has. */
  when?: { field: string; value: unknown }
}

export type ConnectorSpec = {
  /** JSON Schema of the settings that are no secrets. */
  config_schema: Record<string, unknown>
  credentials_schema: Record<string, CredentialField>
  docs_url: string | null
}

/** Splits a connection specification: what is marked `airbyte_secret` becomes credentials, the rest configuration. */
export function readSpec(spec: unknown): ConnectorSpec {
  const written = isMap(spec) ? (spec['connection_specification'] ?? spec['connectionSpecification']) : undefined
  const schema = isMap(written) ? written : { type: 'object', properties: {} }
  const credentials: Record<string, CredentialField> = {}
  const config = split(schema, '', true, undefined, credentials, 0)
  const docs = isMap(spec) ? (spec['documentation_url'] ?? spec['documentationUrl']) : undefined
  return {
    config_schema: { type: 'object', properties: {}, ...config },
    credentials_schema: credentials,
    docs_url: typeof docs === 'string' ? docs : null,
  }
}

function split(
  schema: Record<string, unknown>,
  path: string,
  required: boolean,
  when: CredentialField['when'],
  into: Record<string, CredentialField>,
  depth: number,
): Record<string, unknown> {
  if (depth > 20) return schema
  const { properties, oneOf, required: names, ...rest } = schema
  const needed = Array.isArray(names) ? names.map(String) : []
  const kept: Record<string, unknown> = {}
  const gone = new Set<string>()
  for (const [name, raw] of Object.entries(isMap(properties) ? properties : {})) {
    const property = isMap(raw) ? raw : {}
    const at = path === '' ? name : `${path}.${name}`
    const isNeeded = required && needed.includes(name)
    if (property['airbyte_secret'] === true) {
      gone.add(name)
      const existing = into[at]
      into[at] = existing ? { ...existing, required: false } : credentialField(property, isNeeded, when)
      if (existing) delete into[at].when
    } else
      kept[name] =
        isMap(property['properties']) || Array.isArray(property['oneOf'])
          ? split(property, at, isNeeded, when, into, depth + 1)
          : property
  }
  const out: Record<string, unknown> = { ...rest }
  if (isMap(properties)) out['properties'] = kept
  if (needed.some((name) => !gone.has(name))) out['required'] = needed.filter((name) => !gone.has(name))
  if (Array.isArray(oneOf))
    out['oneOf'] = oneOf.map((branch) =>
      isMap(branch) ? split(branch, path, required, discriminator(branch, path) ?? when, into, depth + 1) : branch,
    )
  return out
}

/** The field that tells a branch of oneOf apart: the one with a single allowed value. */
function discriminator(branch: Record<string, unknown>, path: string): CredentialField['when'] {
  for (const [name, raw] of Object.entries(isMap(branch['properties']) ? branch['properties'] : {})) {
    if (!isMap(raw)) continue
    const values = Array.isArray(raw['enum']) && raw['enum'].length === 1 ? raw['enum'][0] : raw['const']
    if (values !== undefined) return { field: path === '' ? name : `${path}.${name}`, value: values }
  }
  return undefined
}

function credentialField(
  property: Record<string, unknown>,
  required: boolean,
  when: CredentialField['when'],
): CredentialField {
  const type = Array.isArray(property['type']) ? property['type'].find((t) => t !== 'null') : property['type']
  const field: CredentialField = { type: typeof type === 'string' ? type : 'string', secret: true, required }
  for (const name of ['title', 'description', 'pattern'] as const)
    if (typeof property[name] === 'string') field[name] = property[name] as string
  if (Array.isArray(property['enum'])) field.options = property['enum'].map(String)
  if (when) field.when = when
  return field
}
