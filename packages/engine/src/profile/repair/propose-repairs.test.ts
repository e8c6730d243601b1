import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duckdb, openMemoryDuckdb } from '../../duckdb/index.ts'
import { ident, sql, text } from '../../sql/quote.ts'
import { profileRows } from '../profile-table.ts'
import { proposeRepairs } from './propose-repairs.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
})
afterAll(() => db.close())

type Table = Record<string, (string | null)[]>

async function repairsOf(table: Table) {
  const names = Object.keys(table)
  const rowCount = table[names[0]!]!.length
  const rows = Array.from({ length: rowCount }, (_, at) => {
    const cells = names.map((name) => table[name]![at] ?? null)
    return `(${at + 1}, ${cells.map((cell) => (cell === null ? 'NULL' : text(cell))).join(', ')})`
  })
  const columns = names.map((name) => ident(name)).join(', ')
  await db.exec(sql(`CREATE OR REPLACE TABLE t AS SELECT * FROM (VALUES ${rows.join(', ')}) v(_row, ${columns})`))
  const relation = sql('t')
  const profile = await profileRows({ db, name: 't', relation, columns: names, rowCount })
  return proposeRepairs({ db, relation, profile })
}
const short = (repairs: Awaited<ReturnType<typeof repairsOf>>) =>
  repairs.map(({ column, row, suggestion }) => `${column} ${row}: ${suggestion}`)
const fill = (length: number, make: (at: number) => string | null) => Array.from({ length }, (_, at) => make(at))

describe('numbers', () => {
  test('of one unit that is spelled in several ways become numbers', async () => {
    const volume = ['12.0 oz', '12.0 OZ.', '16.50 ounce', '12.0 oz. Can', '16 ounces', '12.0 oz']
    expect(short(await repairsOf({ volume }))).toEqual([
      'volume 1: 12',
      'volume 2: 12',
      'volume 3: 16.5',
      'volume 4: 12',
      'volume 5: 16',
      'volume 6: 12',
    ])
  })
  test('stay where the unit is always the same, or where there are several', async () => {
    expect(await repairsOf({ stay: fill(40, (at) => `${at % 7} nights`) })).toEqual([])
    expect(
      await repairsOf({ weight: fill(40, (at) => `${1 + (at % 7)} ${['kg', 'g', 'KG', 'Gramm'][at % 4]}`) }),
    ).toEqual([])
  })
  test('lose a percent sign that most of their like do not have, and the noise of calculations', async () => {
    const rate = [...fill(20, (at) => `0.0${(at % 5) + 3}`), '0.04%', '0.055999999999999994%']
    expect(short(await repairsOf({ rate }))).toEqual(['rate 21: 0.04', 'rate 22: 0.056'])
  })
  test('keep a percent sign that makes a difference', async () => {
    expect(await repairsOf({ rate: [...fill(20, (at) => `0.0${(at % 5) + 3}`), '4%', '7%'] })).toEqual([])
  })
})

describe('words for nothing', () => {
  const score = fill(30, (at) => (at % 3 === 0 ? 'N/A' : `${at}`))
  test('become empty in a table that leaves other cells empty', async () => {
    const repairs = await repairsOf({ score, note: fill(30, (at) => (at % 2 === 0 ? null : `Note number ${at}`)) })
    expect(repairs).toHaveLength(10)
    expect(repairs[0]).toMatchObject({ column: 'score', value: 'N/A', suggestion: '', rule: 'nothing' })
  })
  test('stay in one that says so throughout', async () => {
    expect(await repairsOf({ score })).toEqual([])
  })
})

test('a part in the wrong column moves to the empty one beside it', async () => {
  const city = [...fill(20, (at) => ['Portland', 'Salem', 'Boise'][at % 3]!), 'Portland, OR', 'Idaho Falls ID']
  const state = [...fill(20, (at) => ['OR', 'OR', 'ID'][at % 3]!), null, null]
  expect(short(await repairsOf({ city, state }))).toEqual([
    'city 21: Portland',
    'state 21: OR',
    'city 22: Idaho Falls',
    'state 22: ID',
  ])
})

describe('slips', () => {
  const type = (slip: string) => [...fill(60, (at) => ['acute care', 'critical access', 'children'][at % 3]!), slip]
  test('of a value that stands in many rows', async () => {
    const repairs = await repairsOf({ type: type('acutx care') })
    expect(repairs).toMatchObject([{ row: 61, suggestion: 'acute care', rule: 'typo' }])
    expect(repairs[0]!.evidence).toBe('"acute care" stands in 20 rows, this in 1.')
  })
  test.each([
    ['other digits', 'scip-inf-3', 'scip-inf-4'],
    ['a word of its own', 'Pale Ale', 'Dark Ale'],
  ])('but not %s', async (_, usual, other) => {
    const beside = other === 'Dark Ale' ? [...fill(4, () => 'Dark Lager')] : []
    expect(await repairsOf({ code: [...fill(60, () => usual), other, ...beside] })).toEqual([])
  })
  test('in one word of values that differ otherwise', async () => {
    const sample = [...fill(60, (at) => `${(at * 7) % 40} patients`), '619 paxienxs']
    expect(short(await repairsOf({ sample }))).toEqual(['sample 61: 619 patients'])
  })
})

describe('cells that contradict the other rows of the same thing', () => {
  const hospitals = ['General', 'Mercy', 'Lakeside', 'Harbor', 'Summit']
  const table = (): Table => ({
    provider: fill(100, (at) => `1000${at % 5}`),
    hospital: fill(100, (at) => hospitals[at % 5]!),
    phone: fill(100, (at) => `205932596${at % 5}`),
    score: fill(100, (at) => `${(at * 37) % 91}`),
  })
  test('are told what those say, with the evidence in words', async () => {
    const dirty = table()
    dirty['phone']![7] = 'x05x325962'
    dirty['hospital']![23] = 'Harbxr'
    const repairs = await repairsOf(dirty)
    expect(short(repairs)).toEqual(['phone 8: 2059325962', 'hospital 24: Harbor'])
    expect(repairs[0]!.evidence).toMatch(/^19 of 20 rows with the same "(provider|hospital)" say "2059325962"/)
  })
  test('a table that agrees with itself has none', async () => {
    expect(await repairsOf(table())).toEqual([])
  })
})

test('values of a kind of their own are no slips, however alike they are', async () => {
  const codes = fill(12, (at) => `inf-${'abcdefghijkl'[at]}`)
  const rows = [...Array.from({ length: 360 }, (_, at) => at), ...Array.from({ length: 12 }, (_, at) => at)]
  const state = rows.map((_, at) => (at < 360 ? 'al' : 'ak'))
  const average = rows.map((code, at) => `${state[at]}_${codes[code % 12]}`)
  expect(await repairsOf({ code: rows.map((at) => codes[at % 12]!), average, state })).toEqual([])
})

test('a value written otherwise than nearly all of its column is written as those', async () => {
  const votes = [...fill(30, (at) => `${(at % 9) + 100}`), '12,345', '77.0']
  const length = [...fill(30, (at) => `${(at % 9) + 90} min`), '1 hr. 41 min.', '95 min']
  const phone = [...fill(30, (at) => `205-932-30${10 + (at % 5)}`), '(205) 932 5966', '205.932.5967']
  expect(short(await repairsOf({ votes, length, phone }))).toEqual([
    'votes 31: 12345',
    'length 31: 101 min',
    'phone 31: 205-932-5966',
    'votes 32: 77',
    'phone 32: 205-932-5967',
  ])
})

test('of several sources that report on the same things most are believed', async () => {
  const things = 12
  const rows = Array.from({ length: things * 8 }, (_, at) => ({ flight: at % things, source: Math.floor(at / things) }))
  const time = (flight: number) => `${(flight % 11) + 1}:${10 + flight} a.m.`
  const repairs = await repairsOf({
    source: rows.map(({ source }) => `site ${source}`),
    flight: rows.map(({ flight }) => `AA-${100 + flight}`),
    departs: rows.map(({ flight, source }) =>
      (flight + source) % 4 === 0 ? `${source + 1}:5${flight % 10} p.m.` : time(flight),
    ),
    arrives: rows.map(({ flight, source }) => ((flight + source) % 5 === 1 ? null : time(flight + 3))),
  })
  expect(repairs.length).toBeGreaterThan(30)
  for (const { column, row, suggestion, confidence } of repairs) {
    const { flight } = rows[row - 1]!
    expect(suggestion).toBe(time(column === 'departs' ? flight : flight + 3))
    expect(confidence).toBeLessThan(0.8)
  }
})

test('a slip in a column that is nearly always the same is found by the things that have their own value', async () => {
  const at = Array.from({ length: 300 }, (_, row) => row)
  const state = at.map((row): string => (row % 30 === 7 ? 'ak' : 'al'))
  state[100] = 'xl'
  const repairs = await repairsOf({
    hospital: at.map((row) => `Hospital ${'abcdefghijklmnopqrstuvwxyzABCD'[row % 30]}`),
    phone: at.map((row) => `20593259${10 + (row % 30)}`),
    town: at.map((row) => `Town ${'qwertzuiopasdfghjklyxcvbnmQWER'[row % 30]}`),
    state,
  })
  expect(short(repairs)).toEqual(['state 101: al'])
})
