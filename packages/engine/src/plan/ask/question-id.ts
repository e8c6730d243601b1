import { createHash } from 'node:crypto'

/** The same for the same question about the same data, in every run: 16 hex digits over what it is about. */
export const questionId = (...about: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(about)).digest('hex').slice(0, 16)
