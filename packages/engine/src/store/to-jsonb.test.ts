import { expect, test } from 'vitest'
import { toJsonb } from './to-jsonb.ts'

test('plain values are plain JSON', () => {
  expect(toJsonb({ a: [1, 'é', null] })).toBe('{"a":[1,"é",null]}')
  expect(toJsonb(undefined)).toBe('null')
})

test('NUL and half surrogates become the replacement character, in keys as well', () => {
  expect(JSON.parse(toJsonb({ 'k\u0000': ['a\u0000b', '\ud800x', '👍'] }))).toEqual({
    'k\ufffd': ['a\ufffdb', '\ufffdx', '👍'],
  })
})

test('a text that spells the escape is left alone', () => {
  expect(JSON.parse(toJsonb(['\\u0000']))).toEqual(['\\u0000'])
})
