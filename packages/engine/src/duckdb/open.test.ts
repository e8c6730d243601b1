import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { sql, text } from '../sql/quote.ts'
import { type Duckdb, openDuckdb, openMemoryDuckdb } from './index.ts'

let directory: string
let outside: string
let db: Duckdb
let controller: AbortController

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'godwit-duckdb-'))
  outside = await mkdtemp(join(tmpdir(), 'godwit-outside-'))
  controller = new AbortController()
  db = await openDuckdb({
    directories: [directory],
    spillDir: directory,
    memoryLimitBytes: 256 * 1024 * 1024,
    signal: controller.signal,
  })
})
afterEach(async () => {
  await db.close()
  await rm(directory, { recursive: true, force: true })
  await rm(outside, { recursive: true, force: true })
})

const endless = sql('SELECT count(*) FROM range(100000000000) a, range(1000) b WHERE hash(a.range + b.range) = 42')

describe('a DuckDB child process', () => {
  test('gives rows with bound values, exact where JavaScript numbers are not', async () => {
    const rows = await db.rows(
      sql(`SELECT ?::VARCHAR AS name, 1::BIGINT AS small, 9007199254740993::BIGINT AS large,
      1.10::DECIMAL(9,2) AS price, DATE '2024-02-29' AS day, ['a', NULL] AS list, {'row': 7} AS origin`),
      ["O'Neill"],
    )
    expect(rows).toEqual([
      {
        name: "O'Neill",
        small: 1,
        large: 9007199254740993n,
        price: '1.10',
        day: '2024-02-29',
        list: ['a', null],
        origin: { row: 7 },
      },
    ])
  })

  test('binds lists whole, with nulls in front, and empty ones', async () => {
    const [row] = await db.rows(sql('SELECT $1 AS texts, $2 AS whole, $3 AS broken, CAST($4 AS VARCHAR[]) AS none'), [
      [null, 'b', null],
      [null, 1, 10_000_000_000],
      [null, 1.5, 2],
      [],
    ])
    expect(row).toEqual({
      texts: [null, 'b', null],
      whole: [null, 1, 10_000_000_000],
      broken: [null, 1.5, 2],
      none: [],
    })
  })

  test('reads and writes inside its folders and nowhere else', async () => {
    await db.exec(sql(`COPY (SELECT 1 AS a) TO ${text(join(directory, 'a.parquet'))} (FORMAT parquet)`))
    expect(await db.rows(sql(`SELECT a FROM ${text(join(directory, 'a.parquet'))}`))).toEqual([{ a: 1 }])
    await writeFile(join(outside, 'secret.csv'), 'a\n1\n')
    await expect(db.rows(sql(`SELECT * FROM read_csv(${text(join(outside, 'secret.csv'))})`))).rejects.toThrow(
      /Permission/,
    )
    await expect(db.exec(sql(`COPY (SELECT 1) TO ${text(join(outside, 'b.csv'))}`))).rejects.toThrow(/Permission/)
    await expect(db.rows(sql(`SELECT * FROM read_csv(${text(join(directory, '..', 'x.csv'))})`))).rejects.toThrow()
  })

  test('refuses settings and extensions once it is open', async () => {
    await expect(db.exec(sql('SET enable_external_access = true'))).rejects.toThrow()
    await expect(db.exec(sql(`SET memory_limit = '100GB'`))).rejects.toThrow()
    await expect(db.exec(sql('INSTALL httpfs'))).rejects.toThrow()
  })

  test('stops a query at once when it is interrupted, and works on', async () => {
    const running = db.rows(endless)
    setTimeout(() => db.interrupt(), 100)
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
    expect(await db.rows(sql('SELECT 1 AS a'))).toEqual([{ a: 1 }])
  })

  test('stops and refuses further work when its signal is aborted', async () => {
    const running = db.rows(endless)
    setTimeout(() => controller.abort(), 100)
    await expect(running).rejects.toMatchObject({ name: 'AbortError' })
    await expect(db.rows(sql('SELECT 1'))).rejects.toMatchObject({ name: 'AbortError' })
  })

  test('closing in the middle of a query ends it', async () => {
    const running = db.rows(endless)
    const outcome = expect(running).rejects.toMatchObject({ code: 'engine_crashed' })
    await new Promise((resolve) => setTimeout(resolve, 50))
    await db.close()
    await outcome
  })

  test('says that memory ran out', async () => {
    await expect(
      db.rows(sql(`SELECT len(string_agg(repeat(md5(range::VARCHAR), 100), '')) FROM range(1000000)`)),
    ).rejects.toMatchObject({ code: 'out_of_memory' })
  })

  test('a refused statement names itself', async () => {
    await expect(db.rows(sql('SELECT nonsense'))).rejects.toMatchObject({
      name: 'DuckdbError',
      statement: 'SELECT nonsense',
    })
  })
})

test('a database in this process behaves the same and reaches no file', async () => {
  const memory = await openMemoryDuckdb()
  expect(await memory.rows(sql('SELECT 42 AS a'))).toEqual([{ a: 42 }])
  await expect(memory.rows(sql(`SELECT * FROM read_csv('/etc/passwd')`))).rejects.toThrow(/Permission/)
  await memory.close()
})
