import { isAscii, isUtf8 } from 'node:buffer'
import { unfinishedUtf8 } from './scan-clean.ts'

/** `utf-8-mixed`: UTF-8 with broken places, each broken byte read as windows-1252, so that none is lost. */
export type TextEncoding = 'utf-8' | 'utf-8-mixed' | 'utf-16le' | 'utf-16be' | 'windows-1252' | 'iso-8859-1'

/** Counts, over every byte of a file without a wide encoding, what speaks for and against UTF-8. */
export class EncodingSurvey {
  #sequences = 0
  #broken = 0
  #c1 = 0
  #tail = Buffer.alloc(0)

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
    return this.#c1 > 0 ? 'windows-1252' : 'iso-8859-1'
  }

  #count(bytes: Buffer) {
    const valid = isUtf8(bytes)
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
        if (byte < 0xa0) this.#c1++
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
