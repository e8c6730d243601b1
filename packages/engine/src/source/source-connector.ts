import type { Secret } from '../vault/secret.ts'
import type { ConnectorSpec } from './api/index.ts'
import type { Outbound } from './outbound/index.ts'
import type { Source, SourceNotice } from './source.ts'

/** What connects a source: settings, secrets, and the ways out. */
export type OpenSourceOptions = {
  /** Settings without secrets, as the person gave them. */
  config: Readonly<Record<string, unknown>>
  /** Secrets by the names of the connector's credentials_schema. */
  credentials: Readonly<Record<string, Secret>>
  outbound: Outbound
  /** `host:port` entries that may be reached though private, and without TLS. */
  allowPrivateHosts: readonly string[]
  /** A secret that the source has replaced (a rotating refresh token): kept for good before the promise resolves. */
  onRotate?: (field: string, value: Secret) => Promise<void>
  /**
   * Runs the exchange of a token that the source replaces with each use, alone among all that use this connection, with
   * the one on file: left out, nobody else uses it.
   */
  exchange?: <T>(field: string, work: (current: Secret | null) => Promise<T>) => Promise<T>
  /** Origins that stand in for others, to reach an emulator instead of the real thing. */
  origins?: Readonly<Record<string, string>>
  /** What `author` wrote for this connection earlier, with these settings: `open` uses it as it is, `author` looks again. */
  manifest?: string
  /** Until a connection to a database stands. Default 10 s. */
  connectTimeoutMs?: number
  now?: () => Date
  sleep?: (ms: number, signal?: AbortSignal) => Promise<void>
}

/** How a person gets what a connection needs. */
export type Guidance = {
  summary: string
  steps: readonly string[]
  links: readonly { label: string; url: string }[]
}

/** A connector that is code rather than a manifest. Its streams depend on the connection, so they are discovered. */
export type CodeConnector = ConnectorSpec & {
  key: string
  name: string
  category: string
  /** A drawing of our own: an absolute path to an SVG. */
  logoPath: string
  guidance: Guidance
  docs_url: string
  /**
   * Connects. Fails with `connection_config_invalid` or `credentials_refused` when settings or secrets are not complete;
   * nothing is sent before the source is asked for something.
   */
  open(options: OpenSourceOptions): Promise<Source>
  /**
   * Only of a connector that first has to find out how the source works: looks at it and writes down what it found as a
   * manifest of the declarative runtime, with the evidence. `open` takes it back, so that a source is read the same way
   * each time. Given an earlier `manifest` it looks whether that still holds, and gives it back as it was while it does.
   */
  author?(options: OpenSourceOptions & { signal?: AbortSignal }): Promise<{ manifest: string; notices: SourceNotice[] }>
}
