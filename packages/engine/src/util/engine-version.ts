import { readFileSync } from 'node:fs'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

/** This release, as proofs name it: `godwit 1.2.3`. */
export const engineVersion = `godwit ${version}`
