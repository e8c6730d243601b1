import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findStoreServers } from '../../test/support/store-servers.ts'
import { EngineError } from '../errors.ts'
import { openLog } from '../util/log.ts'
import { Secret } from '../util/secret.ts'
import { migrate, readMigrations } from './migrate.ts'
import { parseMigration } from './migration.ts'
import { openStore } from './open.ts'
import { openPoolStore } from './pool-store.ts'
import { type Store, StoreConflict } from './store.ts'

const log = openLog({ logLevel: 'silent', logFormat: 'json' })
const open = (url: string) => openStore({ dataDir: '/nowhere', databaseUrl: new Secret(url) }, log)

for (const server of await findStoreServers()) {
  describe.skipIf(!server.present)(`on ${server.name}`, () => {
    let database: Awaited<ReturnType<typeof server.openDatabase>>
    let store: Store
    beforeAll(async () => {
      database = await server.openDatabase()
      // Several processes that start together on a new database.
      const stores = await Promise.all([1, 2, 3, 4, 5].map(() => open(database.url)))
      store = stores[0]!
      await Promise.all(stores.slice(1).map((other) => other.close()))
      await store.query('CREATE TABLE things (id int PRIMARY KEY, n bigint NOT NULL DEFAULT 0 CHECK (n >= 0))')
    })
    afterAll(async () => {
      await store?.close()
      await database?.drop()
    })

    test('concurrent starts apply each migration once', async () => {
      const known = await readMigrations()
      const applied = await store.query<{ name: string; checksum: string }>(
        'SELECT name, checksum FROM applied_migrations ORDER BY name',
      )
      expect(applied).toEqual(known.map(({ name, checksum }) => ({ name, checksum })))
      expect(await migrate(store, known)).toEqual([])
    })

    test('a failing migration changes nothing, and an edited one is refused', async () => {
      const known = await readMigrations()
      const broken = parseMigration('9999-broken.sql', 'CREATE TABLE half (); SELECT nonsense;')
      await expect(migrate(store, [...known, broken])).rejects.toThrow('nonsense')
      expect(await store.query(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }])
      const edited = parseMigration(`${known[0]!.name}.sql`, `${known[0]!.statements}-- and more\n`)
      await expect(migrate(store, [edited, ...known.slice(1)])).rejects.toMatchObject({ code: 'store_incompatible' })
    })

    test('values come back as the store promises', async () => {
      const [row] = await store.query(
        `SELECT $1::jsonb AS json, $2::timestamptz AS at, 9007199254740991::bigint AS n, ARRAY[1, 2]::bigint[] AS list,
         $3::bytea AS bytes, NULL::text AS nothing, count(*) AS counted`,
        [JSON.stringify([{ a: 1 }]), new Date('2026-02-03T04:05:06.789Z'), Buffer.from([1, 2])],
      )
      expect(row).toEqual({
        json: [{ a: 1 }],
        at: new Date('2026-02-03T04:05:06.789Z'),
        n: Number.MAX_SAFE_INTEGER,
        list: [1, 2],
        bytes: Buffer.from([1, 2]),
        nothing: null,
        counted: 1,
      })
      await expect(store.query('SELECT 9007199254740993::bigint')).rejects.toThrow('beyond 2^53')
    })

    test('a transaction commits whole or not at all', async () => {
      await store.transaction(async (tx) => {
        await tx.query('INSERT INTO things (id) VALUES (1)')
        await tx.query('INSERT INTO things (id) VALUES (2)')
      })
      const failing = store.transaction(async (tx) => {
        await tx.query('INSERT INTO things (id) VALUES (3)')
        throw new Error('changed my mind')
      })
      await expect(failing).rejects.toThrow('changed my mind')
      expect(await store.query('SELECT id FROM things ORDER BY id')).toEqual([{ id: 1 }, { id: 2 }])
    })

    test('a transaction that passes over a failed statement is not taken for done', async () => {
      const careless = store.transaction(async (tx) => {
        await tx.query('INSERT INTO things (id) VALUES (4)')
        await tx.query('INSERT INTO things (id) VALUES (1)').catch(() => {})
      })
      await expect(careless).rejects.toThrow('passed over')
      expect(await store.query('SELECT id FROM things WHERE id = 4')).toEqual([])
    })

    test('a broken constraint is named', async () => {
      await store.query('CREATE TABLE parts (thing int CONSTRAINT parts_thing REFERENCES things)')
      const conflicts: [string, string][] = [
        ['INSERT INTO things (id) VALUES (1)', 'things_pkey'],
        ['INSERT INTO things (id, n) VALUES (9, -1)', 'things_n_check'],
        ['INSERT INTO parts VALUES (77)', 'parts_thing'],
      ]
      for (const [statement, constraint] of conflicts) {
        const failure = await store.query(statement).catch((error) => error)
        expect(failure).toBeInstanceOf(StoreConflict)
        expect(failure.constraint).toBe(constraint)
        const inside = await store.transaction((tx) => tx.query(statement)).catch((error) => error)
        expect(inside).toBeInstanceOf(StoreConflict)
      }
    })

    test('transactions that deadlock are run again until all have gone through', async () => {
      await store.query('INSERT INTO things (id) VALUES (11), (12)')
      const bump = (first: number, second: number) =>
        store.transaction(async (tx) => {
          await tx.query('UPDATE things SET n = n + 1 WHERE id = $1', [first])
          await sleep(50)
          await tx.query('UPDATE things SET n = n + 1 WHERE id = $1', [second])
        })
      await Promise.all([bump(11, 12), bump(12, 11), bump(11, 12), bump(12, 11)])
      expect(await store.query('SELECT n FROM things WHERE id IN (11, 12)')).toEqual([{ n: 4 }, { n: 4 }])
    })

    test('serialization failures are retried too', async () => {
      await store.query('INSERT INTO things (id) VALUES (21)')
      const increment = () =>
        store.transaction(async (tx) => {
          await tx.query('SET TRANSACTION ISOLATION LEVEL SERIALIZABLE')
          const [row] = await tx.query<{ n: number }>('SELECT n FROM things WHERE id = 21')
          await sleep(20)
          await tx.query('UPDATE things SET n = $1 WHERE id = 21', [row!.n + 1])
        })
      await Promise.all([increment(), increment(), increment()])
      expect(await store.query('SELECT n FROM things WHERE id = 21')).toEqual([{ n: 3 }])
    })

    test('many queries at once take turns on a bounded number of connections', async () => {
      const rows = await Promise.all(Array.from({ length: 200 }, (_, i) => store.query('SELECT $1::int AS i', [i])))
      expect(rows.map(([row]) => row?.['i'])).toEqual(Array.from({ length: 200 }, (_, i) => i))
      const [used] = await store.query<{ used: number }>(
        'SELECT count(*) AS used FROM pg_stat_activity WHERE datname = current_database()',
      )
      expect(used!.used).toBeLessThanOrEqual(21)
    })

    describe('listening', () => {
      const heard: (string | null)[] = []
      const until = async (condition: () => boolean) => {
        for (let tries = 0; !condition(); tries++) {
          if (tries > 500) throw new Error(`heard only ${JSON.stringify(heard)}`)
          await sleep(20)
        }
      }
      const notify = (channel: string, payload: string) => store.query('SELECT pg_notify($1, $2)', [channel, payload])

      test('hears each notification of its channel once it has begun, until it stops', async () => {
        heard.length = 0
        const stop = await store.listen('Odd "name"', (payload) => heard.push(payload))
        const other: (string | null)[] = []
        const stopOther = await store.listen('Odd "name"', (payload) => other.push(payload))
        await notify('Odd "name"', 'one')
        await notify('another', 'no')
        await notify('Odd "name"', '')
        await until(() => heard.length === 2)
        expect(heard).toEqual(['one', ''])
        await stop()
        await notify('Odd "name"', 'two')
        await until(() => other.length === 3)
        expect(heard).toEqual(['one', ''])
        await stopOther()
      })

      test('survives that its connection is cut, and says that something may have been missed', async () => {
        heard.length = 0
        const stop = await store.listen('cut', (payload) => heard.push(payload))
        const cut = () =>
          store.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE 'LISTEN%'`,
          )
        for (let round = 1; round <= 3; round++) {
          await cut()
          await until(() => heard.filter((payload) => payload === null).length === round)
          await notify('cut', `after ${round}`)
          await until(() => heard.includes(`after ${round}`))
        }
        expect(heard).toEqual([null, 'after 1', null, 'after 2', null, 'after 3'])
        await stop()
      })
    })

    test('cut connections fail what is under way as unavailable, and queries go through again', async () => {
      const slow = store.query('SELECT pg_sleep(30)')
      const outcome = expect(slow).rejects.toMatchObject({ code: 'store_unavailable' })
      await sleep(200)
      const admin = openPoolStore({ connection: database.url })
      await admin.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid()`,
      )
      await admin.close()
      await outcome
      // A cut connection that lay idle looks usable until the driver has read its end.
      await expect
        .poll(() => store.query('SELECT 1 AS one').catch(({ code }) => code), { timeout: 10_000 })
        .toEqual([{ one: 1 }])
    })

    test('a database or user that is not there is a wrong setting', async () => {
      const url = new URL(database.url)
      url.pathname = '/no_such_database'
      await expect(open(url.href)).rejects.toMatchObject({ code: 'config_invalid' })
    })
  })
}

test('a server that is not there is unavailable, and says so', async () => {
  const failure = await open('postgres://postgres@127.0.0.1:1/godwit').catch((error) => error)
  expect(failure).toBeInstanceOf(EngineError)
  expect(failure).toMatchObject({ code: 'store_unavailable', retry: 'later' })
})
