import { expect, test } from 'vitest'
import { diffDocuments } from './diff-documents.ts'

test('names the places that differ, and list items by their name', () => {
  const before = { config: { a: 1, b: [1, 2] }, streams: [{ name: 'x', why: 'p' }, { name: 'y' }] }
  const after = { config: { a: 2, b: [1, 2] }, streams: [{ name: 'y' }, { name: 'x', why: 'q' }, { name: 'z' }] }
  expect(diffDocuments(before, after)).toEqual([
    { path: 'config.a', before: 1, after: 2 },
    { path: 'streams.x.why', before: 'p', after: 'q' },
    { path: 'streams.z', before: null, after: { name: 'z' } },
  ])
  expect(diffDocuments(before, structuredClone(before))).toEqual([])
})

test('a value that becomes another kind of value is one difference', () => {
  expect(diffDocuments({ a: { b: 1 } }, { a: 'text' })).toEqual([{ path: 'a', before: { b: 1 }, after: 'text' }])
})
