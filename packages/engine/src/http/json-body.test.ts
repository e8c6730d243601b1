import fc from 'fast-check'
import { expect, test } from 'vitest'
import { EngineError } from '../errors.ts'
import { isStorable, parseJsonBody } from './json-body.ts'

const parse = (text: string) => parseJsonBody(Buffer.from(text))
const codeOf = (work: () => unknown) => {
  try {
    work()
  } catch (error) {
    return error instanceof EngineError ? error.code : 'another error'
  }
  return null
}

test('any JSON that can be stored comes through as it is', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value)
      fc.pre(!/\\u0000|\\ud[89a-f]|__proto__/.test(text))
      expect(parse(text)).toEqual(JSON.parse(text))
    }),
  )
})

test('text that cannot be stored is refused wherever it stands', () => {
  for (const text of ['{"a":{"b":["x\\u0000"]}}', '{"\\u0000":1}', '"\\udc00"', '["\\ud83d"]']) {
    expect(
      codeOf(() => parse(text)),
      text,
    ).toBe('invalid_request')
  }
  expect(parse('"\\ud83d\\ude00"')).toBe('😀')
  expect(isStorable('a\u0000')).toBe(false)
})

test('a key that is __proto__ is refused, however it is spelled', () => {
  expect(codeOf(() => parse('{"a":[{"__proto__":{}}]}'))).toBe('unknown_field')
  expect(codeOf(() => parse('{"\\u005f_proto__":{}}'))).toBe('unknown_field')
  expect(parse('{"a":"__proto__"}')).toEqual({ a: '__proto__' })
})

test('what is not JSON is told as such', () => {
  for (const text of ['{', 'undefined', "{'a':1}", '{"a":1}x'])
    expect(
      codeOf(() => parse(text)),
      text,
    ).toBe('malformed_json')
  expect(codeOf(() => parseJsonBody(Buffer.from([0x22, 0xc3, 0x22])))).toBe('malformed_json')
  expect(parse('')).toBeUndefined()
})
