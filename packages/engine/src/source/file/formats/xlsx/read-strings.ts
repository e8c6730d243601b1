import { parseXml } from '../xml/parse-xml.ts'
import { unescapeText } from './unescape-text.ts'

/** The shared strings of a workbook, by number. Runs of rich text are joined, readings beside Japanese words left out. */
export async function readStrings(bytes: AsyncIterable<Buffer>, onBytes: (bytes: number) => void): Promise<string[]> {
  const strings: string[] = []
  let text = ''
  let inText = false
  let phonetic = 0
  await parseXml(
    bytes,
    {
      open(name) {
        if (name === 'si') text = ''
        else if (name === 't') inText = phonetic === 0
        else if (name === 'rPh') phonetic++
      },
      text(piece) {
        if (inText) text += piece
      },
      close(name) {
        if (name === 'si') strings.push(unescapeText(text))
        else if (name === 't') inText = false
        else if (name === 'rPh') phonetic--
      },
    },
    onBytes,
  )
  return strings
}
