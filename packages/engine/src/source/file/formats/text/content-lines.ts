import { readLines } from './read-text.ts'

/** A line of a vCard or a calendar: `TEL;TYPE=work:+49 30 1234`. Names are in capitals, without the group before a dot. */
export type ContentLine = { name: string; parameters: Record<string, string[]>; value: string }

/** The content lines of a file (RFC 6350, RFC 5545), folded ones joined, quoted-printable and base64 ones of old vCards decoded. */
export async function* readContentLines(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<ContentLine> {
  let open: string | undefined
  for await (const { line } of readLines(path, onBytes)) {
    const softBreak =
      open !== undefined && /;ENCODING=QUOTED-PRINTABLE/i.test(open.split(':')[0]!) && open.endsWith('=')
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
  const [name = '', ...rest] = line.slice(0, colon).split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/)
  const parameters: Record<string, string[]> = {}
  for (const part of rest) {
    const equals = part.indexOf('=')
    // Old vCards name a type without saying that it is one.
    const key = equals < 0 ? 'TYPE' : part.slice(0, equals).toUpperCase()
    const values = (equals < 0 ? part : part.slice(equals + 1))
      .split(/,(?=(?:[^"]*"[^"]*")*[^"]*$)/)
      .map((value) => value.replace(/^"(.*)"$/, '$1'))
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
    } else bytes.push(...Buffer.from(text[at]!))
  }
  try {
    return new TextDecoder(charset).decode(Uint8Array.from(bytes))
  } catch {
    return Buffer.from(bytes).toString('utf8')
  }
}

/** A value with its escapes undone: `\n`, `\,`, `\;`, `\\`. */
export const unescapeValue = (value: string): string =>
  value.replace(/\\([nN,;:\\])/g, (_, character: string) => (/n/i.test(character) ? '\n' : character))

/** The parts of a structured value, between semicolons that are not escaped. */
export const splitValue = (value: string, separator: ';' | ','): string[] =>
  value.split(new RegExp(`(?<!\\\\)${separator}`)).map(unescapeValue)
