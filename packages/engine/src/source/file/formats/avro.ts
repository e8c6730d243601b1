import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import avro from 'avsc'
import { type Reader, UnreadableFile } from '../reader/reader.ts'

/** An Avro file: each record as it is nested. Bytes come as hexadecimal text. */
export const readAvro: Reader = async ({ path }, output) => {
  const { size } = await stat(path)
  const source = createReadStream(path)
  const decoder = new avro.streams.BlockDecoder()
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
  records.close()
}

/** A decoded value as JSON can say it. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value === 'object' && value !== null && !(value instanceof Date)) {
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plain(inner)]))
  }
  return value
}
