import { createWriteStream } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Client, ExportQuery } from '@godwit/sdk'

/** One written file; `records` does not count the header. */
export type Written = { slug: string; path: string; records: number }

/**
 * Writes a sheet to a file. The bytes go to a name of their own first, so that a file with the right name is always
 * whole.
 */
export async function writeExport(
  client: Pick<Client, 'exports'>,
  migrationId: string,
  slug: string,
  path: string,
  query: ExportQuery = {},
): Promise<Written> {
  const { body, totalRecords } = await client.exports.download(migrationId, slug, query)
  const partial = `${path}.partial`
  await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), createWriteStream(partial))
  await rename(partial, path)
  return { slug, path, records: totalRecords ?? 0 }
}

/** Every sheet as `<slug>.csv` with its valid rows and, where there are any, `<slug>.invalid.csv` with the others. */
export async function writeExports(
  client: Pick<Client, 'exports'>,
  migrationId: string,
  sheets: readonly { slug: string; invalidRows: number }[],
  outDir: string,
): Promise<Written[]> {
  await mkdir(outDir, { recursive: true })
  const written: Written[] = []
  for (const { slug, invalidRows } of sheets) {
    written.push(await writeExport(client, migrationId, slug, join(outDir, `${slug}.csv`), { filter: 'valid' }))
    if (invalidRows === 0) continue
    const path = join(outDir, `${slug}.invalid.csv`)
    written.push(await writeExport(client, migrationId, slug, path, { filter: 'invalid' }))
  }
  return written
}
