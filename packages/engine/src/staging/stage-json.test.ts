import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sql, text } from '../sql/quote.ts'
import { countedRows, openTestStaging } from './test-staging.ts'

let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging.close())

const stageOne = async (name: string, content: string | Uint8Array) => {
  const { tables } = await staging.stage(name, content)
  expect(tables).toHaveLength(1)
  return tables[0]!
}
const records = async (table: Awaited<ReturnType<typeof stageOne>>) =>
  staging.db.rows(sql(`SELECT * FROM read_parquet(${text(table.path)}) ORDER BY _row`))

describe('NDJSON', () => {
  test('becomes one table of all keys, nested values as text with their leaves beside them', async () => {
    const table = await stageOne(
      'events.jsonl',
      '{"id":"a","address":{"city":"Ulm","geo":{"lat":48.40}},"tags":["x","y"]}\n\n{"id":"b","address":null,"items":[{"qty":2},{"qty":3}]}\n',
    )
    expect(table.format).toBe('ndjson')
    expect(table.columns.filter(({ nested }) => nested).map(({ name }) => name)).toEqual([
      'address',
      'address.geo',
      'tags',
      'items',
      'items[0]',
    ])
    expect(await records(table)).toEqual([
      {
        _row: 1,
        id: 'a',
        address: '{"city":"Ulm","geo":{"lat":48.40}}',
        'address.city': 'Ulm',
        'address.geo': '{"lat":48.40}',
        'address.geo.lat': '48.40',
        tags: '["x","y"]',
        'tags[0]': 'x',
        items: null,
        'items[0]': null,
        'items[0].qty': null,
      },
      {
        _row: 3,
        id: 'b',
        address: null,
        'address.city': null,
        'address.geo': null,
        'address.geo.lat': null,
        tags: null,
        'tags[0]': null,
        items: '[{"qty":2},{"qty":3}]',
        'items[0]': '{"qty":2}',
        'items[0].qty': '2',
      },
    ])
    expect(table.excluded).toEqual([{ reason: 'blank', ranges: [[2, 2]], rows: 1 }])
  })

  test('keeps numbers digit for digit, and strings as they are', async () => {
    const table = await stageOne(
      'n.ndjson',
      '{"a":12345678901234567890,"b":1.10,"c":1e21,"d":-0.0,"e":"007 ","f":"","g":true,"h":"\\u00e9\\n"}\n{"a":1}\n',
    )
    expect((await records(table))[0]).toEqual({
      _row: 1,
      a: '12345678901234567890',
      b: '1.10',
      c: '1e21',
      d: '-0.0',
      e: '007 ',
      f: '',
      g: 'true',
      h: 'é\n',
    })
  })

  test('leaves broken lines out, with where they are, and keeps the others', async () => {
    const table = await stageOne('x.jsonl', '{"a":1}\n{"a":2\n{"a":}\n{"a":4}\n')
    expect((await records(table)).map(({ _row }) => _row)).toEqual([1, 4])
    expect(table.excluded).toEqual([{ reason: 'unreadable', ranges: [[2, 3]], rows: 2 }])
    expect(table.warnings).toMatchObject([{ code: 'unreadable_records', rows: [2, 3], count: 2 }])
    expect(countedRows(table)).toBe(4)
  })

  test('keeps both values of a key that one record holds twice, and keys that differ in case', async () => {
    const table = await stageOne('x.jsonl', '{"a":1,"a":2,"A":3}\n{"a":4}\n')
    expect((await records(table))[0]).toEqual({ _row: 1, a: '1', 'a (2)': '2', 'A (3)': '3' })
  })
})

describe('a JSON document', () => {
  test.each([
    ['an array', '[{"id":1},{"id":2}]', []],
    ['an envelope', '{"page":1,"result":{"users":[\n{"id":1},\n{"id":2}]},"next":null}', ['page: 1', 'next: null']],
    ['values one after another', '{\n"id":1}\n{\n"id":2}', []],
  ])('that is %s gives its records', async (_, content, title) => {
    const table = await stageOne('users.json', content)
    expect(await records(table)).toEqual([
      { _row: 1, id: '1' },
      { _row: 2, id: '2' },
    ])
    expect(table).toMatchObject({ name: 'users.json', part: null, format: 'json', title })
  })

  test('that holds several arrays of records gives several tables', async () => {
    const { tables } = await staging.stage('all.json', '{"users":[{"id":1}],"orders":[{"no":7},{"no":8}],"tags":["a"]}')
    expect(tables.map(({ name, row_count }) => [name, row_count])).toEqual([
      ['all.json#users', 1],
      ['all.json#orders', 2],
    ])
    expect(tables[0]!.warnings).toMatchObject([
      { code: 'values_outside_tables', message: expect.stringContaining('tags') },
    ])
  })

  test('that is one record is a table of one row', async () => {
    expect(await records(await stageOne('me.json', '{"id": 1, "name": "Ann"}'))).toEqual([
      { _row: 1, id: '1', name: 'Ann' },
    ])
  })

  test.each([
    ['cut off', '[{"a":1},{"a":'],
    ['with every record broken', '{"a":}\n{"a":}\n'],
    ['with brackets that do not match', '{"a":[{"b":1}}'],
  ])('that is %s is refused', async (_, content) => {
    await expect(staging.stage('x.json', content)).rejects.toMatchObject({ code: 'file_unreadable' })
  })

  test('nested without end is refused or left out, and takes nothing down', async () => {
    const deep = `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`
    await expect(staging.stage('deep.json', deep)).rejects.toMatchObject({ code: 'file_unreadable' })
    const table = await stageOne('deep.jsonl', `{"a":1}\n${deep}\n{"a":2}\n`)
    expect(table.row_count).toBe(2)
  })

  test('with broken UTF-8 keeps the bytes and says where', async () => {
    const table = await stageOne(
      'x.jsonl',
      Buffer.concat([Buffer.from('{"a":"x"}\n{"a":"Zo'), Buffer.from([0xeb]), Buffer.from('"}\n')]),
    )
    expect((await records(table))[1]).toEqual({ _row: 2, a: 'Zoë' })
    expect(table.warnings).toMatchObject([{ code: 'broken_encoding', rows: [2] }])
  })
})

describe('Parquet', () => {
  test('comes in as text, nested columns as JSON with their leaves', async () => {
    const path = `${await staging.nextDir()}/in.parquet`
    await staging.db.exec(
      sql(`COPY (SELECT 1::BIGINT AS id, 1.10::DECIMAL(9,2) AS price, DATE '2024-02-29' AS "on", 0.1::DOUBLE AS x,
        {'city': 'Ulm', 'geo po': {'lat': 48.5}} AS address, [1, 2] AS list, NULL::VARCHAR AS none, '' AS empty,
        TIMESTAMPTZ '2024-01-01 00:00:00+02' AS at
        UNION ALL SELECT 2, 2, NULL, NULL, NULL, NULL, 'x', NULL, NULL) TO ${text(path)} (FORMAT parquet)`),
    )
    const { tables } = await staging.stage('in.parquet', '', { path })
    const table = tables[0]!
    expect(table).toMatchObject({ format: 'parquet', row_count: 2, encoding: null, dialect: null })
    expect((await records(table))[0]).toEqual({
      _row: 1,
      id: '1',
      price: '1.10',
      on: '2024-02-29',
      x: '0.1',
      address: '{"city":"Ulm","geo po":{"lat":48.5}}',
      'address.city': 'Ulm',
      'address.geo po': '{"lat":48.5}',
      'address.geo po.lat': '48.5',
      list: '[1,2]',
      none: null,
      empty: '',
      at: '2023-12-31 22:00:00+00',
    })
    expect(table.columns.filter(({ nested }) => nested).map(({ name }) => name)).toEqual([
      'address',
      'address.geo po',
      'list',
    ])
  })
})
