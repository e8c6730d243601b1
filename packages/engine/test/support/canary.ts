import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** The ways in which a secret is likely to be written down. Made here by hand, apart from those that the engine knows. */
export function disguises(secret: string): Record<string, string> {
  const bytes = Buffer.from(secret)
  const json = JSON.stringify(secret).slice(1, -1)
  return {
    raw: secret,
    base64: bytes.toString('base64'),
    base64url: bytes.toString('base64url'),
    hex: bytes.toString('hex'),
    'hex in capitals': bytes.toString('hex').toUpperCase(),
    'URL-encoded': encodeURIComponent(secret),
    'form-encoded': new URLSearchParams({ k: secret }).toString().slice(2),
    'JSON-escaped': json,
    'JSON-escaped twice': JSON.stringify(json).slice(1, -1),
    'basic authentication': Buffer.from(`${secret}:`).toString('base64'),
    'basic authentication, as the password': Buffer.from(`user:${secret}`).toString('base64'),
  }
}

type Needle = { what: string; bytes: Buffer }

/** What to search for: of base64 only the part that does not depend on what stands around the secret. */
const needlesOf = (secrets: readonly string[]): Needle[] =>
  secrets.flatMap((secret, index) => {
    const bytes = Buffer.from(secret)
    const inside = [0, 1, 2].flatMap((offset) => {
      const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
      const part = text.slice(offset === 0 ? 0 : 4, Math.floor((offset + bytes.length) / 3) * 4)
      return [part, part.replaceAll('+', '-').replaceAll('/', '_')]
    })
    const plain = Object.entries(disguises(secret)).filter(([what]) => !/base64|basic/.test(what))
    return [...plain, ...inside.map((text, at): [string, string] => [`base64 (${at})`, text])].map(([what, text]) => ({
      what: `secret ${index + 1}, ${what}`,
      bytes: Buffer.from(text),
    }))
  })

/** Which secrets stand in a text or file, in which form; empty when none does. */
export function findSecrets(secrets: readonly string[], haystack: string | Buffer): string[] {
  const bytes = typeof haystack === 'string' ? Buffer.from(haystack) : haystack
  return needlesOf(secrets)
    .filter((needle) => bytes.includes(needle.bytes))
    .map(({ what }) => what)
}

/** Every place below a folder that holds a secret, file by file. */
export async function findSecretsBelow(secrets: readonly string[], folder: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue
    const path = join(entry.parentPath, entry.name)
    found.push(...findSecrets(secrets, await readFile(path)).map((what) => `${path}: ${what}`))
  }
  return found
}
