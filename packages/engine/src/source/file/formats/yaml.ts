import { stat, writeFile } from 'node:fs/promises'
import { parseAllDocuments } from 'yaml'
import { type Reader, UnreadableFile } from '../reader/reader.ts'
import { readWholeText } from './text/read-text.ts'

const maxBytes = 32 * 1024 * 1024

/** A YAML file: its documents as JSON, in which lists of records are found as in any other. */
export const readYaml: Reader = async ({ path, name }, output) => {
  if ((await stat(path)).size > maxBytes)
    throw new UnreadableFile('it is larger than 32 MiB, which is more than YAML is read of; send it as JSON')
  const documents = parseAllDocuments(await readWholeText(path), { intAsBigInt: true, uniqueKeys: false })
  if (!Array.isArray(documents)) throw new UnreadableFile('there is no YAML document in it')
  const values = documents.map((document) => {
    const [error] = document.errors
    if (error) throw new UnreadableFile(`it is not whole YAML: ${error.message.split('\n')[0]}`)
    try {
      // Aliases may repeat what they name a hundred times, not multiply it.
      return document.toJS({ maxAliasCount: 100 }) as unknown
    } catch (error) {
      throw new UnreadableFile(
        `its aliases name more than they should (${error instanceof Error ? error.message : String(error)})`,
      )
    }
  })
  const file = output.file(name.replace(/\.ya?ml$/i, '.json'))
  await writeFile(
    file.path,
    JSON.stringify(values.length === 1 ? values[0] : values, (_, value: unknown) =>
      typeof value === 'bigint' ? exact(value) : value,
    ),
    { flag: 'wx', mode: 0o600 },
  )
  file.close()
}

/** A whole number with all its digits; TypeScript does not know the function yet. */
const exact = (value: bigint): unknown => (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(String(value))
