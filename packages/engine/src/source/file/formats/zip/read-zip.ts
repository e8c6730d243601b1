import { createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { pipeline } from 'node:stream/promises'
import { type Reader, UnreadableFile } from '../../reader/reader.ts'
import { isClutter } from '../is-clutter.ts'
import { memberUnread } from '../member-unread.ts'
import { growsTooMuch, isBomb } from '../unpack-limit.ts'
import { openZip, type ZipMember } from './open-zip.ts'

/** A zip archive: each file in it is a part by its path. Paths are names only; nothing is ever written to one. */
export const readZip: Reader = async ({ path }, output) => {
  const zip = await openZip(path)
  try {
    const members = zip.members.filter(({ name }) => !isClutter(name))
    if (members.length === 0) throw new UnreadableFile('there is no file in it')
    let read = 0
    const unread = ({ name }: ZipMember, why: string) => output.warn(memberUnread(name, why))
    for (const member of members) {
      const flaw = flawOf(member)
      if (flaw !== null) {
        unread(member, flaw)
        continue
      }
      const file = output.file(member.name)
      try {
        await pipeline(zip.stream(member), createWriteStream(file.path, { flags: 'wx', mode: 0o600 }))
        file.close()
      } catch (error) {
        if (!(error instanceof UnreadableFile)) throw error
        unread(member, error.message)
        await rm(file.path, { force: true })
      }
      read += member.packedSize
      output.progress(read)
    }
  } finally {
    zip.close()
  }
}

function flawOf({ isLink, encrypted, leadsOut, size, packedSize }: ZipMember): string | null {
  if (leadsOut) return 'its path leads out of the archive'
  if (isBomb(packedSize, size)) return growsTooMuch
  if (isLink) return 'it is a link, not a file'
  return encrypted ? 'it is protected by a password' : null
}
