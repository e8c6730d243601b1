import { SaxesParser } from 'saxes'
import { UnreadableFile } from '../../reader/reader.ts'

/** What to do at each step of a document. Names come without their prefix. */
export type XmlHandler = {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string): void
}

/**
 * Goes through an XML document as its text, or its bytes in UTF-8, come. Entities that a document defines for itself are
 * refused: they serve bombs and spies, not data. Throws UnreadableFile for what is not XML.
 */
export async function parseXml(
  pieces: AsyncIterable<Buffer | string>,
  handler: XmlHandler,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  const parser = openXml(handler)
  const decoder = new TextDecoder('utf-8')
  let read = 0
  for await (const piece of pieces) {
    read += piece.length
    parser.write(typeof piece === 'string' ? piece : decoder.decode(piece, { stream: true }))
    onBytes?.(read)
  }
  parser.write(decoder.decode())
  parser.close()
}

/** The same for text that the caller hands over; by default a whole document. */
export function openXml(
  handler: XmlHandler,
  parser: SaxesParser = new SaxesParser({ position: false }),
): { write(text: string): void; close(): void } {
  parser.on('error', (error) => {
    throw new UnreadableFile(`its XML is damaged (${error.message})`)
  })
  parser.on('doctype', (declaration) => {
    if (/<!ENTITY/i.test(declaration)) throw new UnreadableFile('its XML defines entities of its own, as only bombs do')
  })
  const { open, text, close } = handler
  if (open) parser.on('opentag', ({ name, attributes }) => open(local(name), attributes as Record<string, string>))
  if (text) {
    parser.on('text', text)
    parser.on('cdata', text)
  }
  if (close) parser.on('closetag', ({ name }) => close(local(name)))
  return { write: (piece) => void parser.write(piece), close: () => void parser.close() }
}

const local = (name: string): string => {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
