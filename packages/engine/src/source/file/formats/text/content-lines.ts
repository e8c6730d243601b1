import { UnreadableFile } from '../../reader/reader.ts'
import { readLines } from './read-text.ts'

/** A line of a vCard or a calendar: `TEL;TYPE=work:+49 30 1234`. Names are in capitals, without the group before a dot. */
export type ContentLine = { name: string; parameters: Record<string, string[]>; value: string }

const maxLength = 16 * 1024 * 1024

/** The content lines of a file (RFC 6350, RFC 5545), folded ones joined, quoted-printable and base64 ones of old vCards decoded. */
export async function* readContentLines(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<ContentLine> {
  let open: string | undefined
  const isOpenQuoted = () =>
    open !== undefined && /;ENCODING=QUOTED-PRINTABLE/i.test(open.slice(0, 1000).split(':')[0]!)
  for await (const { line } of readLines(path, onBytes)) {
    if (open !== undefined && open.length > maxLength)
      throw new UnreadableFile('one of its lines goes on over more than 16 MiB')
    const softBreak = open?.endsWith('=') === true && isOpenQuoted()
    if (open !== undefined && softBreak) open = open.slice(0, -1) + line
    else if (open !== undefined && /^[ \t]/.test(line)) open += line.slice(1)
    else {
      if (open !== undefined && open.trim() !== '') yield parseContentLine(open)
      open = line
    }
  }
  if (open !== undefined && open.trim() !== '') yield parseContentLine(open)
}

function parseContentLine(line: string): ContentLine {
  let quoted = false
  let colon = 0
  for (; colon < line.length; colon++) {
    if (line[colon] === '"') quoted = !quoted
    else if (line[colon] === ':' && !quoted) break
  }
  const [name = '', ...rest] = splitOutsideQuotes(line.slice(0, colon), ';')
  const parameters: Record<string, string[]> = {}
  for (const part of rest) {
    const equals = part.indexOf('=')
    // Old vCards name a type without saying that it is one.
    const key = equals < 0 ? 'TYPE' : part.slice(0, equals).toUpperCase()
    const values = splitOutsideQuotes(equals < 0 ? part : part.slice(equals + 1), ',').map((value) =>
      value.replace(/^"(.*)"$/, '$1'),
    )
    parameters[key] = [...(parameters[key] ?? []), ...values]
  }
  let value = line.slice(colon + 1)
  if (parameters['ENCODING']?.some((encoding) => /^quoted-printable$/i.test(encoding))) {
    value = decodeQuotedPrintable(value, parameters['CHARSET']?.[0])
  }
  return { name: name.toUpperCase().replace(/^.*\./, ''), parameters, value }
}

function decodeQuotedPrintable(text: string, charset = 'utf-8'): string {
  const bytes: number[] = []
  for (let at = 0; at < text.length; at++) {
    const hex = text[at] === '=' ? /^[0-9A-Fa-f]{2}/.exec(text.slice(at + 1, at + 3))?.[0] : undefined
    if (hex !== undefined) {
      bytes.push(Number.parseInt(hex, 16))
      at += 2
    } else {
      const character = String.fromCodePoint(text.codePointAt(at)!)
      bytes.push(...Buffer.from(character))
      at += character.length - 1
    }
  }
  try {
    return new TextDecoder(charset).decode(Uint8Array.from(bytes))
  } catch {
    return Buffer.from(bytes).toString('utf8')
  }
}

function splitOutsideQuotes(text: string, separator: string): string[] {
  const parts: string[] = []
  let from = 0
  let quoted = false
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"') quoted = !quoted
    else if (text[at] === separator && !quoted) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}

/** A value with its escapes undone: `\n`, `\,`, `\;`, `\\`. */
export const unescapeValue = (value: string): string =>
  value.replace(/\\([nN,;:\\])/g, (_, character: string) => (/n/i.test(character) ? '\n' : character))

/** The parts of a structured value, between semicolons or commas that are not escaped. */
export function splitValue(value: string, separator: ';' | ','): string[] {
  const parts: string[] = []
  let from = 0
  for (let at = 0; at < value.length; at++) {
    if (value[at] === '\\') at++
    else if (value[at] === separator) {
      parts.push(value.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, value.slice(from)].map(unescapeValue)
}
