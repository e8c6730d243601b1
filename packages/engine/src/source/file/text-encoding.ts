import { isAscii, isUtf8 } from 'node:buffer'
import { detectEncoding, isMultiByte, type LegacyEncoding, legacyEncodings } from './detect-encoding.ts'
import { unfinishedUtf8 } from './scan-clean.ts'

/** `utf-8-mixed`: UTF-8 with broken places, each broken byte read as windows-1252, so that none is lost. */
export type TextEncoding = 'utf-8' | 'utf-8-mixed' | WideEncoding | LegacyEncoding
export type WideEncoding = 'utf-16le' | 'utf-16be' | 'utf-32le' | 'utf-32be'

/** What a person may set the encoding of a file to. */
export const knownEncodings: readonly TextEncoding[] = [
  'utf-8',
  'utf-16le',
  'utf-16be',
  'utf-32le',
  'utf-32be',
  ...legacyEncodings,
]

/** Whether a decoding leaves it untold when a byte stands for nothing. */
export const tellsNothing = (encoding: TextEncoding): boolean =>
  !encoding.startsWith('utf-8') && !encoding.startsWith('utf-32') && !isMultiByte(encoding)

/** How much text beyond ASCII the encoding is judged by. */
const sampleBytes = 64 * 1024

/** Counts, over every byte of a file without a wide encoding, what speaks for and against UTF-8. */
export class EncodingSurvey {
  #sequences = 0
  #broken = 0
  #tail = Buffer.alloc(0)
  readonly #sample: Buffer[] = []
  #sampled = 0

  add(chunk: Buffer) {
    if (this.#tail.length === 0 && isAscii(chunk)) return
    const bytes = this.#tail.length > 0 ? Buffer.concat([this.#tail, chunk]) : chunk
    const end = bytes.length - unfinishedUtf8(bytes)
    this.#count(bytes.subarray(0, end))
    this.#tail = Buffer.from(bytes.subarray(end))
  }

  finish(): TextEncoding {
    this.#count(this.#tail)
    if (this.#broken === 0) return 'utf-8'
    if (this.#sequences >= this.#broken) return 'utf-8-mixed'
    return detectEncoding(Buffer.concat(this.#sample))
  }

  /** Keeps lines that hold more than ASCII, without what surrounds them. */
  #keep(bytes: Buffer) {
    for (let at = 0; at < bytes.length && this.#sampled < sampleBytes; ) {
      const end = bytes.indexOf(10, at)
      const line = bytes.subarray(at, end < 0 ? bytes.length : end + 1)
      if (!isAscii(line)) {
        const kept = Buffer.from(line.subarray(0, 4096))
        this.#sample.push(kept)
        this.#sampled += kept.length
      }
      at += line.length
    }
  }

  #count(bytes: Buffer) {
    const valid = isUtf8(bytes)
    if (!valid && this.#sampled < sampleBytes) this.#keep(bytes)
    for (let at = 0; at < bytes.length; ) {
      const byte = bytes[at]!
      if (byte < 0x80) {
        at++
        continue
      }
      const size = valid ? (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) : sequenceLength(bytes, at)
      if (size > 0) {
        this.#sequences++
        at += size
      } else {
        this.#broken++
        at++
      }
    }
  }
}

/** Length of the well-formed UTF-8 sequence of several bytes at `at`; 0 when there is none. */
function sequenceLength(bytes: Buffer, at: number): number {
  const byte = bytes[at]!
  const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc2 ? 2 : 0
  return size > 0 && at + size <= bytes.length && isUtf8(bytes.subarray(at, at + size)) ? size : 0
}

export type TextDecoding = {
  /** Text of the next bytes; `broken` are the offsets in it of bytes that were not valid. */
  decode(chunk: Buffer, isLast: boolean): { text: string; broken: number[] }
}

/** Decodes a file chunk by chunk, without its byte order mark. */
export function openDecoding(encoding: TextEncoding): TextDecoding {
  if (encoding === 'utf-8-mixed') return openMixedDecoding()
  if (encoding === 'utf-32le' || encoding === 'utf-32be') return openUtf32Decoding(encoding === 'utf-32le')
  if (isMultiByte(encoding)) return openMultiByteDecoding(encoding)
  const decoder = new TextDecoder(encoding)
  return { decode: (chunk, isLast) => ({ text: decoder.decode(chunk, { stream: !isLast }), broken: [] }) }
}

function openMixedDecoding(): TextDecoding {
  const singleByte = new TextDecoder('windows-1252')
  let tail = Buffer.alloc(0)
  let first = true
  return {
    decode(chunk, isLast) {
      const bytes = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk
      const end = isLast ? bytes.length : bytes.length - unfinishedUtf8(bytes)
      tail = Buffer.from(bytes.subarray(end))
      let at = 0
      if (first && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) at = 3
      first = false
      if (isUtf8(bytes.subarray(at, end))) return { text: bytes.toString('utf8', at, end), broken: [] }
      const broken: number[] = []
      let text = ''
      let from = at
      while (at < end) {
        const size = bytes[at]! < 0x80 ? 1 : sequenceLength(bytes, at)
        if (size > 0) {
          at += size
          continue
        }
        text += bytes.toString('utf8', from, at)
        broken.push(text.length)
        text += singleByte.decode(bytes.subarray(at, at + 1))
        from = ++at
      }
      return { text: text + bytes.toString('utf8', from, end), broken }
    },
  }
}

/** Four bytes a character, which no decoder of the platform reads. */
function openUtf32Decoding(little: boolean): TextDecoding {
  let tail = Buffer.alloc(0)
  let first = true
  return {
    decode(chunk, isLast) {
      const bytes = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk
      const end = bytes.length & ~3
      tail = Buffer.from(bytes.subarray(end))
      const broken: number[] = []
      let text = ''
      for (let at = 0; at < end; at += 4) {
        const code = little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at)
        const isMark = first && code === 0xfeff
        first = false
        if (isMark) continue
        if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) {
          broken.push(text.length)
          text += '\ufffd'
        } else text += String.fromCodePoint(code)
      }
      if (isLast && tail.length > 0) broken.push(text.length)
      return { text, broken }
    },
  }
}

/**
 * Characters of several bytes. Lines are decoded whole (no character of these encodings holds a line feed); in one that is
 * broken, each byte that belongs to no character is read as windows-1252, so that none is lost.
 */
function openMultiByteDecoding(encoding: string): TextDecoding {
  const strict = new TextDecoder(encoding, { fatal: true })
  const singleByte = new TextDecoder('windows-1252')
  const read = (bytes: Buffer): string | undefined => {
    try {
      return strict.decode(bytes)
    } catch {
      return undefined
    }
  }
  let tail = Buffer.alloc(0)
  return {
    decode(chunk, isLast) {
      const bytes = tail.length > 0 ? Buffer.concat([tail, chunk]) : chunk
      const end = isLast ? bytes.length : bytes.lastIndexOf(10) + 1
      tail = Buffer.from(bytes.subarray(end))
      const whole = read(bytes.subarray(0, end))
      if (whole !== undefined) return { text: whole, broken: [] }
      const broken: number[] = []
      let text = ''
      for (let at = 0; at < end; ) {
        const feed = bytes.indexOf(10, at)
        const lineEnd = feed < 0 || feed >= end ? end : feed + 1
        const line = bytes.subarray(at, lineEnd)
        at = lineEnd
        const lineText = read(line)
        if (lineText !== undefined) text += lineText
        else {
          for (let byte = 0; byte < line.length; ) {
            const size = [1, 2, 3, 4].find((length) => read(line.subarray(byte, byte + length)) !== undefined)
            if (size === undefined) broken.push(text.length)
            text +=
              size === undefined
                ? singleByte.decode(line.subarray(byte, byte + 1))
                : read(line.subarray(byte, byte + size))
            byte += size ?? 1
          }
        }
      }
      return { text, broken }
    },
  }
}
