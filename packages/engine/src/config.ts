import { isIP } from 'node:net'
import { totalmem } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { distance } from 'fastest-levenshtein'
import { EngineError } from './errors.ts'
import { type ModelSetting, parseModelSetting } from './util/model-setting.ts'
import { Secret } from './util/secret.ts'

/** How much is written to the log: the named level and what is worse. */
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent'

/** Everything an operator can set, checked once at start and frozen. Secrets print as `[secret]`. */
export type Config = {
  /** TCP port of the API; 0 takes any free one. `GODWIT_PORT`, default 8080: needs no root, and is not taken by habit. */
  readonly port: number
  /** Address to listen on. `GODWIT_HOST`, default 127.0.0.1: opening it to a network is a decision. */
  readonly host: string
  /**
   * Base of poll URLs and signed URLs, without a slash at the end. `GODWIT_PUBLIC_URL`, default made from host and
   * port: right for one machine; behind a proxy only the operator knows it.
   */
  readonly publicUrl: string
  /**
   * Absolute folder of the embedded store, folder storage and work files. `GODWIT_DATA_DIR`, default `./godwit-data`:
   * one folder to look at, to back up and to remove.
   */
  readonly dataDir: string
  /** `postgres://…` of the control store; null starts the embedded one. `GODWIT_DATABASE_URL`, default null. */
  readonly databaseUrl: Secret | null
  /** Absolute folder of the objects. `GODWIT_STORAGE_URL` as `file:///…`, default `storage` in the data folder. */
  readonly storageDir: string
  /** First start only: the account's first key; null makes one and prints it once. `GODWIT_API_KEY`, default null. */
  readonly apiKey: Secret | null
  /** The vault's master key, 32 bytes in base64; null uses a key file. `GODWIT_VAULT_KEY`, default null. */
  readonly vaultKey: Secret | null
  /**
   * Keys that still open secrets but seal none, comma-separated; for changing the vault's key without downtime.
   * `GODWIT_VAULT_KEY_PREVIOUS`, default none.
   */
  readonly previousVaultKeys: readonly Secret[]
  /** Absolute folder with more connector manifests, one folder each. `GODWIT_CONNECTORS_DIR`, default null: none. */
  readonly connectorsDir: string | null
  /**
   * `host:port` in lower case that connectors and webhooks may reach although the address is private.
   * `GODWIT_ALLOW_PRIVATE_HOSTS`, comma-separated, default none: a customer's settings must not open the inner network.
   */
  readonly allowPrivateHosts: readonly string[]
  /** Requests a minute for each key and endpoint; 0 = no limit. `GODWIT_RATE_LIMIT_PER_MINUTE`, default 100. */
  readonly rateLimitPerMinute: number
  /** Bytes of one uploaded file. `GODWIT_MAX_UPLOAD_BYTES`, default 5 GiB: what one S3 PUT takes. */
  readonly maxUploadBytes: number
  /**
   * Bytes that DuckDB may use in one process before it spills to disk. `GODWIT_MEMORY_LIMIT_BYTES`, default a quarter
   * of the machine's (or container's) memory: two runs at once then leave half for everything else.
   */
  readonly memoryLimitBytes: number
  /**
   * A language model beside the built-in agent; null is none. `GODWIT_MODEL` as `provider:model`, default none: no
   * network. `GODWIT_MODEL_BASE_URL` where its API begins, `GODWIT_MODEL_PRICE` what its tokens cost.
   */
  readonly model: ModelSetting | null
  /** `GODWIT_LOG_LEVEL`, default info. */
  readonly logLevel: LogLevel
  /** Lines for people or for machines. `GODWIT_LOG_FORMAT`, default pretty on a terminal, else json. */
  readonly logFormat: 'pretty' | 'json'
}

/** What the defaults depend on. */
export type Machine = {
  /** Folder that relative paths start from. */
  cwd: string
  memoryBytes: number
  /** Whether the log is read by a person, live. */
  terminal: boolean
}

/** An environment: names to values, as `process.env`. */
export type Environment = Readonly<Record<string, string | undefined>>

/**
 * Turns an environment into the configuration. Names that do not start with `GODWIT_` are not looked at; an unknown
 * one that does is an error, the switches of the test scripts (`GODWIT_SOAK`, `GODWIT_GOLDEN`) included: a server must
 * not start with a setting that it does not obey.
 *
 * @throws EngineError `config_invalid`, one line: which setting, why, and what would be right. Never the value of a
 * secret.
 */
export function parseConfig(env: Environment, machine: Machine = thisMachine()): Config {
  refuseUnknown(env)
  const port = integer(env, 'GODWIT_PORT', 8080, 0, 65_535)
  const host = parseHost(text(env, 'GODWIT_HOST') ?? '127.0.0.1')
  const dataDir = resolve(machine.cwd, text(env, 'GODWIT_DATA_DIR') ?? 'godwit-data')
  const connectorsDir = text(env, 'GODWIT_CONNECTORS_DIR')
  return Object.freeze({
    port,
    host,
    publicUrl: parsePublicUrl(text(env, 'GODWIT_PUBLIC_URL')) ?? localUrl(host, port),
    dataDir,
    databaseUrl: parseDatabaseUrl(text(env, 'GODWIT_DATABASE_URL')),
    storageDir: parseStorageUrl(text(env, 'GODWIT_STORAGE_URL')) ?? join(dataDir, 'storage'),
    apiKey: parseApiKey(text(env, 'GODWIT_API_KEY')),
    vaultKey: parseVaultKey('GODWIT_VAULT_KEY', text(env, 'GODWIT_VAULT_KEY')),
    previousVaultKeys: Object.freeze(parseVaultKeys(text(env, 'GODWIT_VAULT_KEY_PREVIOUS'))),
    connectorsDir: connectorsDir === undefined ? null : resolve(machine.cwd, connectorsDir),
    allowPrivateHosts: Object.freeze(parseHostPorts(text(env, 'GODWIT_ALLOW_PRIVATE_HOSTS'))),
    rateLimitPerMinute: integer(env, 'GODWIT_RATE_LIMIT_PER_MINUTE', 100, 0, 1_000_000),
    maxUploadBytes: integer(env, 'GODWIT_MAX_UPLOAD_BYTES', 5 * 1024 ** 3, 1, Number.MAX_SAFE_INTEGER),
    memoryLimitBytes: integer(
      env,
      'GODWIT_MEMORY_LIMIT_BYTES',
      Math.max(Math.floor(machine.memoryBytes / 4), leastMemoryBytes),
      leastMemoryBytes,
      Number.MAX_SAFE_INTEGER,
    ),
    model: parseModelSetting(
      {
        model: text(env, 'GODWIT_MODEL'),
        baseUrl: text(env, 'GODWIT_MODEL_BASE_URL'),
        price: text(env, 'GODWIT_MODEL_PRICE'),
      },
      env,
    ),
    logLevel: choice(env, 'GODWIT_LOG_LEVEL', ['trace', 'debug', 'info', 'warn', 'error', 'silent'], 'info'),
    logFormat: choice(env, 'GODWIT_LOG_FORMAT', ['pretty', 'json'], machine.terminal ? 'pretty' : 'json'),
  })
}

/** The address under which this machine itself reaches a server at `host` and `port`. */
export function localUrl(host: string, port: number): string {
  const reachable = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host
  return `http://${isIP(reachable) === 6 ? `[${reachable}]` : reachable}:${port}`
}

/** DuckDB's own minimum for real work: below this even small sorts fail. */
const leastMemoryBytes = 64 * 1024 ** 2

const names = [
  'GODWIT_PORT',
  'GODWIT_HOST',
  'GODWIT_PUBLIC_URL',
  'GODWIT_DATA_DIR',
  'GODWIT_DATABASE_URL',
  'GODWIT_STORAGE_URL',
  'GODWIT_API_KEY',
  'GODWIT_VAULT_KEY',
  'GODWIT_VAULT_KEY_PREVIOUS',
  'GODWIT_CONNECTORS_DIR',
  'GODWIT_ALLOW_PRIVATE_HOSTS',
  'GODWIT_RATE_LIMIT_PER_MINUTE',
  'GODWIT_MAX_UPLOAD_BYTES',
  'GODWIT_MEMORY_LIMIT_BYTES',
  'GODWIT_MODEL',
  'GODWIT_MODEL_BASE_URL',
  'GODWIT_MODEL_PRICE',
  'GODWIT_LOG_LEVEL',
  'GODWIT_LOG_FORMAT',
] as const
type Name = (typeof names)[number]

const wrong = (message: string) => new EngineError('config_invalid', message)

function refuseUnknown(env: Environment) {
  const unknown = Object.keys(env)
    .filter((name) => name.startsWith('GODWIT_') && env[name] !== undefined)
    .find((name) => !(names as readonly string[]).includes(name))
  if (unknown === undefined) return
  const [nearest] = names.toSorted((a, b) => distance(a, unknown) - distance(b, unknown))
  const advice = distance(nearest!, unknown) <= 4 ? `Did you mean ${nearest}?` : 'Remove it.'
  throw wrong(`${unknown} is not a setting of Godwit. ${advice} Known are: ${names.join(', ')}`)
}

function text(env: Environment, name: Name): string | undefined {
  const value = env[name]
  if (value !== undefined && value.trim() === '') {
    throw wrong(`${name} is set but empty. Give it a value, or remove it to use the default`)
  }
  return value?.trim()
}

function integer(env: Environment, name: Name, fallback: number, least: number, most: number): number {
  const value = text(env, name)
  if (value === undefined) return fallback
  const number = /^\d{1,16}$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  throw wrong(`${name} is ${shown(value)}, but must be a whole number from ${least} to ${most}, such as ${fallback}`)
}

function choice<Choice extends string>(env: Environment, name: Name, choices: Choice[], fallback: Choice): Choice {
  const value = text(env, name) ?? fallback
  const found = choices.find((candidate) => candidate === value)
  if (found) return found
  throw wrong(`${name} is ${shown(value)}, but must be one of ${choices.join(', ')}`)
}

/** A value in a message: one line, not endless. */
const shown = (value: string) => JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value)

function parseUrl(value: string): URL | undefined {
  return URL.canParse(value) ? new URL(value) : undefined
}

const hostName = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,62}\.?)*$/i

function parseHost(value: string): string {
  if (isIP(value) !== 0 || hostName.test(value)) return value
  throw wrong(`GODWIT_HOST is ${shown(value)}, but must be an address or host name without a port, such as 127.0.0.1`)
}

function parsePublicUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const url = parseUrl(value)
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw wrong(
      'GODWIT_PUBLIC_URL must be an http or https URL without user, query or fragment, such as https://godwit.example.com',
    )
  }
  return url.href.replace(/\/+$/, '')
}

function parseDatabaseUrl(value: string | undefined): Secret | null {
  if (value === undefined) return null
  const url = parseUrl(value)
  if (url && ['postgres:', 'postgresql:'].includes(url.protocol) && url.pathname.length > 1) return new Secret(value)
  // The value may hold a password, so it is not repeated.
  throw wrong(
    'GODWIT_DATABASE_URL must be a PostgreSQL URL with a database name, such as postgres://godwit:password@db.example.com:5432/godwit',
  )
}

function parseStorageUrl(value: string | undefined): string | undefined {
  if (value === undefined) return undefined
  const right = 'Use a folder, such as file:///var/lib/godwit/storage'
  const url = parseUrl(value)
  if (url?.protocol === 's3:') throw wrong(`GODWIT_STORAGE_URL names S3, which this release cannot use yet. ${right}`)
  if (url?.protocol === 'file:' && url.host === '' && !url.search && !url.hash) {
    const path = fileURLToPath(url)
    if (isAbsolute(path) && path !== '/') return resolve(path)
  }
  // The query of a storage URL may hold keys, so it is not repeated.
  throw wrong(`GODWIT_STORAGE_URL ${shown(value.replace(/\?.*$/s, '?…'))} is not a file:/// URL. ${right}`)
}

function parseApiKey(value: string | undefined): Secret | null {
  if (value === undefined) return null
  if (/^[\x21-\x7e]{8,200}$/.test(value)) return new Secret(value)
  throw wrong(
    'GODWIT_API_KEY must be 8 to 200 printable ASCII characters without spaces, such as what `openssl rand -hex 24` prints',
  )
}

function parseVaultKeys(value: string | undefined): Secret[] {
  return (value ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .flatMap((entry) => parseVaultKey('GODWIT_VAULT_KEY_PREVIOUS', entry) ?? [])
}

function parseVaultKey(name: Name, value: string | undefined): Secret | null {
  if (value === undefined) return null
  const right = 'Use 32 bytes in base64, such as what `openssl rand -base64 32` prints'
  if (/^transit:/i.test(value)) {
    throw wrong(`${name} names a transit server, which this release cannot use yet. ${right}`)
  }
  if (/^[A-Za-z0-9+/]{43}=$/.test(value)) return new Secret(value)
  throw wrong(`${name} is not a key. ${right}`)
}

function parseHostPorts(value: string | undefined): string[] {
  return (value ?? '')
    .split(/[\s,]+/)
    .filter(Boolean)
    .map((entry) => {
      const [, host = '', port = ''] = /^(\[[0-9a-f:.]+\]|[^:[\]]+):(\d{1,5})$/i.exec(entry) ?? []
      const bare = host.replace(/^\[|\]$/g, '')
      if ((isIP(bare) !== 0 || hostName.test(bare)) && Number(port) >= 1 && Number(port) <= 65_535) {
        return `${host.toLowerCase()}:${Number(port)}`
      }
      throw wrong(
        `GODWIT_ALLOW_PRIVATE_HOSTS has ${shown(entry)}, but must be a comma-separated list of host:port, such as crm.internal:443,10.0.0.7:8443`,
      )
    })
}

function thisMachine(): Machine {
  // A container's limit counts where there is one; without, Node answers 0 or a number beyond any machine.
  const limit = process.constrainedMemory()
  return {
    cwd: process.cwd(),
    memoryBytes: limit > 0 ? Math.min(limit, totalmem()) : totalmem(),
    terminal: process.stderr.isTTY === true,
  }
}
