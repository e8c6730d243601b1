import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import type { Duplex } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { type Reader, UnreadableFile } from '../reader/reader.ts'
import { openUnpackLimit } from './unpack-limit.ts'

/** A gzip file holds one file, named as it is without its ending. */
export const readGzip: Reader = (input, output) => unpack(input, output, createGunzip(), /\.gz$/i)

/** So does a Zstandard one. */
export const readZstd: Reader = (input, output) => unpack(input, output, createZstdDecompress(), /\.zstd?$/i)

async function unpack(
  { path, name }: Parameters<Reader>[0],
  output: Parameters<Reader>[1],
  unpacking: Duplex,
  ending: RegExp,
): Promise<void> {
  const inner = output.file(
    /\.t(?:gz|zst)$/i.test(name) ? name.replace(/\.t(?:gz|zst)$/i, '.tar') : name.replace(ending, ''),
  )
  const limit = openUnpackLimit((await stat(path)).size)
  const source = createReadStream(path)
  try {
    await pipeline(
      source,
      unpacking,
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
    if (/^(?:Z_|ZSTD_|ERR_ZLIB)/.test((error as NodeJS.ErrnoException).code ?? ''))
      throw new UnreadableFile('its compressed data is damaged or cut off')
    throw error
  }
  inner.close()
}
