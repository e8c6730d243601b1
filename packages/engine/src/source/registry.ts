import { readFile } from 'node:fs/promises'
import { EngineError } from '../errors.ts'
import { type Connector, loadConnectors, openApiSource, streamName } from './api/index.ts'
import type { SourceConnector } from './connector.ts'
import type { CodeConnector } from './source-connector.ts'

/** Every connector that this process knows. */
export interface Connectors {
  /** By key, in order. */
  list(): readonly SourceConnector[]
  find(key: string): SourceConnector | undefined
}

/**
 * Loads the connectors of some folders and puts those in code beside them. A later folder's connector replaces an
 * earlier one of the same key, so that an operator can correct ours; one in code stands.
 *
 * @throws EngineError `manifest_invalid`, `manifest_unsupported`.
 */
export async function openConnectors(
  folders: readonly string[],
  code: readonly CodeConnector[] = [],
): Promise<Connectors> {
  const byKey = new Map<string, SourceConnector>()
  for (const folder of folders) {
    for (const connector of (await loadConnectors(folder)).values()) {
      byKey.set(connector.key, await fromManifest(connector))
    }
  }
  for (const connector of code) byKey.set(connector.key, await fromCode(connector))
  const sorted = [...byKey.values()].sort((a, b) => (a.key < b.key ? -1 : 1))
  return { list: () => sorted, find: (key) => byKey.get(key) }
}

async function fromCode({ guidance, ...connector }: CodeConnector): Promise<SourceConnector> {
  const { steps, links, summary } = guidance
  return {
    key: connector.key,
    name: connector.name,
    category: connector.category,
    guidance: { summary, steps: [...steps], links: [...links] },
    docs_url: connector.docs_url,
    logo: await readLogo(connector),
    config_schema: connector.config_schema,
    credentials_schema: connector.credentials_schema,
    streams: null,
    manifest: null,
    open: (options) => connector.open(options),
    ...(connector.author ? { author: connector.author } : {}),
  }
}

async function fromManifest(connector: Connector): Promise<SourceConnector> {
  const { manifest, manifestText, hosts, guidance, docs_url, key, name, category } = connector
  return {
    key,
    name,
    category,
    guidance,
    docs_url,
    logo: await readLogo(connector),
    config_schema: manifest.spec.config_schema,
    credentials_schema: manifest.spec.credentials_schema,
    streams: manifest.streams.map(streamName),
    manifest: manifestText,
    open: async ({ outbound, origins, config, credentials, onRotate, exchange, now, sleep }) =>
      openApiSource({
        manifest,
        config,
        credentials,
        outbound,
        ...(origins ? { origins } : {}),
        ...(hosts ? { hosts } : {}),
        ...(onRotate ? { onRotate } : {}),
        ...(exchange ? { exchange } : {}),
        ...(now ? { now } : {}),
        ...(sleep ? { sleep } : {}),
      }),
  }
}

/** A connector without its drawing is still a connector. */
async function readLogo({ logoPath, key }: Pick<Connector, 'logoPath' | 'key'>): Promise<string | null> {
  try {
    const logo = await readFile(logoPath, 'utf8')
    if (logo.length <= 100_000) return logo
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  }
  throw new EngineError('manifest_invalid', `The drawing of the connector ${key} is larger than 100 kB.`)
}
