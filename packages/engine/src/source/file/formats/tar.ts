import { createReadStream, createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { extract } from 'tar-stream'
import { type Reader, UnreadableFile } from '../reader/reader.ts'
import { isClutter } from './is-clutter.ts'
import { memberUnread } from './member-unread.ts'

/** A tape archive: each file in it is a part by its path. Links and devices are told and left alone. */
export const readTar: Reader = async ({ path }, output) => {
  const { size } = await stat(path)
  const source = createReadStream(path)
  const archive = source.pipe(extract())
  source.once('error', (error) => archive.destroy(error))
  let files = 0
  try {
    for await (const entry of archive) {
      const { name, type, size: claimed = 0 } = entry.header
      const skip = (why: string) => {
        entry.resume()
        output.warn(memberUnread(name, why))
      }
      if (type === 'directory' || isClutter(name)) entry.resume()
      else if (type !== 'file' && type !== 'contiguous-file') skip('it is a link or a device, not a file')
      else if (claimed > size) skip('it claims to be larger than the archive')
      else if (name.startsWith('/') || name.split('/').includes('..')) skip('its path leads out of the archive')
      else {
        const file = output.file(name)
        await pipeline(entry, createWriteStream(file.path, { flags: 'wx', mode: 0o600 }))
        file.close()
        files++
        output.progress(source.bytesRead)
      }
    }
  } catch (error) {
    if (error instanceof UnreadableFile) throw error
    throw new UnreadableFile(`it is damaged (${error instanceof Error ? error.message : String(error)})`)
  }
  if (files === 0) throw new UnreadableFile('there is no file in it that can be read')
}
