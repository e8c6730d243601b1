import { expect, test } from 'vitest'
import { newId } from '../util/new-id.ts'
import { afterIdOf, afterNumberOf, cursorOf, pageOf } from './page.ts'

test('a cursor leads back to where its page ended', () => {
  const id = newId()
  expect(afterIdOf(cursorOf(id))).toBe(id)
  expect(afterNumberOf(cursorOf(150))).toBe(150)
  expect(afterIdOf(undefined)).toBeNull()
  expect(afterNumberOf(undefined)).toBe(0)
})

test('anything else is refused', () => {
  for (const cursor of ['x', cursorOf('1; DROP TABLE'), cursorOf(-1), cursorOf(1.5)]) {
    expect(() => afterIdOf(cursor)).toThrow('cursor')
    expect(() => afterNumberOf(cursor)).toThrow('cursor')
  }
})

test('one row more than the limit means that there is another page', () => {
  const position = (row: number) => row
  expect(pageOf([1, 2, 3], 2, position)).toEqual({ rows: [1, 2], next_cursor: cursorOf(2) })
  expect(pageOf([1, 2], 2, position)).toEqual({ rows: [1, 2], next_cursor: null })
  expect(pageOf([], 2, position)).toEqual({ rows: [], next_cursor: null })
})
