import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkJson, JsonColumns, JsonSyntaxError, JsonWalker } from './index.ts'

const isJson = (text: string) => {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('checkJson', () => {
  test('takes what JSON.parse takes, and refuses what it refuses', () => {
    const token = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"a"',
      '"\\n"',
      '"\\x"',
      '1',
      '-0.5e3',
      '01',
      'null',
      'tru',
      ' ',
    )
    const broken = fc.array(token, { maxLength: 12 }).map((tokens) => tokens.join(''))
    fc.assert(
      fc.property(fc.oneof(broken, fc.json()), (text) => {
        let taken = true
        try {
          checkJson(text)
        } catch (error) {
          expect(error).toBeInstanceOf(JsonSyntaxError)
          taken = false
        }
        expect(taken).toBe(isJson(text))
      }),
      { numRuns: 5000 },
    )
  })
})

describe('JsonColumns', () => {
  test('keeps the text of every top-level value', () => {
    const value = fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(fc.integer(), { maxLength: 3 }),
    )
    fc.assert(
      fc.property(fc.dictionary(fc.string(), value, { maxKeys: 6 }), (record) => {
        const columns = new JsonColumns()
        const cells = columns.flatten(JSON.stringify(record))
        const found = Object.fromEntries(
          columns
            .ordered()
            .filter(({ path }) => Object.hasOwn(record, path))
            .map(({ path, id }) => [path, cells[id]]),
        )
        const expected = Object.fromEntries(
          Object.entries(record).map(([key, one]) => [
            key,
            one === null ? null : typeof one === 'string' ? one.toWellFormed() : JSON.stringify(one),
          ]),
        )
        for (const [key, text] of Object.entries(expected)) expect(found[key]).toBe(text)
      }),
    )
  })
})

describe('JsonWalker', () => {
  test('hands out the same elements whatever pieces the text comes in', () => {
    fc.assert(
      fc.property(
        fc.array(fc.jsonValue({ maxDepth: 3 }), { maxLength: 5 }),
        fc.integer({ min: 1, max: 9 }),
        (values, size) => {
          const text = JSON.stringify({ meta: { page: 1 }, data: values }, null, 1)
          const found: unknown[] = []
          const walker = new JsonWalker(
            { onElement: (path, element) => found.push([path, JSON.parse(element)]), onScalar: () => {} },
            false,
          )
          for (let at = 0; at < text.length; at += size) walker.add(text.slice(at, at + size))
          walker.finish()
          expect(found).toEqual(JSON.parse(text).data.map((value: unknown) => ['data', value]))
        },
      ),
    )
  })
})
