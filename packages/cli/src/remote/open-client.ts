import { type Client, createClient } from '@godwit/sdk'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** Where the server is and who is calling; the environment fills what the command line leaves out. */
export type RemoteOptions = { url?: string; apiKey?: string }
type Environment = Readonly<Record<string, string | undefined>>

/** @throws CommandError `usage` without a key or with a URL that is none. */
export function openClient({ url, apiKey }: RemoteOptions, env: Environment): Client {
  const baseUrl = url ?? env['GODWIT_PUBLIC_URL'] ?? `http://127.0.0.1:${env['GODWIT_PORT'] ?? 8080}`
  if (!URL.canParse(baseUrl))
    throw new CommandError(exitCodes.usage, `${baseUrl} is not a URL: write http://host:port.`)
  const key = apiKey ?? env['GODWIT_API_KEY']
  if (!key) throw new CommandError(exitCodes.usage, 'No API key: set GODWIT_API_KEY, or give --api-key.')
  return createClient({ baseUrl, apiKey: key })
}
