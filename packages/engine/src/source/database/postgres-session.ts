import pg from 'pg'
import { EngineError } from '../../errors.ts'
import { ident } from '../../sql/quote.ts'
import type { SourceRecord } from '../source.ts'
import { connectChecked, connectionError, tlsOptions } from './connect-checked.ts'
import {
  type DatabaseColumn,
  type DatabaseSession,
  lookbackSeconds,
  nextPageSize,
  type ReadableTable,
  weigh,
} from './database.ts'
import type { DatabaseSettings } from './database-settings.ts'
import { listPostgresTables, type PostgresColumnRow, tablesOf } from './postgres-tables.ts'

/** One page or one count; a table too slow for this lacks an index on its key. */
const statementTimeoutMs = 5 * 60_000

/** Sorting a whole table that has no key. */
const scanTimeoutMs = 60 * 60_000

/** Values come as the text that the server prints: nothing is rounded on the way. */
const asPrinted = { getTypeParser: () => (value: string | Buffer) => value }

/** So that the same value prints the same everywhere. Local to the transaction, for poolers that share connections. */
const settingsOfReads: Record<string, string> = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  bytea_output: 'hex',
  extra_float_digits: '1',
  statement_timeout: String(statementTimeoutMs),
  lock_timeout: '30000',
  idle_in_transaction_session_timeout: '0',
  // where the server has it: a query whose client is gone ends
  client_connection_check_interval: '5s',
}

/** Connects and begins. Fails with EngineErrors; the signal breaks the connection at any time. */
export async function connectPostgres(settings: DatabaseSettings, signal?: AbortSignal): Promise<DatabaseSession> {
  signal?.throwIfAborted()
  const { connectTimeoutMs } = settings
  const where = `${settings.host}:${settings.port}`
  const translate = (error: unknown): unknown =>
    signal?.aborted
      ? signal.reason
      : (connectionError(error, where, connectTimeoutMs) ?? postgresError(error, settings))
  const tls = tlsOptions(settings)
  let client: pg.Client | undefined
  const breakOff = () => streamOf(client)?.destroy()
  signal?.addEventListener('abort', breakOff, { once: true })

  async function query<T extends unknown[]>(
    text: string,
    values: readonly unknown[] = [],
    timeoutMs = statementTimeoutMs,
  ): Promise<T[]> {
    try {
      const limit = { query_timeout: timeoutMs + 30_000 }
      const result = await (client as pg.Client).query<T>({ text, values: [...values], rowMode: 'array', ...limit })
      return result.rows
    } catch (error) {
      throw translate(error)
    }
  }

  async function close(): Promise<void> {
    signal?.removeEventListener('abort', breakOff)
    // A connection that is broken, or busy, is not waited for.
    const ended = client?.end().catch(() => {})
    const timer = setTimeout(breakOff, 1000)
    await ended
    clearTimeout(timer)
  }

  try {
    await connectChecked(settings, async (address) => {
      client = new pg.Client({
        host: address,
        port: settings.port,
        database: settings.database,
        user: settings.username,
        // A function, and always: else pg would look for one of the operator's own, in the environment and in ~/.pgpass.
        password: settings.password,
        ssl: tls ?? false,
        connectionTimeoutMillis: connectTimeoutMs,
        application_name: 'godwit',
        keepAlive: true,
        types: asPrinted,
      })
      // What breaks between two queries is told by the next one.
      client.on('error', () => {})
      await client.connect()
    })
    await query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    await query(
      'SELECT set_config(name, value, true) FROM jsonb_each_text($1::jsonb) AS wanted(name, value) WHERE lower(name) IN (SELECT lower(name) FROM pg_settings)',
      [JSON.stringify(settingsOfReads)],
    )
  } catch (error) {
    await close()
    throw translate(error)
  }

  return {
    async tables() {
      return tablesOf(await query<PostgresColumnRow>(listPostgresTables, [settings.schemas]))
    },

    async highest(table) {
      const cursor = columnOf(table, table.cursor as string)
      const [row] = await query<[string | null]>(`SELECT max(${ident(cursor.name)}) FROM ${from(table)}`)
      return row?.[0] ?? null
    },

    async page(table, { after, since, limit }) {
      const values: string[] = []
      const bind = (value: string, column: DatabaseColumn) => `$${values.push(value)}::text::${column.type}`
      const conditions: string[] = []
      if (after)
        conditions.push(
          `(${table.key.map(ident).join(', ')}) > (${table.key.map((name, at) => bind(after[at] as string, columnOf(table, name))).join(', ')})`,
        )
      if (since !== null && table.cursor !== null) {
        const column = columnOf(table, table.cursor)
        const margin = column.kind === 'moment' ? ` - interval '${lookbackSeconds} seconds'` : ''
        conditions.push(`(${ident(column.name)} >= ${bind(since, column)}${margin} OR ${ident(column.name)} IS NULL)`)
      }
      const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
      const rows = await query<(string | null)[]>(
        `SELECT ${selected(table)} FROM ${from(table)}${where} ORDER BY ${table.key.map(ident).join(', ')} LIMIT ${limit}`,
        values,
      )
      return rows.map((row) => recordOf(table, row))
    },

    async *scan(table, skip) {
      // The first rows come when all are sorted.
      await query(`SET LOCAL statement_timeout = ${scanTimeoutMs}`)
      // The text of the whole row orders any row, whatever its types; equal rows may stand in any order.
      await query(
        `DECLARE godwit_scan NO SCROLL CURSOR FOR SELECT ${selected(table)} FROM ${from(table)} AS t ORDER BY CAST(t.* AS text) COLLATE "C"`,
      )
      if (skip > 0) await query(`MOVE FORWARD ${Math.floor(skip)} IN godwit_scan`, [], scanTimeoutMs)
      for (let limit = 200; ; ) {
        const rows = await query<(string | null)[]>(`FETCH ${limit} FROM godwit_scan`, [], scanTimeoutMs)
        if (rows.length === 0) break
        const records = rows.map((row) => recordOf(table, row))
        yield records
        if (rows.length < limit) break
        limit = nextPageSize(records.length, weigh(records))
      }
      await query(`CLOSE godwit_scan; SET LOCAL statement_timeout = ${statementTimeoutMs}`)
    },

    close,
  }
}

const streamOf = (client: pg.Client | undefined): { destroy(): void } | undefined =>
  (client as unknown as { connection?: { stream?: { destroy(): void } } } | undefined)?.connection?.stream

const from = (table: ReadableTable): string => `${ident(table.schema)}.${ident(table.name)}`

const selected = (table: ReadableTable): string =>
  table.columns
    .map(({ name, kind }) => (kind === 'list' ? `array_to_json(${ident(name)})::text` : ident(name)))
    .join(', ')

function columnOf(table: ReadableTable, name: string): DatabaseColumn {
  const column = table.columns.find((one) => one.name === name)
  if (!column) throw new Error(`no column ${name}`)
  return column
}

function recordOf(table: ReadableTable, row: readonly (string | null)[]): SourceRecord {
  return Object.fromEntries(
    table.columns.map(({ name, kind }, at) => {
      const value = row[at] ?? null
      return [name, kind === 'boolean' && value !== null ? value === 't' : value]
    }),
  )
}

/**
 * What PostgreSQL says, by its codes (https://www.postgresql.org/docs/current/errcodes-appendix.html). Its own words are
 * left out: they quote values.
 */
function postgresError(error: unknown, { host, port, database, username }: DatabaseSettings): unknown {
  const code = String((error as { code?: unknown }).code ?? '')
  if (!/^[0-9A-Z]{5}$/.test(code)) return error
  const where = `${host}:${port}`
  const detail = { where, code }
  if (code === '28P01' || code === '28000')
    return new EngineError(
      'credentials_refused',
      code === '28P01'
        ? `${where} refuses the user ${username} with this password; enter the right one.`
        : `${where} does not let the user ${username} in from here (pg_hba.conf), or does not know it.`,
      { detail },
    )
  if (code === '3D000')
    return new EngineError('connection_config_invalid', `${where} has no database ${database}; check its name.`, {
      detail,
      details: [{ path: 'database', message: 'does not exist there' }],
    })
  if (code === '42501')
    return new EngineError(
      'source_forbidden',
      `The user ${username} may not do this on ${where}; grant CONNECT, USAGE and SELECT, or leave the stream out.`,
      { detail },
    )
  if (code === '57014')
    return new EngineError(
      'source_failed',
      `A query on ${where} took longer than ${statementTimeoutMs / 60_000} minutes and was stopped. An index on the key of the table helps.`,
      { detail },
    )
  if (code === '53300')
    return new EngineError('source_unreachable', `${where} has no free connections; try again later.`, { detail })
  if (code.startsWith('08') || code.startsWith('57P'))
    return new EngineError('source_unreachable', `${where} closed the connection (${code}); try again.`, { detail })
  return new EngineError('source_failed', `${where} refused a query (SQLSTATE ${code}).`, { detail })
}
