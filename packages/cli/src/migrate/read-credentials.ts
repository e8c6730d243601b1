import { text } from 'node:stream/consumers'
import { CommandError, exitCodes } from '../exit-codes.ts'

/**
 * Credentials from standard input as `{"field": "value"}`: arguments and the environment can be seen by others. What is
 * wrong with them is said without repeating any of it.
 */
export async function readCredentials(input: NodeJS.ReadableStream): Promise<Record<string, string>> {
  const wrong = () =>
    new CommandError(exitCodes.usage, 'Standard input must hold the credentials as JSON: {"field": "value"}.')
  let value: unknown
  try {
    value = JSON.parse(await text(input))
  } catch {
    throw wrong()
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong()
  if (Object.values(value).some((item) => typeof item !== 'string')) throw wrong()
  return value as Record<string, string>
}
