import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBatches } from '../../../test/support/read-batches.ts'
import { Secret } from '../../vault/secret.ts'
import { openOutbound } from '../outbound/index.ts'
import type { Source } from '../source.ts'
import { postgresConnector } from './postgres.ts'

const admin = { host: '127.0.0.1', port: 5432, user: 'postgres', password: () => '', ssl: false }
const present = await isPresent()
const password = 'pw-for-tests-0815'
const outbound = openOutbound({ allowPrivateHosts: [] })

async function isPresent(): Promise<boolean> {
  const client = new pg.Client({ ...admin, database: 'postgres', connectionTimeoutMillis: 2000 })
  client.on('error', () => {})
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  )
}

const open = (config: Record<string, unknown>, allow: string[] = ['127.0.0.1:5432']): Promise<Source> =>
  postgresConnector.open({
    config: { host: '127.0.0.1', username: 'postgres', tls: 'off', ...config },
    credentials: { password: new Secret(password) },
    outbound,
    allowPrivateHosts: allow,
    connectTimeoutMs: 1500,
  })

describe.skipIf(!present)('PostgreSQL as a source', () => {
  const database = `godwit_source_${randomBytes(6).toString('hex')}`
  let client: pg.Client
  beforeAll(async () => {
    const maker = new pg.Client({ ...admin, database: 'postgres' })
    await maker.connect()
    await maker.query(`CREATE DATABASE ${database}`)
    await maker.end()
    client = new pg.Client({ ...admin, database })
    await client.connect()
    await client.query(`
      CREATE TABLE people (id int8 PRIMARY KEY, "Full ""Name""" text, born date, balance numeric(30,10), ratio float8,
        active bool, tags text[], extra jsonb, photo bytea, "updatedAt" timestamptz);
      INSERT INTO people SELECT 9007199254740993 + n, 'Person ' || n, '0044-03-15 BC', 12345678901234567890.0123456789, 0.1,
        n % 2 = 0, ARRAY['a,b', NULL, 'ü'], '{"n": 1e400, "a": [1]}', '\\xdeadbeef', '2024-01-01 10:00:00.123456+02'::timestamptz + n * interval '1 hour'
        FROM generate_series(1, 1500) n;
      CREATE SCHEMA sales;
      CREATE TYPE size AS ENUM ('large', 'small');
      CREATE TABLE sales."line items" (order_id int NOT NULL, size size NOT NULL, amount numeric, CONSTRAINT lines UNIQUE (order_id, size));
      INSERT INTO sales."line items" SELECT n, s::size, n FROM generate_series(1, 700) n, unnest(ARRAY['small', 'large']) s;
      CREATE TABLE keyless (a text, b json, c point);
      INSERT INTO keyless SELECT 'row ' || n, '{"n": 1}', point(n, 1) FROM generate_series(1, 900) n;
      CREATE VIEW adults AS SELECT id, "Full ""Name""" FROM people;
      CREATE TABLE empty (id int PRIMARY KEY);
      CREATE TABLE secret_pay (id int PRIMARY KEY);
      CREATE TABLE parted (id int, region text, PRIMARY KEY (id, region)) PARTITION BY LIST (region);
      CREATE TABLE parted_eu PARTITION OF parted FOR VALUES IN ('eu');
      INSERT INTO parted VALUES (1, 'eu');
      CREATE ROLE ${database}_reader LOGIN PASSWORD '${password}';
      GRANT USAGE ON SCHEMA public TO ${database}_reader;
      GRANT SELECT ON people TO ${database}_reader;
    `)
  })
  afterAll(async () => {
    await client.query(`DROP OWNED BY ${database}_reader; DROP ROLE ${database}_reader`)
    await client.end()
    const maker = new pg.Client({ ...admin, database: 'postgres' })
    await maker.connect()
    await maker.query(`DROP DATABASE ${database} WITH (FORCE)`)
    await maker.end()
    await outbound.close()
  })

  test('shows tables and views with keys and cursors', async () => {
    const streams = await (await open({ database })).discover()
    expect(streams.map(({ name, primary_key, cursor_field }) => [name, primary_key, cursor_field])).toEqual([
      ['adults', [], null],
      ['empty', [['id']], null],
      ['keyless', [], null],
      ['parted', [['id'], ['region']], null],
      ['people', [['id']], ['updatedAt']],
      ['secret_pay', [['id']], null],
      ['sales.line items', [['order_id'], ['size']], null],
    ])
    const only = await (await open({ database, schemas: ['sales'] })).discover()
    expect(only.map(({ name }) => name)).toEqual(['sales.line items'])
  })

  test('gives values exactly as they are', async () => {
    const { records, batches, state } = await readBatches(await open({ database }), { streams: ['people'] })
    expect(records['people']?.[0]).toEqual({
      id: '9007199254740994',
      'Full "Name"': 'Person 1',
      born: '0044-03-15 BC',
      balance: '12345678901234567890.0123456789',
      ratio: '0.1',
      active: false,
      tags: '["a,b",null,"ü"]',
      extra: expect.stringMatching(/^\{"a": \[1\], "n": 10{400}\}$/),
      photo: '\\xdeadbeef',
      updatedAt: '2024-01-01 09:00:00.123456+00',
    })
    expect(records['people']).toHaveLength(1500)
    expect(batches.length).toBeGreaterThan(1)
    expect(batches.at(-1)?.end).toEqual({ status: 'completed' })
    expect(state['people']).toEqual({ cursor: { column: 'updatedAt', value: '2024-03-03 20:00:00.123456+00' } })
  })

  test('goes on after any page, and gives every row once', async () => {
    const streams = ['people', 'sales.line items', 'keyless', 'empty', 'parted', 'adults']
    const source = await open({ database })
    const whole = await readBatches(source, { streams })
    expect(Object.fromEntries(streams.map((name) => [name, whole.records[name]?.length]))).toEqual({
      people: 1500,
      'sales.line items': 1400,
      keyless: 900,
      empty: 0,
      parted: 1,
      adults: 1500,
    })
    expect(whole.notices).toEqual(['no_key', 'no_records', 'no_key'])
    for (let most = 1; most < whole.batches.length; most++) {
      const first = await readBatches(source, { streams }, most)
      const ended = new Set(first.batches.filter(({ end }) => end).map(({ stream }) => stream))
      const rest = await readBatches(source, {
        streams: streams.filter((name) => !ended.has(name)),
        state: first.state,
      })
      for (const name of streams)
        expect([...(first.records[name] ?? []), ...(rest.records[name] ?? [])]).toEqual(whole.records[name])
      expect({ ...rest.state }).toEqual(whole.state)
    }
  })

  test('an incremental read brings what changed and what has no time', async () => {
    const source = await open({ database })
    const { state } = await readBatches(source, { streams: ['people'] })
    await client.query(`
      UPDATE people SET "updatedAt" = '2024-04-01 00:00:00+00' WHERE id = 9007199254740999;
      UPDATE people SET "updatedAt" = NULL WHERE id = 9007199254741000`)
    const next = await readBatches(source, { streams: ['people'], state, mode: 'incremental' })
    expect(next.records['people']?.map(({ id }) => id)).toEqual([
      '9007199254740999',
      '9007199254741000',
      // the last one, by the margin
      '9007199254742493',
    ])
    expect(next.state['people']?.cursor).toEqual({ column: 'updatedAt', value: '2024-04-01 00:00:00+00' })
  })

  test('a table that may not be read fails alone', async () => {
    const source = await open({ database, username: `${database}_reader` })
    const check = await source.check()
    expect(check.ok).toBe(true)
    expect(check.streams.find(({ name }) => name === 'secret_pay')?.reachable).toBe(false)
    expect((await source.discover()).map(({ name }) => name)).toEqual(['people'])
    const { batches, records } = await readBatches(source, { streams: ['secret_pay', 'nowhere', 'people'] })
    expect(
      batches
        .filter(({ end }) => end)
        .map(({ stream, end }) => [stream, end?.status === 'failed' ? end.error.code : end?.status]),
    ).toEqual([
      ['secret_pay', 'source_forbidden'],
      ['nowhere', 'stream_unknown'],
      ['people', 'completed'],
    ])
    expect(records['people']).toHaveLength(1500)
  })

  test('cannot write', async () => {
    await client.query(
      `CREATE FUNCTION public.meddle() RETURNS int LANGUAGE plpgsql AS 'BEGIN INSERT INTO empty VALUES (1); RETURN 1; END'; CREATE VIEW trap AS SELECT meddle() AS n`,
    )
    const { batches } = await readBatches(await open({ database }), { streams: ['trap'] })
    expect(batches.at(-1)?.end).toMatchObject({ status: 'failed', error: { code: 'source_failed' } })
    expect((await client.query('SELECT * FROM empty')).rows).toEqual([])
  })

  test('stops within two seconds of the signal', async () => {
    await client.query(`CREATE VIEW slow AS SELECT n, pg_sleep(0.01)::text AS slept FROM generate_series(1, 3000) n`)
    const stop = new AbortController()
    const started = Date.now()
    setTimeout(() => stop.abort(new Error('enough')), 300)
    const source = await open({ database })
    await expect(readBatches(source, { streams: ['slow'], signal: stop.signal })).rejects.toThrow('enough')
    expect(Date.now() - started).toBeLessThan(2000)
  })

  test('a database or cursor column that is not there is a wrong setting', async () => {
    expect(await (await open({ database: 'nowhere_at_all' })).check()).toMatchObject({
      ok: false,
      code: 'connection_config_invalid',
      message: '127.0.0.1:5432 has no database nowhere_at_all; check its name.',
    })
    await expect((await open({ database, cursor_columns: { people: 'born' } })).discover()).rejects.toThrow(
      'the column born is date',
    )
  })

  test('a server without TLS is told apart', async () => {
    expect(await (await open({ database, tls: 'verify' })).check()).toMatchObject({
      ok: false,
      message: expect.stringContaining('does not speak TLS'),
    })
  })
})

describe('a PostgreSQL that is not well', () => {
  const answers = async (bytes: Buffer | null, work: (port: number) => Promise<void>) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      socket.once('data', () => (bytes ? socket.write(bytes) : socket.destroy()))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await work(port).finally(() => server.close())
  }
  const failure = (code: string, message: string) => {
    const fields = Buffer.from(`SFATAL\0VFATAL\0C${code}\0M${message}\0\0`)
    const head = Buffer.alloc(5)
    head.write('E')
    head.writeInt32BE(fields.length + 4, 1)
    return Buffer.concat([head, fields])
  }

  test('refuses a wrong password without repeating it', () =>
    answers(failure('28P01', `no: ${password}`), async (port) => {
      const check = await (await open({ database: 'x', port }, [`127.0.0.1:${port}`])).check()
      expect(check).toMatchObject({ ok: false, code: 'credentials_refused' })
      expect(JSON.stringify(check)).not.toContain(password)
    }))

  test('breaks off', () =>
    answers(null, async (port) => {
      const check = await (await open({ database: 'x', port }, [`127.0.0.1:${port}`])).check()
      expect(check).toMatchObject({ ok: false, code: 'source_unreachable' })
    }))

  test('talks nonsense', () =>
    answers(Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n'), async (port) => {
      const check = await (await open({ database: 'x', port }, [`127.0.0.1:${port}`])).check()
      expect(check).toMatchObject({ ok: false, code: 'source_unreachable' })
    }))

  test(
    'hangs',
    () =>
      answers(Buffer.alloc(0), async (port) => {
        const check = await (await open({ database: 'x', port }, [`127.0.0.1:${port}`])).check()
        expect(check).toMatchObject({
          ok: false,
          code: 'source_unreachable',
          message: `127.0.0.1:${port} did not answer within 2 s.`,
        })
      }),
    20_000,
  )

  test('is not there, or at an address that may not be reached', async () => {
    const codeOf = async (config: Record<string, unknown>, allow?: string[]) =>
      (await (await open({ database: 'x', ...config }, allow)).check()).code
    expect(await codeOf({ port: 1 }, ['127.0.0.1:1'])).toBe('source_unreachable')
    expect(await codeOf({ host: 'nowhere.invalid', tls: 'verify' })).toBe('source_unreachable')
    expect(await codeOf({ host: '127.0.0.1', tls: 'verify' }, [])).toBe('host_forbidden')
    expect(await codeOf({ host: 'localhost', tls: 'verify' }, [])).toBe('host_forbidden')
    expect(await codeOf({ host: '169.254.169.254', tls: 'verify' }, [])).toBe('host_forbidden')
    expect(await codeOf({ host: '[::ffff:127.0.0.1]', tls: 'verify' }, [])).toBe('host_forbidden')
    expect(await codeOf({ host: '8.8.8.8', tls: 'off' }, [])).toBe('host_forbidden')
  })

  test('settings that are wrong are named', async () => {
    await expect(open({ database: 'x', port: '5432' })).rejects.toThrow('port must be integer')
    await expect(open({})).rejects.toThrow('database is required')
    await expect(open({ database: 'x', password: 'geheim123' })).rejects.toThrow('password is a secret')
    await expect(open({ database: 'x', host: '/var/run/postgresql' })).rejects.toThrow('host must match')
    await expect(
      postgresConnector.open({
        config: { host: 'h', database: 'd', username: 'u' },
        credentials: {},
        outbound,
        allowPrivateHosts: [],
      }),
    ).rejects.toMatchObject({ code: 'credentials_refused' })
  })
})
