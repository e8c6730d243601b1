import { expect, test } from 'vitest'
import { parseMigration, pendingMigrations } from './migration.ts'

const first = parseMigration('0001-first.sql', 'CREATE TABLE a ();\n')
const second = parseMigration('0002-second.sql', '-- breaking: a is read no more\nDROP TABLE a;\n')

test('a migration is named by its file, and the same with any line ends', () => {
  expect(first).toMatchObject({ name: '0001-first', breaking: false })
  expect(second.breaking).toBe(true)
  expect(parseMigration('0001-first.sql', 'CREATE TABLE a ();\r\n').checksum).toBe(first.checksum)
  expect(() => parseMigration('first.sql', '')).toThrow(/0001-what-it-does/)
})

test('what is not applied yet is pending, in order', () => {
  expect(pendingMigrations([second, first], [])).toEqual([first, second])
  expect(pendingMigrations([first, second], [first])).toEqual([second])
  expect(pendingMigrations([first, second], [first, second])).toEqual([])
})

test('a migration that was edited after it had been applied is refused', () => {
  const edited = parseMigration('0001-first.sql', 'CREATE TABLE b ();\n')
  expect(() => pendingMigrations([edited], [first])).toThrow(
    expect.objectContaining({ code: 'store_incompatible', message: expect.stringContaining('0001-first') }),
  )
})

test('a store that a newer release has changed is refused only where that change is breaking', () => {
  expect(() => pendingMigrations([first], [first, second])).toThrow(
    expect.objectContaining({ code: 'store_incompatible' }),
  )
  expect(pendingMigrations([first], [first, { ...second, breaking: false }])).toEqual([])
})
