import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The repository's root, with a trailing slash. */
export const root = fileURLToPath(new URL('../../../../', import.meta.url))

/** Every file that git knows or would add, as paths from the root, sorted; what .gitignore names is left out. */
export function listFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    maxBuffer: 64 * 1024 * 1024,
  })
  return [...new Set(listed.toString('utf8').split('\0'))].filter((path) => path !== '' && exists(path)).sort()
}

export const read = (path: string): string => readFileSync(root + path, 'utf8')

function exists(path: string): boolean {
  try {
    readFileSync(root + path)
    return true
  } catch {
    return false
  }
}
