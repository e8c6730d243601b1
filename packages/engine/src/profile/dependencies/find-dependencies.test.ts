import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duckdb, openMemoryDuckdb } from '../../duckdb/index.ts'
import { ident, sql, text } from '../../sql/quote.ts'
import { profileRelation } from '../profile-table.ts'
import { findDependencies } from './find-dependencies.ts'
import { findKeys } from './find-keys.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
})
afterAll(() => db.close())

type Table = Record<string, (string | null)[]>

async function load(table: Table) {
  const names = Object.keys(table)
  const rowCount = table[names[0]!]!.length
  const rows = Array.from({ length: rowCount }, (_, at) => {
    const cells = names.map((name) => table[name]![at] ?? null)
    return `(${at + 1}, ${cells.map((cell) => (cell === null ? 'NULL' : text(cell))).join(', ')})`
  })
  const columns = names.map((name) => ident(name)).join(', ')
  await db.exec(sql(`CREATE OR REPLACE TABLE t AS SELECT * FROM (VALUES ${rows.join(', ')}) v(_row, ${columns})`))
  const profiles = await profileRelation({ db, relation: sql('t'), columns: names, rowCount })
  return { db, relation: sql('t'), columns: profiles, rowCount }
}
const said = (found: { from: string; to: string }[]) => found.map(({ from, to }) => `${from} → ${to}`)
const numbers = (length: number, make: (at: number) => string | null) => Array.from({ length }, (_, at) => make(at))

describe('columns that determine others', () => {
  test('a table of orders that also holds its customers', async () => {
    const found = await findDependencies(
      await load({
        order: numbers(60, (at) => `O-${at}`),
        customer: numbers(60, (at) => `C${at % 12}`),
        name: numbers(60, (at) => `Name ${at % 12}`),
        country: numbers(60, (at) => (at % 12 < 6 ? 'DE' : 'FR')),
        amount: numbers(60, (at) => `${(at * 37) % 11}.5`),
      }),
    )
    expect(said(found)).toEqual(
      expect.arrayContaining(['customer → name', 'name → customer', 'customer → country', 'name → country']),
    )
    expect(said(found)).not.toContain('country → name')
    expect(said(found).some((pair) => pair.includes('amount') || pair.includes('order'))).toBe(false)
    expect(found[0]).toMatchObject({ share: 1, rows: 60, violating_groups: 0, violations: [] })
  })

  test('a few slips do not hide it, and are listed with what the group usually says', async () => {
    const city = numbers(200, (at) => (at === 7 ? 'Koelnn' : ['Köln', 'Bonn', 'Kiel', 'Ulm', 'Jena'][at % 5]!))
    const found = await findDependencies(await load({ postcode: numbers(200, (at) => `5000${at % 5}`), city }))
    const dependency = found.find(({ from }) => from === 'postcode')!
    expect(dependency).toMatchObject({ to: 'city', share: 0.995, rows: 200, groups: 5, violating_groups: 1 })
    expect(dependency.violations).toEqual([
      { value: '50002', usual: 'Kiel', usual_rows: 39, others: [{ value: 'Koelnn', rows: 1 }] },
    ])
  })

  test('a column that is nearly always the same is determined by nothing', async () => {
    const found = await findDependencies(
      await load({
        team: numbers(400, (at) => `T${(at * 7) % 13}`),
        active: numbers(400, (at) => (at % 40 === 0 ? 'no' : 'yes')),
      }),
    )
    expect(found).toEqual([])
  })

  test('columns that have nothing to do with each other are not related by chance', async () => {
    let seed = 3
    const next = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return String(Math.floor((seed / 2147483648) * below))
    }
    const table: Table = {}
    for (const below of [2, 3, 10, 50, 200, 400]) {
      table[`a${below}`] = numbers(600, () => next(below))
      table[`b${below}`] = numbers(600, () => next(below))
    }
    expect(said(await findDependencies(await load(table)))).toEqual([])
  })

  test('empty cells neither obey nor break it', async () => {
    const found = await findDependencies(
      await load({
        site: numbers(40, (at) => `S${at % 4}`),
        manager: numbers(40, (at) => (at % 3 === 0 ? ' ' : `Manager ${at % 4}`)),
      }),
    )
    expect(found.find(({ from }) => from === 'site')).toMatchObject({ to: 'manager', share: 1, rows: 26 })
  })

  test('a table without a row or a column has none', async () => {
    await db.exec(sql('CREATE OR REPLACE TABLE t AS SELECT 1 AS _row, NULL::VARCHAR AS a WHERE false'))
    const columns = await profileRelation({ db, relation: sql('t'), columns: ['a'], rowCount: 0 })
    expect(await findDependencies({ db, relation: sql('t'), columns, rowCount: 0 })).toEqual([])
    expect(await findKeys({ db, relation: sql('t'), columns, rowCount: 0 })).toEqual([])
  })
})

describe('columns that tell rows apart', () => {
  test('single ones, and pairs of which neither does alone', async () => {
    const input = await load({
      line: numbers(60, (at) => `${at + 1}`),
      invoice: numbers(60, (at) => `R${Math.floor(at / 4)}`),
      position: numbers(60, (at) => `${(at % 4) + 1}`),
      unit: numbers(60, (at) => ['m', 'kg'][at % 2]!),
    })
    expect(await findKeys(input)).toEqual([['line'], ['invoice', 'position']])
  })
  test('three where no two do', async () => {
    const input = await load({
      site: numbers(64, (at) => `S${Math.floor(at / 16)}`),
      day: numbers(64, (at) => `D${Math.floor(at / 4) % 4}`),
      shift: numbers(64, (at) => `${at % 4}`),
    })
    expect(await findKeys(input)).toEqual([['site', 'day', 'shift']])
  })
  test('a column with an empty cell is no part of a key', async () => {
    const input = await load({
      a: numbers(8, (at) => (at === 3 ? null : `${at % 4}`)),
      b: numbers(8, (at) => `${at >> 2}`),
    })
    expect(await findKeys(input)).toEqual([])
  })
})
