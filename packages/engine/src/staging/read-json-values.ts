import { EngineError } from '../errors.ts'
import {
  hasWideEncoding,
  JsonWalker,
  maxRecordLength,
  openDecoding,
  readChunks,
  readHead,
  type TextEncoding,
} from '../source/file/index.ts'

/** How a JSON file is laid out: one value a line, values one after another, or one document to look into. */
export type JsonLayout = 'lines' | 'values' | 'document'

/** One record: `path` is the array it stands in ('' for the outermost), `row` its 1-based place there, or its line. */
export type JsonValue = { path: string; row: number; text: string; broken: boolean }

export type JsonReading = {
  path: string
  layout: JsonLayout
  encoding: TextEncoding
  signal?: AbortSignal
  onBytes?: (bytes: number) => void
}

/** Lines if the first lines that are whole are values of their own; else a document, until it shows to be several. */
export async function findJsonLayout(path: string): Promise<{ layout: JsonLayout; encoding: TextEncoding }> {
  const head = await readHead(path, 256 * 1024)
  const encoding = hasWideEncoding(head) ?? 'utf-8-mixed'
  const text = openDecoding(encoding).decode(head, false).text
  const lines = text
    .split('\n')
    .slice(0, -1)
    .filter((line) => line.trim() !== '')
    .slice(0, 20)
  const whole = lines.filter((line) => /^\s*\{.*\}\s*$/.test(line) && parses(line)).length
  const more = text.slice(text.lastIndexOf('\n') + 1).trim() !== ''
  const isLines = lines.length + (more ? 1 : 0) > 1 && whole * 2 >= lines.length && whole > 0
  return { layout: isLines ? 'lines' : 'document', encoding }
}

function parses(line: string): boolean {
  try {
    JSON.parse(line)
    return true
  } catch {
    return false
  }
}

/**
 * Reads every record of a JSON file in order, one chunk at a time; blank lines come as records with blank text.
 * `onScalar` gets what stands outside every array. Gives the number of outermost values of a document.
 */
export async function readJsonValues(
  reading: JsonReading,
  onValue: (value: JsonValue) => void,
  onScalar: (path: string, text: string) => void = () => {},
  flush?: () => Promise<void>,
): Promise<number> {
  return reading.layout === 'lines'
    ? readLines(reading, onValue, flush)
    : readDocument(reading, onValue, onScalar, flush)
}

async function readLines(
  { path, encoding, signal, onBytes }: JsonReading,
  onValue: (value: JsonValue) => void,
  flush?: () => Promise<void>,
): Promise<number> {
  const decoding = openDecoding(encoding)
  let row = 0
  let started: string[] = []
  let startedLength = 0
  let startedBroken = false
  const add = ({ text, broken }: { text: string; broken: number[] }) => {
    let from = 0
    let nextBroken = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      let isBroken = startedBroken
      while (nextBroken < broken.length && broken[nextBroken]! < end) {
        isBroken = true
        nextBroken++
      }
      const line = started.length > 0 ? started.join('') + text.slice(from, end) : text.slice(from, end)
      started = []
      startedLength = 0
      startedBroken = false
      onValue({ path: '', row: ++row, text: line, broken: isBroken })
      from = end + 1
    }
    if (from < text.length) {
      started.push(text.slice(from))
      startedLength += text.length - from
      if (nextBroken < broken.length) startedBroken = true
      if (startedLength > maxRecordLength) {
        throw new EngineError(
          'file_unreadable',
          `Line ${row + 1} of the file is longer than 64 MiB, which is too long for a record.`,
        )
      }
    }
  }
  let bytes = 0
  for await (const chunk of readChunks(path, { signal })) {
    add(decoding.decode(chunk, false))
    bytes += chunk.length
    onBytes?.(bytes)
    await flush?.()
  }
  add(decoding.decode(Buffer.alloc(0), true))
  if (startedLength > 0) onValue({ path: '', row: ++row, text: started.join(''), broken: startedBroken })
  await flush?.()
  return row
}

async function readDocument(
  { path, layout, encoding, signal, onBytes }: JsonReading,
  onValue: (value: JsonValue) => void,
  onScalar: (path: string, text: string) => void,
  flush?: () => Promise<void>,
): Promise<number> {
  const decoding = openDecoding(encoding)
  const rows = new Map<string, number>()
  // Within a chunk it is not known which element a broken byte falls into; all that end in it are looked at.
  let broken = false
  const walker = new JsonWalker(
    {
      onElement(at, text) {
        const row = (rows.get(at) ?? 0) + 1
        rows.set(at, row)
        onValue({ path: at, row, text, broken: broken && /[\u0080-\u00ff\u0152-\u2122]/.test(text) })
      },
      onScalar,
    },
    layout === 'values',
  )
  let bytes = 0
  for await (const chunk of readChunks(path, { signal })) {
    const decoded = decoding.decode(chunk, false)
    broken = decoded.broken.length > 0
    walker.add(decoded.text)
    bytes += chunk.length
    onBytes?.(bytes)
    await flush?.()
  }
  walker.add(decoding.decode(Buffer.alloc(0), true).text)
  walker.finish()
  await flush?.()
  return walker.roots
}
