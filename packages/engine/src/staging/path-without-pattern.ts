import { copyFile } from 'node:fs/promises'
import { join } from 'node:path'
import { translateDisk } from './normalised-file.ts'

/** DuckDB takes `*`, `?` and brackets in a path for a pattern; such a file is read from a copy in `outDir`. */
export async function pathWithoutPattern(path: string, outDir: string): Promise<string> {
  if (!/[*?[\]{}]/.test(path)) return path
  const copy = join(outDir, 'source.copy')
  await translateDisk(copyFile(path, copy))
  return copy
}
