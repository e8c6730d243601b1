import { afterAll, beforeAll, expect, test } from 'vitest'
import { sql } from '../../src/sql/quote.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp
beforeAll(async () => {
  app = await openTestApp()
})
afterAll(() => app?.close())

test('an app opens with one account, whose key is kept as a hash only', async () => {
  const keys = await app.store.query<{ hash: Buffer; prefix: string; row: string }>(
    'SELECT hash, prefix, api_keys::text AS row FROM api_keys',
  )
  expect(keys).toHaveLength(1)
  expect(keys[0]?.hash).toHaveLength(32)
  expect(app.apiKey.startsWith(keys[0]!.prefix)).toBe(true)
  expect(keys[0]?.row).not.toContain(app.apiKey)
  expect(app.firstKey).toBeNull()
})

test('a second process opens on the same store and makes no second account', async () => {
  const sibling = await app.openSibling()
  expect(await sibling.store.query('SELECT count(*) AS accounts FROM accounts')).toEqual([{ accounts: 1 }])
  expect(sibling.workDir).not.toBe(app.workDir)
})

test('lends DuckDB for reads, and opens it for work', async () => {
  expect(await app.readDuckdb((db) => db.rows(sql('SELECT 42 AS answer')))).toEqual([{ answer: 42 }])
  const db = await app.openDuckdb({ workDir: app.workDir })
  expect(await db.rows(sql('SELECT 1 AS one'))).toEqual([{ one: 1 }])
  await db.close()
})
