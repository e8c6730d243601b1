import { afterAll, beforeAll, expect, test } from 'vitest'
import { createRun, startWorker, type Worker } from '../../src/run/index.ts'
import { sql, text } from '../../src/sql/quote.ts'
import { answerAll, waitForRun } from '../support/follow-run.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { seedMigration } from '../support/seed-migration.ts'

let app: TestApp
let worker: Worker
beforeAll(async () => {
  app = await openTestApp()
  worker = await startWorker(app)
})
afterAll(async () => {
  await worker?.stop()
  await app?.close()
})

const first = ['Anna', 'Bruno', 'Clara', 'David', 'Emma', 'Felix', 'Greta', 'Hugo', 'Ida', 'Jonas', 'Karla', 'Linus']
const last = ['Albrecht', 'Brandt', 'Castillo', 'Delgado', 'Engel', 'Fontaine', 'Garcia', 'Hoffmann', 'Ivanov']
const name = (at: number) => `${first[at % 12]} ${last[(at + Math.floor(at / 36)) % 9]} ${first[(at * 5 + 3) % 12]}son`
const phone = (at: number) => `+49 221 ${((at * 7919 + 120_011) % 900_000) + 100_000}`
const customer = (at: number) => [`K${100 + at}`, name(at), phone(at), ['Köln', 'Bonn', 'Kiel'][at % 3]!]

/** A hundred customers, one of them twice under another number and with a note that the first one lacks. */
function files() {
  const customers = [
    ...Array.from({ length: 100 }, (_, at) => [...customer(at), at === 4 ? '' : 'x']),
    ['K900', name(4).toUpperCase(), phone(4).replaceAll(' ', '-'), 'Bonn', 'prefers mail'],
  ]
  const orders = customers.map(([id], at) => [`O${at}`, id!])
  const csv = (header: string, rows: string[][]) => `${header}\n${rows.map((row) => row.join(',')).join('\n')}\n`
  return [
    { name: 'customers.csv', body: csv('Customer ID,Name,Phone number,City,Note', customers) },
    { name: 'orders.csv', body: csv('Order ID,Customer ID', orders) },
  ]
}

const templates = [
  {
    slug: 'customers',
    name: 'Customers',
    description: 'One row per customer_id.',
    columns: [
      { name: 'customer_id', required: true, unique: true },
      { name: 'name' },
      { name: 'phone_number' },
      { name: 'city' },
      { name: 'note' },
    ],
  },
  {
    slug: 'orders',
    name: 'Orders',
    columns: [
      { name: 'order_id', required: true, unique: true },
      { name: 'customer_id', required: true, linkRule: [{ templateSlug: 'customers', columnName: 'customer_id' }] },
    ],
  },
]

test('rows that look like the same customer become one when people say so, with all that is known and all that links to it', async () => {
  const { accountId } = app
  const migrationId = await seedMigration(app, accountId, { templates, files: files() })
  const { run_id: runId } = await createRun(app, accountId, migrationId, { kind: 'generate' })
  const blocked = await waitForRun({ app, accountId, migrationId, runId }, ['blocked'])
  expect(blocked.questions).toMatchObject([{ about: { template_column: 'customer_id', samples: ['K104', 'K900'] } }])
  await answerAll({ app, accountId, migrationId, runId })

  const execute = await createRun(app, accountId, migrationId, { kind: 'execute' })
  const done = await waitForRun({ app, accountId, migrationId, runId: execute.run_id }, ['completed'])
  expect(done.report).toMatchObject({
    perSheet: [{ rowCount: 100 }, { rowCount: 101 }],
    invalidCellCount: 0,
    coverage: {
      balanced: true,
      tables: [
        { name: 'customers.csv', imported: 100, merged: 1 },
        { name: 'orders.csv', imported: 101 },
      ],
    },
  })
  const [set] = await app.store.query<{ sheets: { rows_key: string }[] }>(
    'SELECT sheets FROM sheet_sets WHERE run_id = $1',
    [execute.run_id],
  )
  const rowsOf = (key: string, where: string) =>
    app.readDuckdb(async (db) =>
      db.rows<Record<string, unknown>>(
        sql(`SELECT * FROM read_parquet(${text(await app.storage.localPath(key))}) WHERE ${where}`),
      ),
    )
  const [customers, orders] = set!.sheets
  expect(await rowsOf(customers!.rows_key, "customer_id IN ('K104', 'K900')")).toMatchObject([
    { customer_id: 'K104', note: 'prefers mail' },
  ])
  expect(await rowsOf(orders!.rows_key, "order_id = 'O100'")).toMatchObject([{ customer_id: 'K104' }])
})
