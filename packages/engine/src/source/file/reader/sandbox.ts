import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

const enginePath = fileURLToPath(new URL('../../../../', import.meta.url))
const maxHeapMebibytes = 336

/**
 * What Node is told about a reader process: it may read `path`, `outDir` and the program, write into `outDir`, start no
 * process, no thread and no native addon, and has 336 MiB of heap. Node's permission model keeps a mistaken program in its
 * bounds; it is no wall against code that has taken the process over, and it does not close the network.
 */
export function sandboxArguments(path: string, outDir: string): string[] {
  return [
    '--permission',
    ...programFolders().map((folder) => `--allow-fs-read=${folder}`),
    `--allow-fs-read=${path}`,
    `--allow-fs-read=${outDir}`,
    `--allow-fs-write=${outDir}`,
    `--max-old-space-size=${maxHeapMebibytes}`,
    '--disable-proto=delete',
    '--disable-warning=ExperimentalWarning',
    '--disable-warning=SecurityWarning',
  ]
}

/** The folders that hold the program: this package, its neighbours and their libraries. */
function programFolders(): string[] {
  const libraries = createRequire(import.meta.url)
    .resolve.paths('a')!
    .filter((folder) => existsSync(folder))
  const contract = dirname(createRequire(import.meta.url).resolve('@godwit/contract'))
  return [enginePath, dirname(realpathSync(contract)), ...libraries]
}
