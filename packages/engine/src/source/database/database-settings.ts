import { EngineError } from '../../errors.ts'
import { type ConnectorSpec, checkConfig, missingCredentials } from '../api/index.ts'
import type { OpenSourceOptions } from '../source-connector.ts'
import type { DatabasePlace } from './connect-checked.ts'

export type DatabaseSettings = DatabasePlace & {
  database: string
  username: string
  /** Given to the driver as late as can be. */
  password: () => string
  schemas: readonly string[]
  cursorColumns: Readonly<Record<string, string>>
  connectTimeoutMs: number
}

/** The schema of settings that both databases share. */
export const databaseSpec = (defaults: {
  port: number
  docs_url: string
  schemas?: Record<string, unknown>
}): ConnectorSpec => ({
  docs_url: defaults.docs_url,
  config_schema: {
    type: 'object',
    required: ['host', 'database', 'username'],
    additionalProperties: false,
    properties: {
      host: {
        type: 'string',
        title: 'Host',
        description: 'Name or address of the server, without a scheme.',
        pattern: '^[A-Za-z0-9_.:\\[\\]-]+$',
        maxLength: 253,
      },
      port: { type: 'integer', title: 'Port', minimum: 1, maximum: 65535, default: defaults.port },
      database: { type: 'string', title: 'Database', minLength: 1 },
      username: { type: 'string', title: 'User', minLength: 1 },
      ...defaults.schemas,
      tls: {
        type: 'string',
        title: 'TLS',
        enum: ['verify', 'require', 'off'],
        default: 'verify',
        description:
          'verify: encrypted, and the certificate is checked. require: encrypted, not checked. off: only for hosts that the operator allows.',
      },
      ca: {
        type: 'string',
        title: 'Certificate authority',
        description: 'Certificates in PEM to trust instead of the public ones.',
        pattern: '-----BEGIN CERTIFICATE-----',
      },
      cursor_columns: {
        type: 'object',
        title: 'Columns that tell when a row was changed',
        description: 'By stream. Left out: found by name and type, such as updated_at.',
        additionalProperties: { type: 'string', minLength: 1 },
        default: {},
      },
    },
  },
  credentials_schema: {
    password: { type: 'string', secret: true, title: 'Password', required: true },
  },
})

/** Checks settings and secrets. Fails with `connection_config_invalid` or `credentials_refused`. */
export function readDatabaseSettings(spec: ConnectorSpec, options: OpenSourceOptions): DatabaseSettings {
  const config = checkConfig(spec, options.config)
  const missing = missingCredentials(spec, config, new Set(Object.keys(options.credentials)))
  if (missing.length > 0)
    throw new EngineError('credentials_refused', `Credentials are missing: ${missing.join(', ')}.`, {
      details: missing.map((path) => ({ path, message: 'is missing' })),
    })
  const password = options.credentials['password']
  return {
    host: String(config['host']),
    port: Number(config['port']),
    database: String(config['database']),
    username: String(config['username']),
    tls: config['tls'] as DatabasePlace['tls'],
    ca: config['ca'] === undefined ? undefined : String(config['ca']),
    schemas: (config['schemas'] as string[] | undefined) ?? [],
    cursorColumns: (config['cursor_columns'] as Record<string, string> | undefined) ?? {},
    allowPrivateHosts: options.allowPrivateHosts,
    password: () => password?.reveal() ?? '',
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
  }
}
