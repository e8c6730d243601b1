import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'yaml'
import { z } from 'zod'
import { EngineError } from '../../errors.ts'
import { loadManifest, type Manifest } from './manifest/load-manifest.ts'

/** What a catalogue says about a connector, beside its manifest: `connector.yaml`. */
export const connectorSchema = z.strictObject({
  key: z.string().regex(/^[a-z][a-z0-9-]*$/),
  name: z.string().min(1),
  category: z.string().min(1),
  docs_url: z.url(),
  /** A drawing of our own, beside this file. */
  logo: z.string().regex(/^[\w-]+\.svg$/),
  /** Hosts that its requests may go to; `*.name` for everything below a name. Left out: those of the manifest's addresses. */
  hosts: z.array(z.string()).optional(),
  /** How a person gets what the connection needs. */
  guidance: z.strictObject({
    summary: z.string().min(1),
    steps: z.array(z.string()).min(1),
    links: z.array(z.strictObject({ label: z.string(), url: z.url() })),
  }),
})

export type Connector = z.infer<typeof connectorSchema> & { manifest: Manifest; manifestText: string; logoPath: string }

/** One connector from its folder. Fails with `manifest_invalid` or `manifest_unsupported`. */
export async function loadConnector(folder: string): Promise<Connector> {
  const [about, manifestText] = await Promise.all([
    readFile(join(folder, 'connector.yaml'), 'utf8'),
    readFile(join(folder, 'manifest.yaml'), 'utf8'),
  ])
  const parsed = connectorSchema.safeParse(parse(about))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw new EngineError(
      'manifest_invalid',
      `${folder}/connector.yaml is not valid: ${issue?.path.join('.')} ${issue?.message}.`,
    )
  }
  return {
    ...parsed.data,
    manifest: loadManifest(manifestText),
    manifestText,
    logoPath: join(folder, parsed.data.logo),
  }
}

/** Every connector below a folder, by key. A folder without a connector.yaml is passed over. */
export async function loadConnectors(folder: string): Promise<Map<string, Connector>> {
  const entries = await readdir(folder, { withFileTypes: true })
  const out = new Map<string, Connector>()
  for (const entry of entries.filter((one) => one.isDirectory()).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const files = await readdir(join(folder, entry.name))
    if (!files.includes('connector.yaml')) continue
    const connector = await loadConnector(join(folder, entry.name))
    out.set(connector.key, connector)
  }
  return out
}
