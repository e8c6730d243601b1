import type { TableProfile } from '@godwit/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Duckdb, openMemoryDuckdb } from '../duckdb/index.ts'
import { ident, sql, text } from '../sql/quote.ts'
import { measureInclusions, plausiblePairs } from './find-inclusions.ts'
import { profileRows } from './profile-table.ts'

let db: Duckdb
beforeAll(async () => {
  db = await openMemoryDuckdb()
})
afterAll(() => db.close())

async function tableOf(name: string, columns: Record<string, string[]>): Promise<TableProfile> {
  const names = Object.keys(columns)
  const length = Math.max(...Object.values(columns).map((values) => values.length))
  const rows = Array.from(
    { length },
    (_, row) => `(${row + 2}, ${names.map((column) => text(columns[column]![row] ?? '')).join(', ')})`,
  )
  await db.exec(
    sql(
      `CREATE OR REPLACE TABLE ${ident(name)} AS SELECT * FROM (VALUES ${rows.join(', ')}) v(_row, ${names.map((column) => ident(column)).join(', ')})`,
    ),
  )
  return profileRows({ db, name, relation: sql(ident(name)), columns: names, rowCount: length })
}

test('a foreign key is found in any case and with outer blanks', async () => {
  const companies = await tableOf('companies', {
    id: ['C1', 'C2', 'C3', 'C4'],
    name: ['A Ltd', 'B Ltd', 'C Ltd', 'D Ltd'],
  })
  const contacts = await tableOf('contacts', {
    company: ['c1', ' C2', 'C2', 'C9', 'C3'],
    email: ['a@x.example', 'b@x.example', 'c@x.example', 'd@x.example', 'e@x.example'],
  })
  const found = await measureInclusions(db, [companies, contacts], (name) => sql(ident(name)))
  expect(found).toContainEqual({
    from: { table: 'contacts', column: 'company' },
    to: { table: 'companies', column: 'id' },
    share: 0.75,
    to_is_key: true,
    by: 'text',
  })
})

test('codes that only share their digits are compared by them', async () => {
  const departments = await tableOf('departments', {
    code: ['D-01', 'D-02', 'D-03', 'D-05'],
    name: ['People', 'Sales', 'Finance', 'Legal'],
  })
  const users = await tableOf('users', { dept: ['D5', 'd-05', '2', '01', '3', '99'] })
  const found = await measureInclusions(db, [departments, users], (name) => sql(ident(name)))
  expect(found).toContainEqual(
    expect.objectContaining({
      from: { table: 'users', column: 'dept' },
      to: { table: 'departments', column: 'code' },
      by: 'digits',
      to_is_key: true,
    }),
  )
})

test('a table may point to itself', async () => {
  const staff = await tableOf('staff', { id: ['20', '23', '26', '29'], boss: ['', '20', '23', '20'] })
  const found = await measureInclusions(db, [staff], (name) => sql(ident(name)))
  expect(found).toEqual([
    expect.objectContaining({
      from: { table: 'staff', column: 'boss' },
      to: { table: 'staff', column: 'id' },
      share: 1,
    }),
  ])
})

test('however many columns there are, the pairs that are measured are bounded', async () => {
  const column = (await tableOf('t', { id: ['1', '2', '3'] })).columns[0]!
  const many = Array.from(
    { length: 20 },
    (_, table): TableProfile => ({
      table: `t${table}`,
      row_count: 3,
      columns: Array.from({ length: 30 }, (_, at) => ({ ...column, column: `c${at}` })),
      dependencies: [],
      keys: [],
      near_duplicates: [],
      suspects: [],
    }),
  )
  expect(plausiblePairs(many).length).toBeLessThanOrEqual(400)
})
