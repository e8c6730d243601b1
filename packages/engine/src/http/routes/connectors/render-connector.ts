import type { Connector } from '@godwit/contract'
import type { App } from '../../../app.ts'
import type { SourceConnector } from '../../../source/index.ts'

/** A connector as clients see it. `enabledKeys`: what their account may attach; null is all. */
export const renderConnector = (
  { config: { publicUrl } }: Pick<App, 'config'>,
  { key, name, category, logo, config_schema, credentials_schema, streams, guidance, docs_url }: SourceConnector,
  enabledKeys: readonly string[] | null,
): Connector => ({
  key,
  name,
  category,
  enabled: enabledKeys === null || enabledKeys.includes(key),
  logo_url: logo === null ? null : `${publicUrl}/api/v1/connectors/${key}/logo.svg`,
  config_schema,
  credentials_schema,
  streams,
  guidance,
  docs_url,
})
