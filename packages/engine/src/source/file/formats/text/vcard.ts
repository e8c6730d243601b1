import type { Reader } from '../../reader/reader.ts'
import { bareRecord, freeKey } from '../bare-record.ts'
import { type ContentLine, readContentLines, splitValue, unescapeValue } from './content-lines.ts'

/** Components of structured properties (RFC 6350, 6.2.2 and 6.3.1). */
const components: Record<string, string[]> = {
  N: ['family', 'given', 'additional', 'prefix', 'suffix'],
  ADR: ['po_box', 'extended', 'street', 'city', 'region', 'postcode', 'country'],
  ORG: ['name', 'unit', 'subunit'],
}
/** Properties of a program, not of a person; a picture is no text. */
const leftOut = new Set(['BEGIN', 'END', 'VERSION', 'PRODID', 'PHOTO', 'LOGO', 'SOUND', 'KEY'])

/** Cards of a vCard file: one record each, a property of several kinds under a name for each (`tel.work`). */
export const readVcard: Reader = async ({ path }, output) => {
  const records = output.records(null)
  let card: Record<string, unknown> | undefined
  let pictures = 0
  for await (const line of readContentLines(path, (bytes) => output.progress(bytes))) {
    if (line.name === 'BEGIN' && /^vcard$/i.test(line.value.trim())) card = bareRecord()
    else if (line.name === 'END' && /^vcard$/i.test(line.value.trim())) {
      if (card) records.add(card)
      card = undefined
    } else if (card && !leftOut.has(line.name)) addProperty(card, line)
    else if (card && line.name === 'PHOTO') pictures++
  }
  const warnings =
    pictures > 0
      ? [{ code: 'pictures_left_out', message: 'Pictures in the cards were not read.', rows: [], count: pictures }]
      : []
  records.close({ warnings })
}

function addProperty(card: Record<string, unknown>, { name, parameters, value }: ContentLine) {
  const kinds = (parameters['TYPE'] ?? [])
    .map((kind) => kind.toLowerCase())
    .filter((kind) => !['pref', 'internet', 'voice', 'x-internet'].includes(kind))
    .toSorted()
  const key = [name.toLowerCase(), ...kinds].join('.')
  const names = components[name]
  const parts = names ? splitValue(value, ';') : []
  const read = names
    ? Object.fromEntries(names.flatMap((part, at) => (parts[at] ? [[part, parts[at]]] : [])))
    : name === 'CATEGORIES'
      ? splitValue(value, ',').join(', ')
      : unescapeValue(value)
  card[freeKey(card, key)] = read
}
