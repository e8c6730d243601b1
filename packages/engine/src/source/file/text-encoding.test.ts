import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { EncodingSurvey, openDecoding, type TextEncoding } from './index.ts'

const pieces = (bytes: Buffer, size: number) =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))

function survey(bytes: Buffer, size = 1000): TextEncoding {
  const found = new EncodingSurvey()
  for (const piece of pieces(bytes, size)) found.add(piece)
  return found.finish()
}

function decode(bytes: Buffer, encoding: TextEncoding, size = 1000) {
  const decoding = openDecoding(encoding)
  let text = ''
  const broken: number[] = []
  for (const piece of [...pieces(bytes, size), null]) {
    const decoded = decoding.decode(piece ?? Buffer.alloc(0), piece === null)
    broken.push(...decoded.broken.map((offset) => offset + text.length))
    text += decoded.text
  }
  return { text, broken }
}

describe('EncodingSurvey', () => {
  test('knows UTF-8 in pieces of any size', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.integer({ min: 1, max: 7 }), (text, size) => {
        expect(survey(Buffer.from(text.toWellFormed()), size)).toBe('utf-8')
      }),
    )
  })

  test('tells single-byte text from UTF-8 with broken places', () => {
    expect(survey(Buffer.from('Größe, Zoë', 'latin1'))).toBe('iso-8859-1')
    expect(survey(Buffer.from([0x80, 0x35, 0x93, 0xe4, 0x94]))).toBe('windows-1252')
    expect(survey(Buffer.concat([Buffer.from('Größe'), Buffer.from([0xeb])]))).toBe('utf-8-mixed')
  })
})

describe('openDecoding', () => {
  test('loses no byte of mixed text: broken ones come back from their characters', () => {
    const part = fc.oneof(
      fc.string({ unit: fc.constantFrom('a', 'é', '名', '😀') }).map((text) => Buffer.from(text)),
      fc.uint8Array({ maxLength: 3 }).map((bytes) => Buffer.from(bytes)),
    )
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), fc.integer({ min: 1, max: 7 }), (parts, size) => {
        const bytes = Buffer.concat(parts)
        fc.pre(!(bytes[0] === 0xef && bytes[1] === 0xbb))
        const whole = decode(bytes, 'utf-8-mixed')
        expect(decode(bytes, 'utf-8-mixed', size)).toEqual(whole)
        const single = new TextDecoder('windows-1252')
        const byteOf = new Map(Array.from({ length: 256 }, (_, byte) => [single.decode(Uint8Array.of(byte)), byte]))
        const broken = new Set(whole.broken)
        const back: Buffer[] = []
        for (let at = 0; at < whole.text.length; ) {
          const character = String.fromCodePoint(whole.text.codePointAt(at)!)
          back.push(broken.has(at) ? Buffer.from([byteOf.get(character)!]) : Buffer.from(character))
          at += character.length
        }
        expect(Buffer.concat(back)).toEqual(bytes)
      }),
      { numRuns: 2000 },
    )
  })
})
