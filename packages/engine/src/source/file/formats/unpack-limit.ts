import { UnreadableFile } from '../reader/reader.ts'

/** Tables compress twentyfold, the most repetitive ones a hundredfold; what grows more is a bomb. */
const maxRatio = 200
const alwaysAllowed = 256 * 1024 * 1024

/** Counts what a packed file of `packedBytes` has unpacked to, and throws once that is more than an honest file would. */
export function openUnpackLimit(packedBytes: number): { count(bytes: number): void } {
  let unpacked = 0
  return {
    count(bytes) {
      unpacked += bytes
      if (unpacked > alwaysAllowed && unpacked > packedBytes * maxRatio) {
        throw new UnreadableFile(`it unpacks to more than ${maxRatio} times its size`)
      }
    },
  }
}
