import { createHmac, randomBytes } from 'node:crypto'
import { EngineError } from '../errors.ts'

/** A key that seals data keys. It never leaves the process, and its id says nothing about it. */
export type MasterKey = { id: string; bytes: Buffer }

/** The keys at hand: the first one seals, all of them open. */
export type KeyRing = readonly [MasterKey, ...MasterKey[]]

const keyBytes = 32

export function masterKey(bytes: Buffer): MasterKey {
  return { id: createHmac('sha256', bytes).update('godwit vault key id').digest('hex').slice(0, 16), bytes }
}

export const newMasterKey = (): MasterKey => masterKey(randomBytes(keyBytes))

/** A key file: a comment, then one key in base64 on each line, the one that seals first. */
export const renderKeyFile = (ring: KeyRing): string =>
  `# Godwit's vault keys. Whoever has this file and the database can read every secret; without it nobody can.\n${ring
    .map(({ bytes }) => `${bytes.toString('base64')}\n`)
    .join('')}`

/** Fails with `config_invalid`, naming the file and never what stands in it. */
export function parseKeyFile(text: string, path: string): KeyRing {
  const lines = text.split('\n').map((line) => line.trim())
  const keys = lines.filter((line) => line !== '' && !line.startsWith('#')).map((line) => parseKey(line))
  const [first, ...rest] = keys
  if (first && keys.every((key) => key !== undefined)) return [first, ...(rest as MasterKey[])]
  throw new EngineError(
    'config_invalid',
    `The key file ${path} is not one: it must have one key of 32 bytes in base64 on each line. Put the right file back; without it the secrets on file cannot be read.`,
  )
}

/** A key in base64; undefined when it is none. */
export function parseKey(text: string): MasterKey | undefined {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return undefined
  const bytes = Buffer.from(text, 'base64')
  return bytes.length === keyBytes ? masterKey(bytes) : undefined
}
