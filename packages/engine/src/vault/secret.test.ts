import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Scrubber } from './scrub-secrets.ts'
import { Secret } from './secret.ts'

describe('a secret', () => {
  const secret = new Secret('hunter2-very-secret')
  test('prints as [secret] in every form', () => {
    const forms = [
      String(secret),
      `${secret}`,
      `a${secret as unknown as string}b`,
      JSON.stringify({ secret }),
      inspect(secret),
      inspect({ deep: { er: [secret] } }, { depth: 9, showHidden: true }),
      JSON.stringify({ ...secret }),
      Object.entries(secret).join(),
      JSON.stringify(structuredClone({ a: { ...secret } })),
    ]
    for (const form of forms) expect(form).not.toContain('hunter2')
    expect(String(secret)).toBe('[secret]')
  })
  test('is given only by reveal', () => expect(secret.reveal()).toBe('hunter2-very-secret'))
})

describe('the scrubber', () => {
  test('finds a secret in every encoding, inside a longer text', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 8, maxLength: 40, unit: 'grapheme' }),
        fc.string({ maxLength: 6 }),
        fc.string({ maxLength: 6 }),
        (secret, before, after) => {
          const scrubber = new Scrubber([secret])
          const bytes = Buffer.from(before + secret + after)
          const forms = [
            before + secret + after,
            Buffer.from(secret).toString('hex'),
            encodeURIComponent(secret),
            JSON.stringify({ message: before + secret }),
            JSON.stringify({ body: JSON.stringify({ message: secret }) }),
            new URLSearchParams({ key: secret }).toString(),
            bytes.toString('base64'),
            bytes.toString('base64url'),
          ]
          for (const form of forms) expect(scrubber.scrub(form)).toContain('[secret]')
        },
      ),
      { numRuns: 300 },
    )
  })
  test('leaves other text alone', () => {
    expect(new Scrubber(['abc', 'long-enough']).scrub('abc is a word')).toBe('abc is a word')
  })
  test('scrubs the texts inside a value', () => {
    expect(new Scrubber(['s3cr3t-token']).scrubValue({ a: ['x s3cr3t-token'], n: 1 })).toEqual({
      a: ['x [secret]'],
      n: 1,
    })
  })
})
