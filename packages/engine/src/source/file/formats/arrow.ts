import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { DataType, RecordBatchReader } from 'apache-arrow'
import { type Reader, UnreadableFile } from '../reader/reader.ts'
import { bareRecord, freeKey } from './bare-record.ts'

/** An Arrow file or stream, batch by batch: days and moments in their ISO form, whole numbers with all their digits. */
export const readArrow: Reader = async ({ path }, output) => {
  const { size } = await stat(path)
  const source = createReadStream(path)
  const records = output.records(null)
  try {
    const reader = await RecordBatchReader.from(source)
    for await (const batch of reader) {
      const columns = batch.schema.fields.map(({ name, type }, at) => ({ name, type, values: batch.getChildAt(at) }))
      for (let row = 0; row < batch.numRows; row++) {
        const record = bareRecord()
        for (const { name, type, values } of columns) record[freeKey(record, name)] = plain(values?.get(row), type)
        records.add(record)
      }
      output.progress(Math.min(size, source.bytesRead))
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error
    throw new UnreadableFile(`it is damaged (${error instanceof Error ? error.message : String(error)})`)
  }
  records.close()
}

/** A value as JSON can say it, by its column's type. */
function plain(value: unknown, type: DataType): unknown {
  if (value === null || value === undefined) return null
  if (DataType.isDate(type)) return isoOf(value)?.slice(0, 10) ?? String(value)
  if (DataType.isTimestamp(type)) return isoOf(value) ?? String(value)
  if (DataType.isDecimal(type)) return decimal(value, type.scale)
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof Uint8Array) return `0x${Buffer.from(value).toString('hex')}`
  if (typeof value === 'object' && 'toJSON' in value) {
    return JSON.parse(
      JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? inner.toString() : inner)),
    ) as unknown
  }
  return value
}

/** Milliseconds as a moment; null for one that no calendar has. */
function isoOf(value: unknown): string | null {
  const moment = new Date(Number(value))
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString()
}

/** A whole number of the smallest unit, with its point set `scale` digits from the end. */
function decimal(value: unknown, scale: number): string {
  const digits = String(value)
  if (scale <= 0) return digits
  const [sign, rest] = digits.startsWith('-') ? ['-', digits.slice(1)] : ['', digits]
  const padded = rest.padStart(scale + 1, '0')
  return `${sign}${padded.slice(0, -scale)}.${padded.slice(-scale)}`
}
