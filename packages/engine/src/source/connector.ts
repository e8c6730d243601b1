import type { CredentialsSchema, Guidance } from '@godwit/contract'
import type { Outbound } from './outbound/index.ts'
import type { CodeConnector, OpenSourceOptions } from './source-connector.ts'

/** How sources reach the outside, the same for all connections of a process. */
export type SourceNetwork = Required<Pick<OpenSourceOptions, 'allowPrivateHosts' | 'origins'>> & { outbound: Outbound }

/** One kind of source: from a manifest or in code, behind one port. */
export type SourceConnector = {
  /** Lower-case letters, digits and hyphens. */
  key: string
  name: string
  category: string | null
  /** An SVG drawing; null when there is none. */
  logo: string | null
  /** JSON Schema of the settings that are no secrets. */
  config_schema: Record<string, unknown>
  credentials_schema: CredentialsSchema
  /** Names of its streams; null where only the connected source can tell. */
  streams: string[] | null
  guidance: Guidance
  docs_url: string | null
  /** The manifest as YAML; null for a connector in code. */
  manifest: string | null
  /** Connects; nothing is sent yet. @throws EngineError `connection_config_invalid`, `credentials_refused`. */
  open: CodeConnector['open']
  /** Only of a connector that first finds out how the source works and writes it down as a manifest, for `open`. */
  author?: CodeConnector['author']
}
