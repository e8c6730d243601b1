import { gunzipSync } from 'node:zlib'
import { EngineError } from '../../../errors.ts'
import type { Component } from '../manifest/component.ts'
import { child, text } from '../manifest/component.ts'

/** JSON with every digit kept: whole numbers beyond 2^53 become bigints. Throws SyntaxError. */
export function parseJson(source: string): unknown {
  if (!/\d{16}/.test(source)) return JSON.parse(source)
  return JSON.parse(source, ((_key: string, value: unknown, context?: { source?: string }) => {
    if (typeof value !== 'number' || Number.isSafeInteger(value) || !context?.source || !/^-?\d+$/.test(context.source))
      return value
    return BigInt(context.source)
  }) as (key: string, value: unknown) => unknown)
}

export function tryParseJson(body: Buffer): unknown {
  if (body.length === 0) return null
  try {
    return parseJson(body.toString('utf8').replace(/^\uFEFF/, ''))
  } catch {
    return null
  }
}

const maxUnzippedBytes = 256 * 1024 * 1024

/** The documents that a successful answer holds: one for JSON, one a line for JSON lines, one a row for CSV. */
export function decodeBody(body: Buffer, decoder: Component | undefined, where: () => string): unknown[] {
  const kind = decoder?.type ?? 'JsonDecoder'
  if (kind === 'GzipDecoder' && decoder) {
    try {
      // An answer that was sent compressed has been decompressed on the way; one that is a compressed file has not.
      const plain =
        body[0] === 0x1f && body[1] === 0x8b ? gunzipSync(body, { maxOutputLength: maxUnzippedBytes }) : body
      return decodeBody(plain, child(decoder, 'decoder'), where)
    } catch (error) {
      if (error instanceof EngineError) throw error
      throw unreadable(where(), 'it is not compressed as it should be')
    }
  }
  const source = body.toString('utf8').replace(/^\uFEFF/, '')
  if (source.trim() === '') return []
  try {
    if (kind === 'JsonlDecoder') return lines(source).map(parseJson)
    if (kind === 'IterableDecoder') return lines(source).map((line) => ({ record: line }))
    if (kind === 'CsvDecoder' && decoder)
      return parseCsv(source, (text(decoder, 'delimiter') ?? ',').replace('\\t', '\t'))
    return [parseJson(source)]
  } catch {
    throw unreadable(
      where(),
      kind === 'JsonDecoder' ? 'it is not (or only part of) JSON' : 'a line of it cannot be read',
    )
  }
}

const lines = (source: string): string[] => source.split(/\r?\n/).filter((line) => line.trim() !== '')

const unreadable = (where: string, why: string): EngineError =>
  new EngineError('source_answer_invalid', `The answer of ${where} cannot be read: ${why}.`)

/** RFC 4180 with a header row. Short rows lack their last fields. */
export function parseCsv(source: string, delimiter: string): Record<string, string>[] {
  const rows: string[][] = [[]]
  let field = ''
  let quoted = false
  for (let at = 0; at < source.length; at++) {
    const char = source[at] as string
    if (quoted) {
      if (char === '"' && source[at + 1] === '"') {
        field += '"'
        at++
      } else if (char === '"') quoted = false
      else field += char
    } else if (char === '"' && field === '') quoted = true
    else if (char === delimiter || char === '\n') {
      ;(rows.at(-1) as string[]).push(char === '\n' ? field.replace(/\r$/, '') : field)
      field = ''
      if (char === '\n') rows.push([])
    } else field += char
  }
  ;(rows.at(-1) as string[]).push(field)
  const [header = [], ...rest] = rows.filter((row) => row.length > 1 || row[0] !== '')
  return rest.map((row) =>
    Object.fromEntries(header.map((name, index) => [name, row[index] ?? '']).slice(0, Math.max(row.length, 0))),
  )
}
