import { parseXml } from '../xml/parse-xml.ts'
import { builtInFormat, type NumberFormat, readNumberFormat } from './number-format.ts'

/** The number format of each cell style, by the style's number. */
export async function readStyles(bytes: AsyncIterable<Buffer>): Promise<NumberFormat[]> {
  const codes = new Map<number, string>()
  const styles: number[] = []
  let inCells = false
  await parseXml(bytes, {
    open(name, attributes) {
      if (name === 'numFmt') codes.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? 'General')
      else if (name === 'cellXfs') inCells = true
      else if (name === 'xf' && inCells) styles.push(Number(attributes['numFmtId'] ?? 0))
    },
    close(name) {
      if (name === 'cellXfs') inCells = false
    },
  })
  const formats = new Map<number, NumberFormat>()
  return styles.map((id) => {
    const format = formats.get(id) ?? readNumberFormat(codes.get(id) ?? builtInFormat(id))
    formats.set(id, format)
    return format
  })
}
