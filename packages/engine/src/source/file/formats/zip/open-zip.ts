import { stat } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { type Entry, getFileNameLowLevel, openPromise, validateFileName } from 'yauzl'
import { UnreadableFile } from '../../reader/reader.ts'
import { openUnpackLimit } from '../unpack-limit.ts'

/** A member of a zip file; folders are left out. Sizes are what the archive claims, in bytes. */
export type ZipMember = {
  name: string
  size: number
  packedSize: number
  encrypted: boolean
  /** Its path leads out of the archive (`../`), as no honest archiver writes it. */
  leadsOut: boolean
  isLink: boolean
  entry: Entry
}

export type Zip = {
  members: ZipMember[]
  /** The bytes of a member, unpacked. Fails when they are not what the archive claims, or more than an honest archive holds. */
  stream(member: ZipMember): AsyncGenerator<Buffer>
  /** A small member as UTF-8 text. */
  text(member: ZipMember): Promise<string>
  close(): void
}

/** An archive of more members is no customer's. */
const maxMembers = 100_000
const maxTextBytes = 16 * 1024 * 1024

/** Opens a zip file. Throws UnreadableFile for one that is damaged, or laid out as only a bomb is. */
export async function openZip(path: string): Promise<Zip> {
  const { size } = await stat(path)
  const limit = openUnpackLimit(size)
  try {
    const zip = await openPromise(path, { lazyEntries: true, autoClose: false, decodeStrings: false })
    const members: ZipMember[] = []
    let packed = 0
    for await (const entry of zip.eachEntry()) {
      if (members.length >= maxMembers) throw new UnreadableFile(`it holds more than ${maxMembers} files`)
      const { generalPurposeBitFlag, fileNameRaw, extraFields } = entry
      const name = getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false)
      if (name.endsWith('/')) continue
      packed += entry.compressedSize
      members.push({
        name,
        leadsOut: validateFileName(name) !== null,
        size: entry.uncompressedSize,
        packedSize: entry.compressedSize,
        encrypted: entry.isEncrypted(),
        isLink: ((entry.externalFileAttributes >>> 16) & 0o170_000) === 0o120_000,
        entry,
      })
    }
    if (packed > size) throw new UnreadableFile('its members overlap, as only those of a bomb do')
    const stream: Zip['stream'] = async function* ({ name, entry, encrypted }) {
      if (encrypted) throw new UnreadableFile(`${name} is protected by a password`)
      try {
        const bytes: Readable = await zip.openReadStreamPromise(entry)
        for await (const chunk of bytes as AsyncIterable<Buffer>) {
          limit.count(chunk.length)
          yield chunk
        }
      } catch (error) {
        throw asUnreadable(error)
      }
    }
    return {
      members,
      stream,
      async text(member) {
        const chunks: Buffer[] = []
        let length = 0
        for await (const chunk of stream(member)) {
          length += chunk.length
          if (length > maxTextBytes) throw new UnreadableFile(`${member.name} in it is too large`)
          chunks.push(chunk)
        }
        return Buffer.concat(chunks)
          .toString('utf8')
          .replace(/^\ufeff/, '')
      },
      close: () => zip.close(),
    }
  } catch (error) {
    throw asUnreadable(error)
  }
}

/** The library's errors are all about the archive. */
function asUnreadable(error: unknown): Error {
  if (error instanceof UnreadableFile) return error
  return new UnreadableFile(`it is damaged (${error instanceof Error ? error.message : String(error)})`)
}
