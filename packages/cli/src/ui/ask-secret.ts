import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import type { CredentialsSchema } from '@godwit/contract'

type Terminal = { input: NodeJS.ReadStream; output: NodeJS.WriteStream; signal?: AbortSignal }

/** Asks for each credential without showing what is typed. A field that may be left empty is left out then. */
export async function askSecrets(schema: CredentialsSchema, terminal: Terminal): Promise<Record<string, string>> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const prompt = createInterface({ input: terminal.input, output: nowhere, terminal: true })
  const given: Record<string, string> = {}
  try {
    for (const [name, field] of Object.entries(schema)) {
      const about = field.description ? ` (${field.description})` : ''
      let text = ''
      do {
        terminal.output.write(`${field.title ?? name}${about}${field.required ? '' : ', or nothing'}: `)
        text = (await prompt.question('', { signal: terminal.signal })).trim()
        terminal.output.write('\n')
      } while (text === '' && field.required)
      if (text !== '') given[name] = text
    }
    return given
  } finally {
    prompt.close()
  }
}
