import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { inflateRaw } from 'node:zlib'
import type { SourceWarning } from '@godwit/contract'
import avro from 'avsc'
import { type Reader, UnreadableFile } from '../reader/reader.ts'

/** A block is unpacked whole. */
const maxBlockBytes = 128 * 1024 * 1024

/** Whole numbers of 64 bits with all their digits. */
const longType = avro.types.LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer(value: bigint) {
    const bytes = Buffer.alloc(8)
    bytes.writeBigInt64LE(value)
    return bytes
  },
  fromJSON: BigInt,
  toJSON: String,
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
})

/** An Avro file: each record as it is nested. Bytes come as hexadecimal text. */
export const readAvro: Reader = async ({ path }, output) => {
  const { size } = await stat(path)
  const source = createReadStream(path)
  const decoder = new avro.streams.BlockDecoder({
    parseHook: (schema) => avro.Type.forSchema(schema, { registry: { long: longType } }),
    codecs: {
      null: (bytes, done) => done(null, bytes),
      deflate: (bytes, done) => inflateRaw(bytes, { maxOutputLength: maxBlockBytes }, done),
    },
  })
  let blocks = 0
  decoder.on('block', () => blocks++)
  source.once('error', (error) => decoder.destroy(error))
  source.pipe(decoder)
  const records = output.records(null)
  let count = 0
  try {
    for await (const record of decoder) {
      records.add(plain(record))
      if (++count % 1000 === 0) output.progress(Math.min(size, source.bytesRead))
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error
    throw new UnreadableFile(`it is damaged (${error instanceof Error ? error.message : String(error)})`)
  }
  const left = bytesLeft(decoder)
  if (left > 0 && blocks === 0) throw new UnreadableFile('it is cut off')
  records.close({ warnings: left > 0 ? [cutOff] : [] })
}

const cutOff: SourceWarning = {
  code: 'rest_unread',
  message: 'The file is cut off: its last block is not whole and was not read.',
  rows: [],
  count: 1,
}

/** The bytes of a block that never came to its end; the decoder drops them without a word. */
function bytesLeft(decoder: unknown): number {
  const { buf, pos } = (decoder as { _tap: { buf: Buffer; pos: number } })._tap
  return Math.max(0, buf.length - pos)
}

/** A decoded value as JSON can say it. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value.toString()
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  return value
}
