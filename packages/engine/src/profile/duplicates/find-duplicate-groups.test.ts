import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duckdb, openMemoryDuckdb } from '../../duckdb/index.ts'
import { ident, sql, text } from '../../sql/quote.ts'
import { profileRelation } from '../profile-table.ts'
import { findDuplicateGroups } from './find-duplicate-groups.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
})
afterAll(() => db.close())

async function groupsOf(columns: string[], rows: string[][]) {
  const values = rows.map(
    (row, at) => `(${at + 1}, ${row.map((cell) => (cell === '' ? 'NULL' : text(cell))).join(', ')})`,
  )
  const names = columns.map((column) => ident(column)).join(', ')
  await db.exec(sql(`CREATE OR REPLACE TABLE t AS SELECT * FROM (VALUES ${values.join(', ')}) v(_row, ${names})`))
  const relation = sql('t')
  const rowCount = rows.length
  return findDuplicateGroups(db, {
    relation,
    rowCount,
    columns: await profileRelation({ db, relation, columns, rowCount }),
  })
}

const first = [
  'Anna',
  'Bruno',
  'Clara',
  'David',
  'Emma',
  'Felix',
  'Greta',
  'Hugo',
  'Ida',
  'Jonas',
  'Karla',
  'Linus',
  'Mara',
]
const last = [
  'Albrecht',
  'Brandt',
  'Castillo',
  'Delgado',
  'Engel',
  'Fontaine',
  'Garcia',
  'Hoffmann',
  'Ivanov',
  'Jansen',
  'Kowalski',
]
const header = ['ID', 'First name', 'Last name', 'Phone', 'Date of birth', 'Created']
const phone = (at: number) => `+49 221 ${((at * 7919 + 120_011) % 900_000) + 100_000}`
const contact = (at: number): string[] => [
  `${1000 + at}`,
  first[at % 13]!,
  last[(at * 7) % 11]!,
  phone(at),
  `19${60 + ((at * 11) % 40)}-0${1 + (at % 9)}-${10 + ((at * 13) % 19)}`,
  `2023-0${1 + (at % 9)}-1${at % 10} 10:00:00`,
]
const contacts = Array.from({ length: 140 }, (_, at) => contact(at))
const like = (at: number, changes: Record<number, string>): string[] =>
  contact(at).map((cell, place) => changes[place] ?? (place === 0 ? `9${at}` : cell))

describe('rows that people should look at', () => {
  test('the same name and phone, whenever the rows were made', async () => {
    const groups = await groupsOf(header, [
      ...contacts,
      like(5, { 4: '', 5: '2024-01-01 09:00:00', 3: phone(5).replaceAll(' ', '') }),
    ])
    expect(groups).toMatchObject([{ rows: [6, 141], sure: true, agree: expect.arrayContaining(['Phone']) }])
  })
  test('a slip in the name and the same birthday', async () => {
    const groups = await groupsOf(header, [
      ...contacts,
      like(8, { 2: 'Jansenn', 3: '' }),
      like(2, { 1: 'Clarra', 3: '' }),
    ])
    const sure = groups.filter((group) => group.sure).map(({ rows }) => rows)
    expect(sure).toContainEqual([3, 142])
  })
  test('two of one household are not surely one, and with other birthdays not at all sure', async () => {
    const groups = await groupsOf(header, [
      ...contacts,
      like(4, { 1: 'Emmy', 4: '' }),
      like(9, { 1: 'Jonah', 4: '2001-01-01' }),
    ])
    expect(groups.filter((group) => group.sure)).toEqual([])
  })
  test('nobody asks about the rows of a list of events, in which the same people come again and again', async () => {
    const visits = Array.from({ length: 200 }, (_, at) => [
      `V${at}`,
      ...contact(at % 40).slice(1, 4),
      `2023-05-1${at % 10}`,
      'yes',
    ])
    expect(await groupsOf(['Visit', 'First name', 'Last name', 'Phone', 'Day', 'Came'], visits)).toEqual([])
  })
  test('the same name alone is nothing', async () => {
    const groups = await groupsOf(header, [...contacts, like(7, { 3: '+49 30 4711000', 4: '1950-01-01' })])
    expect(groups).toEqual([])
  })
})
