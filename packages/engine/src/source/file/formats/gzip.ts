import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Reader, UnreadableFile } from '../reader/reader.ts'
import { openUnpackLimit } from './unpack-limit.ts'

/** A gzip file holds one file, named as it is without its ending. */
export const readGzip: Reader = async ({ path, name }, output) => {
  const inner = output.file(/\.tgz$/i.test(name) ? name.replace(/\.tgz$/i, '.tar') : name.replace(/\.gz$/i, ''))
  const limit = openUnpackLimit((await stat(path)).size)
  const source = createReadStream(path)
  try {
    await pipeline(
      source,
      createGunzip(),
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          limit.count(chunk.length)
          output.progress(source.bytesRead)
          yield chunk
        }
      },
      createWriteStream(inner.path, { flags: 'wx', mode: 0o600 }),
    )
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_'))
      throw new UnreadableFile('its compressed data is damaged or cut off')
    throw error
  }
  inner.close()
}
