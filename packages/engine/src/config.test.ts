import { inspect } from 'node:util'
import { describe, expect, test } from 'vitest'
import { type Environment, type Machine, parseConfig } from './config.ts'

const machine: Machine = { cwd: '/srv', memoryBytes: 16 * 1024 ** 3, terminal: false }
const parse = (env: Environment) => parseConfig(env, machine)
const messageOf = (env: Environment): string => {
  try {
    parse(env)
  } catch (error) {
    expect(error).toMatchObject({ name: 'EngineError', code: 'config_invalid' })
    return (error as Error).message
  }
  throw new Error(`${JSON.stringify(env)} was accepted`)
}

test('an empty environment gives the defaults, and names of others are not looked at', () => {
  expect(parse({ PATH: '/bin', NOT_GODWIT_PORT: 'x', GODWIT_PORT: undefined })).toEqual({
    port: 8080,
    host: '127.0.0.1',
    publicUrl: 'http://127.0.0.1:8080',
    dataDir: '/srv/godwit-data',
    databaseUrl: null,
    storageDir: '/srv/godwit-data/storage',
    apiKey: null,
    vaultKey: null,
    previousVaultKeys: [],
    connectorsDir: null,
    allowPrivateHosts: [],
    rateLimitPerMinute: 100,
    maxUploadBytes: 5_368_709_120,
    memoryLimitBytes: 4 * 1024 ** 3,
    model: null,
    logLevel: 'info',
    logFormat: 'json',
  })
})

test('every setting is taken over', () => {
  const vaultKey = Buffer.alloc(32, 7).toString('base64')
  const config = parse({
    GODWIT_PORT: '9000',
    GODWIT_HOST: '::1',
    GODWIT_PUBLIC_URL: 'https://godwit.example.com/base/',
    GODWIT_DATA_DIR: 'data',
    GODWIT_DATABASE_URL: 'postgres://u:p@db/godwit',
    GODWIT_STORAGE_URL: 'file:///var/lib/godwit%20objects/',
    GODWIT_API_KEY: 'a-key-of-mine',
    GODWIT_VAULT_KEY: vaultKey,
    GODWIT_CONNECTORS_DIR: '../connectors',
    GODWIT_ALLOW_PRIVATE_HOSTS: 'CRM.internal:443, 10.0.0.7:8443,[fd00::1]:80',
    GODWIT_RATE_LIMIT_PER_MINUTE: '0',
    GODWIT_MAX_UPLOAD_BYTES: '1000',
    GODWIT_MEMORY_LIMIT_BYTES: '1000000000',
    GODWIT_MODEL: 'none',
    GODWIT_LOG_LEVEL: 'debug',
    GODWIT_LOG_FORMAT: 'pretty',
  })
  expect(config).toMatchObject({
    port: 9000,
    host: '::1',
    publicUrl: 'https://godwit.example.com/base',
    dataDir: '/srv/data',
    storageDir: '/var/lib/godwit objects',
    connectorsDir: '/connectors',
    allowPrivateHosts: ['crm.internal:443', '10.0.0.7:8443', '[fd00::1]:80'],
    rateLimitPerMinute: 0,
    maxUploadBytes: 1000,
    memoryLimitBytes: 1_000_000_000,
    logLevel: 'debug',
    logFormat: 'pretty',
  })
  expect([config.databaseUrl, config.apiKey, config.vaultKey].map((secret) => secret?.reveal())).toEqual([
    'postgres://u:p@db/godwit',
    'a-key-of-mine',
    vaultKey,
  ])
})

test('the configuration is frozen and shows no secret', () => {
  const config = parse({ GODWIT_API_KEY: 'a-key-of-mine', GODWIT_DATABASE_URL: 'postgres://u:hunter2@db/godwit' })
  expect(Object.isFrozen(config)).toBe(true)
  expect(Object.isFrozen(config.allowPrivateHosts)).toBe(true)
  for (const text of [JSON.stringify(config), inspect(config, { depth: 9, showHidden: true })]) {
    expect(text).not.toMatch(/a-key-of-mine|hunter2/)
  }
})

test('defaults follow the machine and other settings', () => {
  expect(parseConfig({}, { ...machine, terminal: true }).logFormat).toBe('pretty')
  expect(parse({ GODWIT_HOST: '0.0.0.0', GODWIT_PORT: '81' }).publicUrl).toBe('http://127.0.0.1:81')
  expect(parse({ GODWIT_HOST: '::1' }).publicUrl).toBe('http://[::1]:8080')
  expect(parse({ GODWIT_DATA_DIR: '/d' }).storageDir).toBe('/d/storage')
  // a tiny machine still gets what DuckDB needs at least
  expect(parseConfig({}, { ...machine, memoryBytes: 1024 ** 2 }).memoryLimitBytes).toBe(64 * 1024 ** 2)
  expect(parseConfig({}).memoryLimitBytes).toBeGreaterThan(0)
})

describe('an unknown setting stops the start', () => {
  test('with a guess at what was meant', () => {
    expect(messageOf({ GODWIT_PROT: '1' })).toMatch(
      /^GODWIT_PROT is not a setting of Godwit\. Did you mean GODWIT_PORT\?/,
    )
    expect(messageOf({ GODWIT_LOGLEVEL: 'info' })).toContain('Did you mean GODWIT_LOG_LEVEL?')
  })
  test('or the list of those there are', () => {
    expect(messageOf({ GODWIT_ENABLE_TURBO_BUTTON: '1' })).toMatch(/Remove it\. Known are: GODWIT_PORT, /)
    expect(messageOf({ GODWIT_: '1' })).toContain('Known are')
  })
  test('switches of the test scripts included', () => {
    expect(messageOf({ GODWIT_SOAK: '1' })).toContain('GODWIT_SOAK')
    expect(messageOf({ GODWIT_GOLDEN: 'write' })).toContain('GODWIT_GOLDEN')
  })
})

describe('a wrong value stops the start with one line: which, why, what would be right', () => {
  test.each<[string, string, RegExp]>([
    ['GODWIT_PORT', 'http', /is "http", but must be a whole number from 0 to 65535, such as 8080/],
    ['GODWIT_PORT', '65536', /from 0 to 65535/],
    ['GODWIT_PORT', '-1', /from 0/],
    ['GODWIT_PORT', '80.5', /whole number/],
    ['GODWIT_PORT', '0x50', /whole number/],
    ['GODWIT_PORT', '', /is set but empty\. Give it a value, or remove it/],
    ['GODWIT_HOST', 'localhost:8080', /without a port, such as 127\.0\.0\.1/],
    ['GODWIT_HOST', 'a b', /must be an address or host name/],
    ['GODWIT_PUBLIC_URL', 'godwit.example.com', /http or https URL.*such as https:/],
    ['GODWIT_PUBLIC_URL', 'ftp://godwit.example.com', /http or https/],
    ['GODWIT_PUBLIC_URL', 'https://godwit.example.com/?a=1', /without user, query or fragment/],
    ['GODWIT_DATABASE_URL', 'mysql://db/godwit', /PostgreSQL URL.*such as postgres:/],
    ['GODWIT_DATABASE_URL', 'postgres://db', /with a database name/],
    ['GODWIT_DATABASE_URL', 'db.example.com', /PostgreSQL URL/],
    ['GODWIT_STORAGE_URL', 's3://bucket/prefix?region=eu', /S3, which this release cannot use yet\. Use a folder/],
    ['GODWIT_STORAGE_URL', '/var/lib', /is not a file:\/\/\/ URL/],
    ['GODWIT_STORAGE_URL', 'file://host/var/lib', /is not a file:\/\/\/ URL/],
    ['GODWIT_STORAGE_URL', 'file:///', /is not a file:\/\/\/ URL/],
    ['GODWIT_API_KEY', 'short', /8 to 200 printable ASCII/],
    ['GODWIT_API_KEY', 'with a space', /without spaces/],
    ['GODWIT_API_KEY', 'schlüssel-schlüssel', /ASCII/],
    ['GODWIT_VAULT_KEY', 'tooshort', /32 bytes in base64/],
    ['GODWIT_VAULT_KEY', Buffer.alloc(31).toString('base64'), /32 bytes/],
    ['GODWIT_VAULT_KEY_PREVIOUS', 'tooshort', /GODWIT_VAULT_KEY_PREVIOUS is not a key/],
    ['GODWIT_VAULT_KEY', 'transit:https://vault.example.com/key', /transit server, which this release cannot use yet/],
    ['GODWIT_ALLOW_PRIVATE_HOSTS', 'crm.internal', /has "crm\.internal".*host:port/],
    ['GODWIT_ALLOW_PRIVATE_HOSTS', 'a:1,b:70000', /has "b:70000"/],
    ['GODWIT_RATE_LIMIT_PER_MINUTE', 'many', /whole number from 0/],
    ['GODWIT_MAX_UPLOAD_BYTES', '0', /from 1 /],
    ['GODWIT_MAX_UPLOAD_BYTES', '5GB', /whole number/],
    ['GODWIT_MEMORY_LIMIT_BYTES', '1024', /from 67108864 /],
    ['GODWIT_MODEL', 'gpt-5', /must be none or provider:model/],
    ['GODWIT_MODEL', 'cohere:x', /one of the providers openai, openai-compatible, anthropic/],
    ['GODWIT_MODEL', 'openai:gpt', /OPENAI_API_KEY must hold its key/],
    ['GODWIT_MODEL', 'anthropic:claude', /ANTHROPIC_API_KEY must hold its key/],
    ['GODWIT_MODEL', 'openai-compatible:x', /GODWIT_MODEL_BASE_URL must say where its API begins/],
    ['GODWIT_MODEL_BASE_URL', 'http://127.0.0.1:1/v1', /GODWIT_MODEL is not/],
    ['GODWIT_MODEL_PRICE', '3/15', /GODWIT_MODEL is not/],
    ['GODWIT_LOG_LEVEL', 'loud', /must be one of trace, debug, info, warn, error, silent/],
    ['GODWIT_LOG_FORMAT', 'xml', /must be one of pretty, json/],
  ])('%s=%s', (name, value, expected) => {
    const message = messageOf({ [name]: value })
    expect(message).toMatch(new RegExp(`^${name}\\b`))
    expect(message).toMatch(expected)
    expect(message).not.toContain('\n')
  })

  test('and never repeats a secret', () => {
    expect(messageOf({ GODWIT_API_KEY: 'hunter 2' })).not.toContain('hunter')
    expect(messageOf({ GODWIT_VAULT_KEY: 'hunter2' })).not.toContain('hunter')
    expect(messageOf({ GODWIT_DATABASE_URL: 'postgres://u:hunter2@db' })).not.toContain('hunter')
    expect(messageOf({ GODWIT_STORAGE_URL: 's3://b/p?secret=hunter2' })).not.toContain('hunter')
    expect(messageOf({ GODWIT_STORAGE_URL: 'gs://b/p?secret=hunter2' })).not.toContain('hunter')
  })
  test('in one line, however the value looks', () => {
    expect(messageOf({ GODWIT_LOG_LEVEL: `a\nb${'c'.repeat(500)}` }).length).toBeLessThan(250)
    expect(messageOf({ GODWIT_LOG_LEVEL: 'a\nb' })).not.toContain('\n')
  })
})
