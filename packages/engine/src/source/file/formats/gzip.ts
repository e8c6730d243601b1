import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Reader, UnreadableFile } from '../reader/reader.ts'

/** Tables compress twentyfold, the most repetitive ones a hundredfold; what grows more is a bomb. */
const maxRatio = 200
const alwaysAllowed = 256 * 1024 * 1024

/** A gzip file holds one file, named as it is without its ending. */
export const readGzip: Reader = async ({ path, name }, output) => {
  const inner = output.file(/\.tgz$/i.test(name) ? name.replace(/\.tgz$/i, '.tar') : name.replace(/\.gz$/i, ''))
  const { size } = await stat(path)
  let packed = 0
  let unpacked = 0
  const watch = new Transform({
    transform(chunk: Buffer, _encoding, next) {
      unpacked += chunk.length
      output.progress(packed)
      const isBomb = unpacked > alwaysAllowed && unpacked > size * maxRatio
      next(isBomb ? new UnreadableFile('it unpacks to more than two hundred times its size') : null, chunk)
    },
  })
  const source = createReadStream(path)
  source.on('data', (chunk) => {
    packed += chunk.length
  })
  try {
    await pipeline(source, createGunzip(), watch, createWriteStream(inner.path, { flags: 'wx', mode: 0o600 }))
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code?.startsWith('Z_'))
      throw new UnreadableFile('its compressed data is damaged or cut off')
    throw error
  }
  inner.close()
}
