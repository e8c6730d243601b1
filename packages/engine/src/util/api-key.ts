import { randomBytes } from 'node:crypto'

/** A new API key: 256 bits of chance, with a beginning that secret scanners can look for. */
export const newApiKey = (): string => `godwit_${randomBytes(32).toString('base64url')}`

/** What is kept of a key to tell it from others: enough to recognise, far too little to guess the rest. */
export const apiKeyPrefix = (key: string): string => key.slice(0, Math.min(12, Math.floor(key.length / 2)))
