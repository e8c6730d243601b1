import type { ReaderFormat } from './reader/reader.ts'
import type { WideEncoding } from './text-encoding.ts'

/** How a file is read, decided by what is in it first, then by its name. `unsupported` says what it is in plain words. */
export type FileKind =
  | { kind: 'delimited' }
  | { kind: 'json' }
  | { kind: 'parquet' }
  | { kind: 'reader'; format: ReaderFormat }
  | { kind: 'empty' }
  | { kind: 'unsupported'; found: string }
  | { kind: 'binary'; found: string }

/** First bytes (as latin-1 text) of formats that are not read, and what to call them. */
const signatures: [string, string][] = [
  ['BZh', 'a bzip2 archive'],
  ['7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  ['Rar!\x1a\x07', 'a RAR archive'],
  ['\xfd7zXZ\x00', 'an xz archive'],
  ['ORC', 'an ORC file'],
  ['\x89PNG', 'a PNG image'],
  ['\xff\xd8\xff', 'a JPEG image'],
  ['GIF8', 'a GIF image'],
  ['II*\x00', 'a TIFF image'],
  ['MM\x00*', 'a TIFF image'],
  ['\x7fELF', 'a program'],
  ['MZ\x90', 'a program'],
  ['{\\rtf', 'a rich-text document'],
]

/**
 * @param head the first bytes of the file, 64 KiB of them where there are as many.
 * @param name the file's name: its ending decides only where the bytes leave it open.
 */
export function detectFileKind(head: Buffer, name: string): FileKind {
  if (head.length === 0) return { kind: 'empty' }
  const start = head.toString('latin1', 0, 64)
  if (start.startsWith('PAR1')) return { kind: 'parquet' }
  if (start.startsWith('PK\x03\x04') || start.startsWith('PK\x05\x06')) return zipKind(head, name)
  if (start.startsWith('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) {
    // Old Word documents and messages have the same beginning.
    return /\.(?:doc|ppt|msg|msi)$/i.test(name)
      ? { kind: 'unsupported', found: 'an old Microsoft Office document' }
      : { kind: 'reader', format: 'xls' }
  }
  const packed = packedFormat(head, start)
  if (packed) return { kind: 'reader', format: packed }
  for (const [signature, found] of signatures) {
    // Letters alone could be a header's first word.
    if (start.startsWith(signature) && (!/^[\w-]+$/.test(signature) || controlShare(head) > 0)) {
      return { kind: 'unsupported', found }
    }
  }
  if (hasWideEncoding(head)) return { kind: 'delimited' }
  const text = head.toString('latin1').replace(/^\xef\xbb\xbf/, '')
  const trimmed = text.trimStart()
  if (trimmed === '' && head.length < 1024) return { kind: 'empty' }
  if (controlShare(head) > 0.02 && controlShare(head) * head.length > 4)
    return { kind: 'binary', found: 'binary data, not text' }
  const marked = textFormat(text, trimmed, name)
  if (marked) return { kind: 'reader', format: marked }
  if (looksLikeJson(trimmed, name)) return { kind: 'json' }
  return { kind: 'delimited' }
}

/** Formats that begin with bytes of their own. */
function packedFormat(head: Buffer, start: string): ReaderFormat | null {
  if (start.startsWith('\x1f\x8b')) return 'gzip'
  if (start.startsWith('%PDF-')) return 'pdf'
  if (start.startsWith('ARROW1\x00\x00')) return 'arrow'
  if (start.startsWith('Obj\x01')) return 'avro'
  if (start.startsWith('\x28\xb5\x2f\xfd')) return 'zstd'
  if (start.startsWith('SQLite format 3\x00')) return 'sqlite'
  return head.toString('latin1', 257, 262) === 'ustar' ? 'tar' : null
}

/** Formats that are text, by the words that they begin with; a name decides only where any text could be meant. */
function textFormat(text: string, trimmed: string, name: string): ReaderFormat | null {
  const named = (pattern: RegExp) => pattern.test(name)
  if (/^BEGIN:VCARD\b/i.test(trimmed)) return 'vcard'
  if (/^BEGIN:VCALENDAR\b/i.test(trimmed)) return 'icalendar'
  if (/^(?:version:\s*1\s+|#[^\n]*\s+)*dn::? \S/i.test(trimmed)) return 'ldif'
  if (/^From \S+@?\S* .*\d{4}\r?\n[\w-]+:/.test(trimmed)) return 'mbox'
  if (
    /^[\w-]+:[^\n]*\n/.test(trimmed) &&
    (named(/\.eml$/i) || /^MIME-Version:/im.test(text.slice(0, 8192))) &&
    /^(?:From|Date|Subject):/im.test(text)
  )
    return 'email'
  if (trimmed.startsWith('<')) {
    if (/urn:schemas-microsoft-com:office:spreadsheet/.test(text.slice(0, 4096))) return 'xls'
    if (
      /^<(?:!doctype html|html[\s>]|table[\s>]|(?:!--|head|body|meta|style|div)[\s\S]{0,4000}<table[\s>])/i.test(
        trimmed,
      )
    )
      return 'html'
    if (/^<\?xml/i.test(trimmed)) return /<html[\s>]/i.test(text.slice(0, 2048)) ? 'html' : 'xml'
    if (/^<[A-Za-z_][\w.:-]*(?:\s[^>]*)?>/.test(trimmed) && named(/\.(?:xml|rss|atom|kml|gpx)$/i)) return 'xml'
  }
  if (
    /^\s*(?:INSERT\s+INTO|COPY\s+\S+[^\n]*FROM\s+stdin|CREATE\s+TABLE)\b/im.test(text) &&
    (named(/\.(?:sql|dump)$/i) || /^(?:--|\/\*|SET |CREATE |INSERT |DROP )/i.test(trimmed))
  )
    return 'sql'
  if (named(/\.ya?ml$/i) || /^%YAML /.test(trimmed)) return 'yaml'
  if (named(/\.(?:md|markdown)$/i) && /^ {0,3}\|?(?: *:?-+:? *\|)+ *(?::?-+:? *)?\r?$/m.test(text)) return 'markdown'
  return null
}

/** A CSV may begin with a bracket too: JSON's second token has to fit. */
function looksLikeJson(text: string, name: string): boolean {
  const named = /\.(?:json|jsonl|ndjson|geojson)$/i.test(name)
  if (/^\{\s*(?:"(?:[^"\\]|\\.)*"\s*:|\})/.test(text)) return true
  if (/^\[\s*(?:\{\s*["}]|\[|\])/.test(text) && (named || !/^\[[^\n\]]*\]\s*[,;\t|]/.test(text))) return true
  return named && /^(?:\{|\[)/.test(text)
}

/** What a zip file is, by the names of its first members. */
function zipKind(head: Buffer, name: string): FileKind {
  const members = firstMembers(head)
  const has = (pattern: RegExp) => members.some((member) => pattern.test(member))
  const reader = (format: ReaderFormat): FileKind => ({ kind: 'reader', format })
  if (has(/^mimetype$/) && has(/^(?:content|META-INF\/manifest)\.xml$/)) {
    const isSheet = head.includes('opendocument.spreadsheet') || /\.o[dt]s$/i.test(name)
    return isSheet ? reader('ods') : { kind: 'unsupported', found: 'an OpenDocument file that is no spreadsheet' }
  }
  if (!has(/^(?:\[Content_Types\]\.xml|_rels\/|docProps\/|xl\/|word\/)/)) return reader('zip')
  if (has(/^word\//)) return reader('docx')
  if (has(/^ppt\//)) return { kind: 'unsupported', found: 'a presentation' }
  return reader(has(/^xl\/workbook\.bin$/) || /\.xlsb$/i.test(name) ? 'xlsb' : 'xlsx')
}

/** Names of the members whose headers lie within the beginning of a zip file. */
function firstMembers(head: Buffer): string[] {
  const names: string[] = []
  for (let at = 0; at >= 0 && at + 30 <= head.length; ) {
    if (head.readUInt32LE(at) !== 0x04034b50) break
    const nameEnd = at + 30 + head.readUInt16LE(at + 26)
    names.push(head.toString('latin1', at + 30, nameEnd))
    const sizeFollows = (head.readUInt16LE(at + 6) & 8) !== 0
    const end = nameEnd + head.readUInt16LE(at + 28) + head.readUInt32LE(at + 18)
    at = sizeFollows ? head.indexOf('PK\x03\x04', nameEnd, 'latin1') : end
  }
  return names
}

/** Control characters that no text has; a few NULs in a text file are let through and told. */
function controlShare(head: Buffer): number {
  let count = 0
  for (const byte of head)
    if ((byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12 && byte !== 27) || byte === 127) count++
  return (count - delimiting(head, count)) / head.length
}

/** Control characters that separate cells in some exports: of all of them, one alone is there. */
function delimiting(head: Buffer, count: number): number {
  for (const delimiter of [0x01, 0x1f]) {
    let found = 0
    for (const byte of head) if (byte === delimiter) found++
    if (found > 0 && found >= count - 2) return found
  }
  return 0
}

/** UTF-16 or UTF-32, by its mark or by every other byte being NUL. */
export function hasWideEncoding(head: Buffer): WideEncoding | null {
  if (head.length >= 8) {
    const four = (code: number) => head.readUInt32LE(0) === code || head.readUInt32BE(0) === code
    if (four(0xfeff)) return head[0] === 0xff ? 'utf-32le' : 'utf-32be'
    const wide = wideOfFour(head)
    if (wide) return wide
  }
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le'
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be'
  const length = Math.min(head.length, 4096) & ~1
  if (length < 4) return null
  let even = 0
  let odd = 0
  for (let at = 0; at < length; at += 2) {
    if (head[at] === 0) even++
    if (head[at + 1] === 0) odd++
  }
  const pairs = length / 2
  if (odd / pairs > 0.6 && even / pairs < 0.05) return 'utf-16le'
  if (even / pairs > 0.6 && odd / pairs < 0.05) return 'utf-16be'
  return null
}

/** UTF-32 without a mark: three of four bytes are hardly ever anything but zero. */
function wideOfFour(head: Buffer): WideEncoding | null {
  const length = Math.min(head.length, 4096) & ~3
  let little = 0
  let big = 0
  for (let at = 0; at < length; at += 4) {
    if (head[at + 2] === 0 && head[at + 3] === 0 && head[at] !== 0) little++
    if (head[at] === 0 && head[at + 1] === 0 && head[at + 3] !== 0) big++
  }
  const characters = length / 4
  if (little / characters > 0.95) return 'utf-32le'
  return big / characters > 0.95 ? 'utf-32be' : null
}
