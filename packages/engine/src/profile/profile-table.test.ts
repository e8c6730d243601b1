import type { ColumnProfile } from '@godwit/contract'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Duckdb, openMemoryDuckdb } from '../duckdb/index.ts'
import { ident, sql, text } from '../sql/quote.ts'
import { profileRelation } from './profile-table.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
})
afterAll(() => db.close())

async function profileOf(values: (string | null)[], beside: Record<string, string[]> = {}): Promise<ColumnProfile> {
  const names = ['value', ...Object.keys(beside)]
  const rows = values.map((value, at) => {
    const cells = [value, ...Object.values(beside).map((column) => column[at % column.length] ?? null)]
    return `(${at + 2}, ${cells.map((cell) => (cell === null ? 'NULL' : text(cell))).join(', ')})`
  })
  await db.exec(
    sql(
      `CREATE OR REPLACE TABLE t AS SELECT * FROM (VALUES ${rows.join(', ')}) v(_row, ${names.map((name) => ident(name)).join(', ')})`,
    ),
  )
  const profiles = await profileRelation({ db, relation: sql('t'), columns: names, rowCount: values.length })
  return profiles[0]!
}
const repeat = (values: string[], times: number) => Array.from({ length: times }, () => values).flat()

describe('a column is measured over all its rows', () => {
  test('blank cells count as empty, values stay raw', async () => {
    const profile = await profileOf([' a ', 'a', '', '  ', null, 'b'])
    expect(profile).toMatchObject({ row_count: 6, empty_share: 0.5, distinct_count: 2, is_key: false, max_length: 3 })
    expect(profile.top_values.map(({ value }) => value).sort()).toEqual([' a ', 'a', 'b'])
  })

  test('a key has no empty and no repeated value', async () => {
    expect((await profileOf(['001', '002', '003'])).is_key).toBe(true)
    expect((await profileOf(['001', '002', '002'])).is_key).toBe(false)
    expect((await profileOf(['001', '002', null])).is_key).toBe(false)
  })

  test('a column without a value and a table without a row are legal', async () => {
    expect((await profileOf([null, ''])).kind).toBe('empty')
    await db.exec(sql('CREATE OR REPLACE TABLE t AS SELECT 1 AS _row, NULL::VARCHAR AS "value" WHERE false'))
    const [profile] = await profileRelation({ db, relation: sql('t'), columns: ['value'], rowCount: 0 })
    expect(profile).toMatchObject({ row_count: 0, empty_share: 0, distinct_count: 0, kind: 'empty', is_key: false })
  })
})

describe('the order of day and month', () => {
  test('is proven by a single day above twelve', async () => {
    expect((await profileOf(['01/02/2023', '03/04/2023', '25/04/2023'])).date_order).toBe('day_first')
    expect((await profileOf(['01/02/2023', '03/04/2023', '04/25/2023'])).date_order).toBe('month_first')
  })
  test('is ambiguous where every date reads both ways', async () => {
    const profile = await profileOf(['01/02/2023', '03/04/2023', '05/06/2023'])
    expect(profile).toMatchObject({ kind: 'date', date_order: 'ambiguous' })
  })
  test('is mixed where dates contradict each other', async () => {
    expect((await profileOf(repeat(['25/04/2023', '04/25/2023'], 5))).date_order).toBe('mixed')
  })
  test('does not matter to dates that start with the year', async () => {
    expect((await profileOf(['2023-01-02', '2023-03-04'])).date_order).toBeNull()
  })
})

describe('what values are', () => {
  const kinds: [string, string[]][] = [
    ['email', ['a@x.example', 'B.C@Y.EXAMPLE', 'not known', 'd@z.example', 'e@z.example', 'f@z.example']],
    ['phone', ['+61 491 570 156', '(02) 5550 1234', '0491570157', '0044 7700 900494']],
    ['date', ['16/10/2022', '2023-12-02', 'Mon 20 Nov 2023', '0000-00-00']],
    ['timestamp', ['2023-12-02 10:15:00', '2023-12-03 11:00:00', '2023-12-04 12:00:00']],
    ['epoch', ['1525770000', '1547888400', '1589274000']],
    ['money', ['$1,234.50', '$99.00', '$12.00', 'TBA']],
    ['decimal', ['1.5', '2.25', '100']],
    ['integer', ['1', '22', '333']],
    ['percentage', ['19%', '7 %', '0%']],
    ['boolean', repeat(['Yes', 'No'], 3)],
    ['enumeration', repeat(['Open', 'In progress', 'Closed'], 10)],
    ['id', ['000113', '000150', '001205B', 'E0009']],
    ['url', ['https://a.example', 'www.b.example/x', 'c.example']],
    ['person_name', ["Santiago O'Neill", 'Uma Romano', 'Chloé Lindqvist', 'Priya de Souza']],
    ['json', ['{"a":1}', '[1,2]', '{"b":null}']],
  ]
  test.each(kinds)('%s', async (kind, values) => {
    expect((await profileOf(values)).kind).toBe(kind)
  })

  test('words for nothing are placeholders where the other values are of a kind', async () => {
    expect((await profileOf(['12.50', 'TBA', '99.00', '13.10', '7.00'])).placeholders).toEqual(['TBA'])
    expect((await profileOf(repeat(['No', 'Yes'], 4))).placeholders).toEqual([])
    expect((await profileOf(['n/a', 'Blue Security', 'Zephyr Farms Ltd'])).placeholders).toEqual(['n/a'])
  })
})

describe('the decimal mark', () => {
  test('is proven by a value that has both marks', async () => {
    const profile = await profileOf(['2.022,78', '832,31', '1104,83'])
    expect(profile.numbers[0]).toMatchObject({ format: 'comma', fits: 3, misfits: 0 })
  })
  test('of a column that does not tell is that of its neighbours', async () => {
    const undecided = await profileOf(['1.234', '87', '258'], { price: ['2.022,78', '832,31'] })
    expect(undecided.numbers.find(({ format }) => format !== 'plain')?.format).toBe('comma')
    const english = await profileOf(['1.234', '87', '258'], { price: ['2,022.78', '832.31'] })
    expect(english.numbers.find(({ format }) => format !== 'plain')?.format).toBe('dot')
  })
})

test('a thousand random columns profile without a contradiction', async () => {
  let seed = 7
  const next = (below: number) => {
    seed = (seed * 1103515245 + 12345) % 2147483648
    return seed % below
  }
  const pieces = [
    '',
    ' ',
    '0',
    '12',
    '1,5',
    '1.234',
    '31/12/2020',
    'a@b.example',
    'Ja',
    "O'Neill",
    '{"a":1}',
    '中文',
    '-',
    '%',
    '\n',
  ]
  const columns = Array.from({ length: 100 }, (_, at) => `column ${at} "x"`)
  const rows = Array.from(
    { length: 40 },
    (_, row) =>
      `(${row + 1}, ${columns.map(() => text(`${pieces[next(pieces.length)]}${pieces[next(pieces.length)]}`)).join(', ')})`,
  )
  await db.exec(
    sql(
      `CREATE OR REPLACE TABLE t AS SELECT * FROM (VALUES ${rows.join(', ')}) v(_row, ${columns.map((name) => ident(name)).join(', ')})`,
    ),
  )
  const profiles = await profileRelation({ db, relation: sql('t'), columns, rowCount: 40 })
  expect(profiles).toHaveLength(columns.length)
  for (const profile of profiles) {
    const filled = profile.top_values.reduce((sum, { count }) => sum + count, 0)
    expect(filled).toBe(Math.round(40 * (1 - profile.empty_share)))
    expect(profile.distinct_count).toBeLessThanOrEqual(filled)
    expect(profile.is_key).toBe(profile.distinct_count === 40)
    for (const { fits, misfits } of [...profile.dates, ...profile.numbers])
      expect(fits + misfits).toBeLessThanOrEqual(filled)
  }
})
