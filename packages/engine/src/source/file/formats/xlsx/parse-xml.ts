import { SaxesParser } from 'saxes'
import { UnreadableFile } from '../../reader/reader.ts'

/** What to do at each step of a document. Names come without their prefix. */
export type XmlHandler = {
  open?(name: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string): void
}

/**
 * Goes through an XML document as its bytes come. Document type declarations are refused, and with them every entity
 * that a document could define for itself. Throws UnreadableFile for what is not XML.
 */
export async function parseXml(
  bytes: AsyncIterable<Buffer>,
  handler: XmlHandler,
  onBytes?: (bytes: number) => void,
): Promise<void> {
  const parser = new SaxesParser({ position: false })
  const decoder = new TextDecoder('utf-8')
  parser.on('error', (error) => {
    throw new UnreadableFile(`its XML is damaged (${error.message})`)
  })
  parser.on('doctype', () => {
    throw new UnreadableFile('its XML declares a document type, which no such file needs')
  })
  if (handler.open)
    parser.on('opentag', ({ name, attributes }) => handler.open!(local(name), attributes as Record<string, string>))
  if (handler.text) {
    parser.on('text', handler.text)
    parser.on('cdata', handler.text)
  }
  if (handler.close) parser.on('closetag', ({ name }) => handler.close!(local(name)))
  let read = 0
  for await (const chunk of bytes) {
    read += chunk.length
    parser.write(decoder.decode(chunk, { stream: true }))
    onBytes?.(read)
  }
  parser.write(decoder.decode())
  parser.close()
}

const local = (name: string): string => {
  const colon = name.indexOf(':')
  return colon < 0 ? name : name.slice(colon + 1)
}
