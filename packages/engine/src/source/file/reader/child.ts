/** The process that one file of a format with a reader of its own is read in. See `readInChild`. */
import { statSync } from 'node:fs'
import { readers } from '../formats/index.ts'
import { openOutput } from './open-output.ts'
import { UnreadableFile } from './reader.ts'
import type { FromReader, ToReader } from './wire.ts'

const say = (message: FromReader) => process.send?.(message)
/** What is said last: the process must not end before all of it is on its way. */
const sayLast = (message: FromReader) => new Promise((done) => process.send?.(message, done))
process.on('disconnect', () => process.exit(0))
process.on('SIGINT', () => {})

process.once('message', async ({ format, input, outDir }: ToReader) => {
  const output = openOutput(outDir, statSync(input.path).size, say)
  try {
    const read = await readers[format]()
    await read(input, output)
    output.finish()
    await sayLast({ kind: 'done' })
  } catch (error) {
    output.finish()
    const message = error instanceof Error ? error.message : String(error)
    await sayLast({ kind: 'failed', message, expected: error instanceof UnreadableFile })
  }
  process.disconnect()
})
