import { randomBytes } from 'node:crypto'
import { type AddressInfo, createServer } from 'node:net'
import mysql from 'mysql2/promise'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readBatches } from '../../../test/support/read-batches.ts'
import { Secret } from '../../vault/secret.ts'
import { openOutbound } from '../outbound/index.ts'
import type { Source } from '../source.ts'
import { mysqlConnector } from './mysql.ts'
import { afterKey } from './mysql-text.ts'

const admin = { host: '127.0.0.1', port: 3306, user: 'root', password: '', multipleStatements: true }
const present = await isPresent()
const password = "pw'\\for-tests-0815"
const outbound = openOutbound({ allowPrivateHosts: [] })
const database = `godwit_source_${randomBytes(6).toString('hex')}`

async function isPresent(): Promise<boolean> {
  return mysql.createConnection({ ...admin, connectTimeout: 2000 }).then(
    (connection) => connection.end().then(() => true),
    () => false,
  )
}

const open = (
  config: Record<string, unknown> = {},
  { allow = ['127.0.0.1:3306'], secret = password }: { allow?: string[]; secret?: string } = {},
): Promise<Source> =>
  mysqlConnector.open({
    config: { host: '127.0.0.1', username: `${database.slice(0, 20)}_r`, database, tls: 'off', ...config },
    credentials: { password: new Secret(secret) },
    outbound,
    allowPrivateHosts: allow,
    connectTimeoutMs: 1500,
  })

describe.skipIf(!present)('MariaDB as a source', () => {
  let connection: mysql.Connection
  const user = `'${database.slice(0, 20)}_r'@'%'`
  beforeAll(async () => {
    connection = await mysql.createConnection(admin)
    const run = (text: string) => connection.query(text)
    await run(`CREATE DATABASE ${database} CHARACTER SET utf8mb4; USE ${database}`)
    await run(`
      CREATE TABLE people (id BIGINT UNSIGNED PRIMARY KEY, \`full \`\`name\` VARCHAR(50), born DATE, balance DECIMAL(30,10), ratio DOUBLE,
        active TINYINT(1), flags BIT(3), extra JSON, photo BLOB, place POINT, old VARCHAR(20) CHARACTER SET latin1, updated_at TIMESTAMP(6) NULL);
      SET SESSION sql_mode = '', time_zone = '+02:00';
      INSERT INTO people SELECT 18446744073709550000 + seq, CONCAT('Person ', seq), '0000-00-00', 12345678901234567890.0123456789, 0.1,
        seq % 2, b'101', '{"n": 1e400}', x'deadbeef00', POINT(1, 2), 'Zoë', TIMESTAMP('2024-01-01 10:00:00.123456') + INTERVAL seq HOUR FROM seq_1_to_1500;
      CREATE TABLE order_lines (order_id INT NOT NULL, sku VARCHAR(20) NOT NULL, raw VARBINARY(4) NOT NULL, amount DECIMAL(10,2), UNIQUE KEY (order_id, sku, raw), UNIQUE KEY part (sku(3), order_id, raw));
      INSERT INTO order_lines SELECT seq, s, UNHEX(HEX(seq)), seq FROM seq_16_to_700 JOIN (SELECT 'ab''\\\\' s UNION SELECT 'Ä' UNION SELECT 'zz') x;
      CREATE TABLE keyless (a TEXT, b ENUM('y', 'x'));
      INSERT INTO keyless SELECT CONCAT('row ', seq), 'x' FROM seq_1_to_900;
      CREATE TABLE sized (size ENUM('z', 'a') PRIMARY KEY);
      INSERT INTO sized VALUES ('z'), ('a');
      CREATE TABLE empty (id INT PRIMARY KEY);
      CREATE VIEW adults AS SELECT id FROM people;
      CREATE TABLE big (n INT, pad TEXT);
      INSERT INTO big SELECT seq, REPEAT('x', 1000) FROM seq_1_to_20000;
      CREATE VIEW slow AS SELECT seq, SLEEP(0.01) AS s FROM seq_1_to_3000;
    `)
    await run(`CREATE USER ${user} IDENTIFIED BY ${connection.escape(password)}`)
    await run(`GRANT SELECT ON ${database}.* TO ${user}`)
  })
  afterAll(async () => {
    await connection.query(`DROP DATABASE IF EXISTS ${database}; DROP USER IF EXISTS ${user}`)
    await connection.end()
    await outbound.close()
  })

  test('a wrong password is an answer, and not repeated', async () => {
    expect(await (await open()).check()).toMatchObject({ ok: true })
    const check = await (await open({}, { secret: 'wrong-password-4711' })).check()
    expect(check).toMatchObject({ ok: false, code: 'credentials_refused' })
    expect(JSON.stringify(check)).not.toContain('4711')
  })

  test('shows tables and views with keys and cursors', async () => {
    const streams = await (await open()).discover()
    expect(streams.map(({ name, primary_key, cursor_field }) => [name, primary_key, cursor_field])).toEqual([
      ['adults', [], null],
      ['big', [], null],
      ['empty', [['id']], null],
      ['keyless', [], null],
      ['order_lines', [['order_id'], ['sku'], ['raw']], null],
      ['people', [['id']], ['updated_at']],
      ['sized', [['size']], null],
      ['slow', [], null],
    ])
  })

  test('gives values exactly as they are', async () => {
    const { records, state } = await readBatches(await open(), { streams: ['people'] })
    expect(records['people']?.[0]).toEqual({
      id: '18446744073709550001',
      'full `name': 'Person 1',
      born: '0000-00-00',
      balance: '12345678901234567890.0123456789',
      ratio: '0.1',
      active: '1',
      flags: '5',
      extra: '{"n": 1e400}',
      photo: '\\xdeadbeef00',
      place: 'POINT(1 2)',
      old: 'Zoë',
      updated_at: '2024-01-01 09:00:00.123456',
    })
    expect(records['people']).toHaveLength(1500)
    expect(new Set(records['people']?.map(({ id }) => id)).size).toBe(1500)
    expect(state['people']?.cursor).toEqual({ column: 'updated_at', value: '2024-03-03 20:00:00.123456' })
  })

  test('goes on after any page, and gives every row once', async () => {
    const streams = ['people', 'order_lines', 'keyless', 'empty', 'sized', 'adults']
    const source = await open()
    const whole = await readBatches(source, { streams })
    expect(Object.fromEntries(streams.map((name) => [name, whole.records[name]?.length]))).toEqual({
      people: 1500,
      order_lines: 2055,
      keyless: 900,
      empty: 0,
      sized: 2,
      adults: 1500,
    })
    expect(whole.notices).toEqual(['no_key', 'no_records', 'no_key', 'no_key'])
    for (let most = 1; most < whole.batches.length; most++) {
      const first = await readBatches(source, { streams }, most)
      const ended = new Set(first.batches.filter(({ end }) => end).map(({ stream }) => stream))
      const rest = await readBatches(source, {
        streams: streams.filter((name) => !ended.has(name)),
        state: first.state,
      })
      for (const name of streams)
        expect([...(first.records[name] ?? []), ...(rest.records[name] ?? [])]).toEqual(whole.records[name])
      expect(rest.state).toEqual(whole.state)
    }
  })

  test('an incremental read brings what changed and what has no time', async () => {
    const source = await open()
    const { state } = await readBatches(source, { streams: ['people'] })
    await connection.query(`
      UPDATE people SET updated_at = '2024-04-01 02:00:00' WHERE id = 18446744073709550006;
      UPDATE people SET updated_at = NULL WHERE id = 18446744073709550007`)
    const next = await readBatches(source, { streams: ['people'], state, mode: 'incremental' })
    expect(next.records['people']?.map(({ id }) => String(id).slice(-4))).toEqual(['0006', '0007', '1500'])
    expect(next.state['people']?.cursor).toEqual({ column: 'updated_at', value: '2024-04-01 00:00:00.000000' })
  })

  test('stops within two seconds of the signal, and when left', async () => {
    for (const stream of ['slow', 'big']) {
      const stop = new AbortController()
      const started = Date.now()
      setTimeout(() => stop.abort(new Error('enough')), 100)
      const source = await open()
      const slowly = async () => {
        for await (const _ of source.read({ streams: [stream], state: {}, mode: 'full', signal: stop.signal }))
          await new Promise((resolve) => setTimeout(resolve, 50))
      }
      await expect(slowly()).rejects.toThrow('enough')
      expect(Date.now() - started).toBeLessThan(2000)
      await expect
        .poll(
          async () =>
            (
              (await connection.query(
                `SELECT id FROM information_schema.processlist WHERE user = '${database.slice(0, 20)}_r'`,
              )) as unknown as [unknown[]]
            )[0],
          { timeout: 2000 },
        )
        .toEqual([])
    }
    expect((await readBatches(await open(), { streams: ['big'] }, 1)).records['big']).toHaveLength(200)
  })

  test('a connection that is cut fails the stream, and the next one gets a new one', async () => {
    const source = await open()
    const ends: unknown[] = []
    for await (const batch of source.read({ streams: ['people', 'empty'], state: {}, mode: 'full' })) {
      if (ends.length === 0 && batch.stream === 'people' && !batch.end) {
        const [rows] = (await connection.query(
          `SELECT id FROM information_schema.processlist WHERE user = '${database.slice(0, 20)}_r'`,
        )) as unknown as [{ id: number }[]]
        for (const { id } of rows) await connection.query(`KILL ${id}`)
      }
      if (batch.end) ends.push([batch.stream, batch.end.status === 'failed' ? batch.end.error.code : 'completed'])
    }
    expect(ends).toEqual([
      ['people', 'source_unreachable'],
      ['empty', 'completed'],
    ])
  })

  test('wrong settings are named', async () => {
    expect(
      await (await open({ database: 'information_schema', username: 'root' }, { secret: '' })).check(),
    ).toMatchObject({
      ok: false,
    })
    expect(await (await open({ database: 'nowhere' })).check()).toMatchObject({ ok: false, code: 'source_forbidden' })
    expect(await (await open({ database: 'nowhere', username: 'root' }, { secret: '' })).check()).toMatchObject({
      ok: false,
      code: 'connection_config_invalid',
    })
    expect(await (await open({ tls: 'require' })).check()).toMatchObject({
      ok: false,
      message: expect.stringContaining('does not speak TLS'),
    })
    expect(await (await open({ tls: 'verify' })).check()).toMatchObject({
      ok: false,
      code: 'connection_config_invalid',
      message: expect.stringContaining('checked against a name'),
    })
  })
})

describe('a MySQL that is not well', () => {
  const answers = async (bytes: Buffer | null, work: (port: number) => Promise<void>) => {
    const server = createServer((socket) => {
      socket.on('error', () => {})
      if (bytes) socket.write(bytes)
      else socket.destroy()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await work(port).finally(() => server.close())
  }
  test.each([
    ['breaks off', null],
    ['talks nonsense', Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n')],
    ['hangs', Buffer.alloc(0)],
  ])('%s', async (_name, bytes) =>
    answers(bytes, async (port) => {
      const check = await (await open({ port }, { allow: [`127.0.0.1:${port}`] })).check()
      expect(check).toMatchObject({ ok: false, code: 'source_unreachable' })
      expect(JSON.stringify(check)).not.toContain('for-tests')
    }),
  )
  test('is not there, or at an address that may not be reached', async () => {
    const codeOf = async (config: Record<string, unknown>, allow: string[] = []) =>
      (await (await open(config, { allow })).check()).code
    expect(await codeOf({ port: 1 }, ['127.0.0.1:1'])).toBe('source_unreachable')
    expect(await codeOf({ host: 'nowhere.invalid', tls: 'verify' })).toBe('source_unreachable')
    expect(await codeOf({ host: '127.0.0.1', tls: 'verify' })).toBe('host_forbidden')
    expect(await codeOf({ host: '8.8.8.8', tls: 'off' })).toBe('host_forbidden')
  })
})

test('a key of several columns is spelled out for the index', () => {
  const column = (name: string) => ({
    name,
    kind: 'whole_number' as const,
    type: 'int',
    schema: {},
    nullable: false,
    sortsExactly: true,
  })
  expect(afterKey([column('a'), column('b')], ['1', '2'])).toBe('(`a` >= 1 AND (`a` > 1 OR (`b` > 2)))')
})
