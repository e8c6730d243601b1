import { SaxesParser } from 'saxes'
import { UnreadableFile } from '../../reader/reader.ts'
import { openXml, type XmlHandler } from '../xml/parse-xml.ts'
import { ElementSplitter } from './split-elements.ts'
import { unescapeText } from './unescape-text.ts'

/** A string as programs write it: without runs, its entities those of XML itself. */
const plainString = /^<si><t(?: xml:space="preserve")?>([^<]*)<\/t><\/si>$/
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** They are held all together, which has to fit into what a reader may use. */
const maxBytesHeld = 256 * 1024 * 1024
const objectBytes = 32

/** The shared strings of a workbook, by number. Runs of rich text are joined, readings beside Japanese words left out. */
export async function readStrings(bytes: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): Promise<string[]> {
  const strings: string[] = []
  let bytesHeld = 0
  const keep = (text: string) => {
    bytesHeld += text.length + objectBytes
    if (bytesHeld > maxBytesHeld) throw new UnreadableFile('its shared strings take more than 256 MiB; save it as CSV')
    strings.push(text)
  }
  const handler = handleStrings(keep)
  const around = openXml(handler)
  const splitter = new ElementSplitter(
    { list: 'sst', item: 'si' },
    (item) => {
      const text = plainString.exec(item)?.[1]
      if (text === undefined || /&(?!(?:amp|lt|gt|quot|apos);)|\r/.test(text)) readAnyString(item, handler)
      else keep(unescapeText(text.replace(/&(\w+);/g, (_, name: string) => entities[name]!)))
    },
    (text) => around.write(text),
  )
  const decoder = new TextDecoder('utf-8')
  let read = 0
  for await (const chunk of bytes) {
    read += chunk.length
    splitter.add(decoder.decode(chunk, { stream: true }))
    onBytes(read)
  }
  splitter.add(decoder.decode())
  splitter.finish()
  around.close()
  return strings
}

function readAnyString(item: string, handler: XmlHandler) {
  const parser = openXml(handler, new SaxesParser({ position: false, fragment: true }))
  parser.write(item)
  parser.close()
}

function handleStrings(keep: (text: string) => void): XmlHandler {
  let text = ''
  let inText = false
  let phonetic = 0
  return {
    open(name) {
      if (name === 'si') text = ''
      else if (name === 't') inText = phonetic === 0
      else if (name === 'rPh') phonetic++
    },
    text(piece) {
      if (inText) text += piece
    },
    close(name) {
      if (name === 'si') keep(unescapeText(text))
      else if (name === 't') inText = false
      else if (name === 'rPh') phonetic--
    },
  }
}
