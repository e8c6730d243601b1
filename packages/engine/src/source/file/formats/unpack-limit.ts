import { UnreadableFile } from '../reader/reader.ts'

/** Tables compress twentyfold, the most repetitive ones a hundredfold; what grows more is a bomb. */
const maxRatio = 200
const alwaysAllowed = 256 * 1024 * 1024

/** Whether `packedBytes` unpack to more than those of an honest file would. */
export const isBomb = (packedBytes: number, unpackedBytes: number): boolean =>
  unpackedBytes > alwaysAllowed && unpackedBytes > packedBytes * maxRatio

export const growsTooMuch = `it unpacks to more than ${maxRatio} times its size`

/** Counts what a packed file of `packedBytes` has unpacked to, and throws once that is more than an honest file would. */
export function openUnpackLimit(packedBytes: number): { count(bytes: number): void } {
  let unpacked = 0
  return {
    count(bytes) {
      unpacked += bytes
      if (isBomb(packedBytes, unpacked)) throw new UnreadableFile(growsTooMuch)
    },
  }
}
