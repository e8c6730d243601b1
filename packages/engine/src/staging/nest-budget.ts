import { EngineError } from '../errors.ts'

/** What all files within an upload may take together: each level by itself could look honest. */
export type NestBudget = {
  /** Counts a file of so many bytes that was unpacked. Throws `file_unreadable` once it is more than an honest upload holds. */
  count(bytes: number): void
  /** Counts an archive within an archive within an archive, in the same way. */
  countDeep(): void
}

const alwaysAllowedBytes = 512 * 1024 * 1024
const maxRatio = 200
const maxFiles = 20_000
const maxDeepArchives = 20

/** The budget of an upload of `uploadBytes`. */
export function openNestBudget(uploadBytes: number): NestBudget {
  let unpacked = 0
  let files = 0
  let deep = 0
  const refuse = (why: string) => new EngineError('file_unreadable', `${why} Unpack it and send what is in it.`)
  return {
    count(bytes) {
      unpacked += bytes
      if (++files > maxFiles) throw refuse(`The upload holds more than ${maxFiles} files.`)
      if (unpacked > alwaysAllowedBytes && unpacked > uploadBytes * maxRatio)
        throw refuse(`What is packed in the upload takes more than ${maxRatio} times its size.`)
    },
    countDeep() {
      if (++deep > maxDeepArchives)
        throw refuse(`The upload holds more than ${maxDeepArchives} archives that lie in archives within archives.`)
    },
  }
}

const shownLength = 120

/** A name from a file as a message can show it: one line, and not a long one. */
export function boundText(name: string): string {
  const line = oneLine(name)
  return line.length > shownLength ? `${line.slice(0, shownLength)}…` : line
}

/** Text without what breaks or colours a line. */
export const oneLine = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd')
