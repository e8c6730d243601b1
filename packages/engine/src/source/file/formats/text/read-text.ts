import { hasWideEncoding } from '../../file-kind.ts'
import { readChunks, readHead } from '../../read-chunks.ts'
import { UnreadableFile } from '../../reader/reader.ts'
import { EncodingSurvey, openDecoding, type TextEncoding } from '../../text-encoding.ts'

/**
 * The text of a file, piece by piece, in the encoding that its bytes show, or else the one that it declares (an XML
 * declaration, a `charset` of HTML or mail).
 */
export async function* readText(path: string, onBytes?: (bytes: number) => void): AsyncGenerator<string> {
  const decode = openDecodingOf(await findEncoding(path))
  let read = 0
  for await (const chunk of readChunks(path)) {
    read += chunk.length
    onBytes?.(read)
    yield decode(chunk, false)
  }
  yield decode(Buffer.alloc(0), true)
}

/** A small file's text at once. */
export async function readWholeText(path: string): Promise<string> {
  let text = ''
  for await (const piece of readText(path)) text += piece
  return text
}

/** A longer line is none that anyone wrote. */
const maxLineLength = 16 * 1024 * 1024

/** Lines of a file without their ends, with their 1-based numbers. */
export async function* readLines(
  path: string,
  onBytes?: (bytes: number) => void,
): AsyncGenerator<{ line: string; row: number }> {
  let rest = ''
  let row = 0
  for await (const piece of readText(path, onBytes)) {
    const lines = (rest.endsWith('\r') ? `\r${piece}` : piece).split(/\r\n|\n|\r(?!$)/)
    lines[0] = (rest.endsWith('\r') ? rest.slice(0, -1) : rest) + lines[0]!
    rest = lines.pop()!
    if (rest.length > maxLineLength) throw new UnreadableFile('one of its lines is longer than 16 MiB')
    for (const line of lines) yield { line, row: ++row }
  }
  if (rest !== '') yield { line: rest.replace(/\r$/, ''), row: ++row }
}

async function findEncoding(path: string): Promise<TextEncoding | string> {
  const head = await readHead(path, 4096)
  const wide = hasWideEncoding(head)
  if (wide) return wide
  const survey = new EncodingSurvey()
  for await (const chunk of readChunks(path)) survey.add(chunk)
  const found = survey.finish()
  if (found.startsWith('utf-8')) return found
  const declared = /(?:encoding|charset)\s*=\s*["']?([\w.-]+)/i.exec(head.toString('latin1'))?.[1]
  return declared !== undefined && !/^utf-?\d/i.test(declared) && isKnown(declared) ? declared : found
}

function isKnown(label: string): boolean {
  try {
    new TextDecoder(label)
    return true
  } catch {
    return false
  }
}

function openDecodingOf(encoding: TextEncoding | string): (chunk: Buffer, isLast: boolean) => string {
  const decoding = openDecoding(encoding as TextEncoding)
  return (chunk, isLast) => decoding.decode(chunk, isLast).text
}
