/** How a file is written: which cells are quoted, and how. */
export type Style = {
  delimiter: string
  quote: string
  /** How a quote inside a quoted cell is written: by itself twice, behind this character, or (with '') as it is. */
  escape: string
  quoting: 'needed' | 'all' | 'none'
  lineEnd: string
}

export const plainStyle: Style = { delimiter: ',', quote: '"', escape: '"', quoting: 'needed', lineEnd: '\n' }

export function writeCell(cell: string | null, style: Style): string {
  const { delimiter, quote, quoting } = style
  if (cell === null) return ''
  if (quoting === 'none') return cell
  const parts = [delimiter, quote, '\n', '\r', ...(style.escape === '\\' ? ['\\'] : [])]
  const must = quoting === 'all' || parts.some((part) => part !== '' && cell.includes(part))
  return must ? `${quote}${protect(cell, style)}${quote}` : cell
}

function protect(cell: string, style: Style): string {
  if (style.escape === style.quote) return cell.replaceAll(style.quote, style.quote + style.quote)
  if (style.escape === '\\') return cell.replaceAll('\\', '\\\\').replaceAll(style.quote, `\\${style.quote}`)
  return cell
}

export const writeRow = (cells: readonly (string | null)[], style: Style): string =>
  cells.map((cell) => writeCell(cell, style)).join(style.delimiter)

/** Lines without their ends. */
export const writeLines = (rows: readonly (readonly (string | null)[])[], style: Style): string[] =>
  rows.map((row) => writeRow(row, style))

export const joinLines = (lines: readonly string[], lineEnd = '\n'): string =>
  lines.map((line) => line + lineEnd).join('')

const learned = new Map<string, Map<string, number[]>>()

/** Writes text in an encoding that the platform only reads, by what every byte, or pair of bytes, reads as there. */
export function encodeText(text: string, encoding: string): Buffer {
  if (encoding === 'utf-8') return Buffer.from(text)
  if (encoding === 'utf-16le') return Buffer.from(text, 'utf16le')
  if (encoding === 'utf-16be') return Buffer.from(text, 'utf16le').swap16()
  if (encoding.startsWith('utf-32')) {
    const points = [...text].map((character) => character.codePointAt(0)!)
    const bytes = Buffer.alloc(points.length * 4)
    points.forEach((point, at) => {
      if (encoding.endsWith('le')) bytes.writeUInt32LE(point, at * 4)
      else bytes.writeUInt32BE(point, at * 4)
    })
    return bytes
  }
  const known = learned.get(encoding) ?? learnEncoding(encoding)
  learned.set(encoding, known)
  return Buffer.from([...text].flatMap((character) => known.get(character) ?? [63]))
}

function learnEncoding(encoding: string): Map<string, number[]> {
  const bytes = new Map<string, number[]>()
  const decoder = new TextDecoder(encoding)
  const learn = (sequence: number[]) => {
    const read = decoder.decode(Uint8Array.from(sequence))
    if ([...read].length === 1 && read !== '\ufffd' && !bytes.has(read)) bytes.set(read, sequence)
  }
  for (let byte = 0; byte < 256; byte++) learn([byte])
  if (/jis|jp|gb|big5|kr/.test(encoding))
    for (let lead = 0x81; lead < 0xff; lead++) for (let trail = 0x40; trail < 0xff; trail++) learn([lead, trail])
  return bytes
}
