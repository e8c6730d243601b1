import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duckdb, openMemoryDuckdb } from '../../duckdb/index.ts'
import { ident, sql, text } from '../../sql/quote.ts'
import { profileRelation } from '../profile-table.ts'
import { findNearDuplicates, linkRecords } from './find-near-duplicates.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
})
afterAll(() => db.close())

async function load(name: string, columns: string[], rows: (string | null)[][]) {
  const values = rows.map(
    (row, at) => `(${at + 1}, ${row.map((cell) => (cell === null ? 'NULL' : text(cell))).join(', ')})`,
  )
  const names = columns.map((column) => ident(column)).join(', ')
  await db.exec(sql(`CREATE OR REPLACE TABLE ${name} AS SELECT * FROM (VALUES ${values.join(', ')}) v(_row, ${names})`))
  const relation = sql(name)
  const rowCount = rows.length
  return { relation, rowCount, columns: await profileRelation({ db, relation, columns, rowCount }) }
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
const cities = ['Köln', 'Bonn', 'Kiel', 'Ulm', 'Jena']
const person = (at: number): string[] => [
  `K-${1000 + at}`,
  first[(at * 5) % 13]!,
  last[(at * 7) % 11]!,
  `+49 221 ${String(((at * 7919 + 120_011) % 900_000) + 100_000)}`,
  cities[(at * 3) % 5]!,
  `19${60 + ((at * 11) % 40)}-0${1 + (at % 9)}-${10 + ((at * 13) % 19)}`,
]
const header = ['number', 'given name', 'surname', 'phone', 'city', 'born']

describe('rows that are the same thing written differently', () => {
  test('slips, exchanged names, day and month the other way round, other signs in a phone', async () => {
    const rows = Array.from({ length: 120 }, (_, at) => person(at))
    const [, given, surname, phone, city, born] = rows[5]!
    rows.push(['K-2000', surname!, given!, phone!.replaceAll(' ', '-'), city!, born!])
    const [, givenB, surnameB, phoneB, cityB] = rows[9]!
    rows.push(['K-2001', givenB!, `${surnameB!.slice(0, 3)}${surnameB!.slice(4)}`, phoneB!, cityB!, ''])
    const { clusters, pairs } = await findNearDuplicates(db, await load('people', header, rows))
    expect(clusters).toEqual([
      [6, 121],
      [10, 122],
    ])
    expect(pairs[0]).toMatchObject({ rows: [6, 121], differ: [] })
    expect(pairs[0]!.probability).toBeGreaterThan(0.95)
  })

  test('people who merely share a name, a house or a birthday are not', async () => {
    const rows = Array.from({ length: 143 }, (_, at) => person(at))
    const { clusters } = await findNearDuplicates(db, await load('people', header, rows))
    expect(clusters).toEqual([])
  })

  test('a table of one row, or of nothing but row numbers, has none', async () => {
    expect(await findNearDuplicates(db, await load('one', header, [person(1)]))).toEqual({ clusters: [], pairs: [] })
    const numbers = await load(
      'numbers',
      ['id'],
      Array.from({ length: 30 }, (_, at) => [`${at}`]),
    )
    expect(await findNearDuplicates(db, numbers)).toEqual({ clusters: [], pairs: [] })
  })

  test('the same rows in another order give the same groups', async () => {
    const rows = Array.from({ length: 90 }, (_, at) => person(at))
    rows.push(['K-9', ...person(4).slice(1)], ['K-8', ...person(50).slice(1)])
    const forth = await findNearDuplicates(db, await load('forth', header, rows))
    const back = await findNearDuplicates(db, await load('back', header, [...rows].reverse()))
    const turned = back.clusters.map((cluster) => cluster.map((row) => rows.length + 1 - row).sort((a, b) => a - b))
    expect(turned.sort((a, b) => a[0]! - b[0]!)).toEqual(forth.clusters)
    expect(forth.clusters).toEqual([
      [5, 91],
      [51, 92],
    ])
  })
})

test('rows of two tables are linked one to one, by a designation in either spelling', async () => {
  const makers = ['Sony', 'Canon', 'Bose', 'Philips']
  const things = ['turntable with belt drive', 'camera battery', 'speaker in black', 'radio alarm clock']
  const code = (at: number) => `${'ABCDEFGH'[at % 8]}${'KLMN'[at % 4]}${at * 37 + 100}`
  const left = Array.from({ length: 40 }, (_, at) => [
    `${at}`,
    `${makers[at % 4]} home and portable ${things[(at >> 2) % 4]} with warranty ${code(at)}`,
  ])
  const right = Array.from({ length: 40 }, (_, at) => [
    `R${at}`,
    `${makers[at % 4]} ${code(at).slice(0, 2)}-${code(at).slice(2)} the new ${things[(at >> 2) % 4]} for all`,
  ]).reverse()
  const found = await linkRecords(
    db,
    await load('shop', ['id', 'title'], left),
    await load('maker', ['id', 'title'], right),
    [{ left: 'title', right: 'title' }],
  )
  expect(found.length).toBeGreaterThanOrEqual(38)
  for (const { rows } of found) expect(rows[0] + rows[1]).toBe(41)
})
