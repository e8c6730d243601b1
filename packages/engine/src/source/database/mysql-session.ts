import { connect, isIP, type Socket } from 'node:net'
import mysql from 'mysql2'
import { EngineError } from '../../errors.ts'
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
import {
  listMysqlColumns,
  listMysqlKeys,
  type MysqlColumnRow,
  type MysqlKeyRow,
  mysqlTablesOf,
  selectedColumn,
} from './mysql-tables.ts'
import { afterKey, nameLiteral, valueLiteral } from './mysql-text.ts'

/** One page or one count; a table too slow for this lacks an index on its key. */
const statementTimeoutSeconds = 300

type Row = (string | null)[]

/** Values come as the text that the server prints: nothing is rounded on the way. */
const typeCast = (field: { string(encoding?: string): string | null }) => field.string('utf8')

/** Connects and begins. Fails with EngineErrors; the signal breaks the connection at any time. */
export async function connectMysql(settings: DatabaseSettings, signal?: AbortSignal): Promise<DatabaseSession> {
  signal?.throwIfAborted()
  const where = `${settings.host}:${settings.port}`
  const { connectTimeoutMs } = settings
  const translate = (error: unknown): unknown =>
    signal?.aborted ? signal.reason : (connectionError(error, where, connectTimeoutMs) ?? mysqlError(error, settings))
  let connection: mysql.Connection | undefined
  let socket: Socket | undefined
  /** Rejects when the connection breaks or the signal comes: the driver leaves some calls unanswered then. */
  let broken: Promise<never> = new Promise(() => {})
  let breakOff: (error: unknown) => void = () => {}
  let running = 0
  const abort = () => {
    stopping ??= stopQuery()
    socket?.destroy()
    breakOff(signal?.reason)
  }

  /** The server does not notice that nobody waits for a query any more; it is told on a line of its own. */
  let stopping: Promise<void> | undefined
  async function stopQuery(): Promise<void> {
    const id = running > 0 ? connection?.threadId : null
    if (typeof id !== 'number') return
    await connectChecked(settings, async (address) => {
      const line = connect({ host: address, port: settings.port })
      const other = mysql.createConnection({ ...optionsOf(settings, line), connectTimeout: 1000 })
      await new Promise<void>((resolve) => {
        other.on('error', () => resolve())
        line.on('close', () => resolve())
        other.query(`KILL QUERY ${id}`, () => resolve())
      })
      line.destroy()
    }).catch(() => {
      // It ends by its time limit, then.
    })
  }
  signal?.addEventListener('abort', abort, { once: true })

  async function open(address: string): Promise<void> {
    // The driver would compare the certificate with the name localhost.
    if (settings.tls === 'verify' && isIP(settings.host.replace(/^\[|\]$/g, '')) !== 0)
      throw new EngineError(
        'connection_config_invalid',
        `${where} is an address, and a certificate is checked against a name. Give the server's name as host, or set tls to require.`,
        { details: [{ path: 'host', message: 'must be a name when tls is verify' }] },
      )
    broken = new Promise((_, reject) => {
      breakOff = reject
    })
    broken.catch(() => {})
    socket = connect({ host: address, port: settings.port, timeout: 0 })
    const opened = mysql.createConnection(optionsOf(settings, socket))
    connection = opened
    opened.on('error', (error) => breakOff(error))
    socket.on('close', () => breakOff(Object.assign(new Error('closed'), { code: 'PROTOCOL_CONNECTION_LOST' })))
    const connected = new Promise<void>((resolve, reject) =>
      opened.connect((error) => (error ? reject(error) : resolve())),
    )
    connected.catch(() => {})
    await Promise.race([connected, broken])
  }

  async function query<T extends Row>(sql: string): Promise<T[]> {
    const answered = new Promise<T[]>((resolve, reject) => {
      connection?.query(
        { sql, rowsAsArray: true, typeCast, timeout: (statementTimeoutSeconds + 30) * 1000 },
        (error, rows) => (error ? reject(error) : resolve(rows as unknown as T[])),
      )
    })
    running++
    const done = () => {
      running--
    }
    answered.then(done, done)
    try {
      return await Promise.race([answered, broken])
    } catch (error) {
      throw translate(error)
    }
  }

  /** For settings that only some servers have. */
  async function tryQuery(sql: string): Promise<void> {
    try {
      await query(sql)
    } catch (error) {
      if (!(error instanceof EngineError) || error.code !== 'source_failed') throw error
    }
  }

  /** MySQL and MariaDB name it differently. 0: no limit. */
  async function limitStatements(seconds: number): Promise<void> {
    await tryQuery(`SET SESSION max_execution_time = ${seconds * 1000}`)
    await tryQuery(`SET SESSION max_statement_time = ${seconds}`)
  }

  async function close(): Promise<void> {
    signal?.removeEventListener('abort', abort)
    stopping ??= stopQuery()
    connection?.destroy()
    socket?.destroy()
    await stopping
  }

  try {
    await connectChecked(settings, open)
    await query(
      "SET SESSION sql_mode = '', time_zone = '+00:00', SESSION TRANSACTION_ISOLATION = 'REPEATABLE-READ'",
    ).catch(async () => {
      await query("SET SESSION sql_mode = '', time_zone = '+00:00'")
      await query('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ')
    })
    await limitStatements(statementTimeoutSeconds)
    // Between two pages, and while rows wait to be taken, the reader may be busy for a while.
    await query('SET SESSION wait_timeout = 28800, SESSION net_write_timeout = 3600')
    await query('START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY')
  } catch (error) {
    await close()
    throw translate(error)
  }

  return {
    async tables() {
      const columns = await query<MysqlColumnRow>(listMysqlColumns(settings.database))
      const keys = await query<MysqlKeyRow>(listMysqlKeys(settings.database))
      return mysqlTablesOf(settings.database, columns, keys)
    },

    async highest(table) {
      const [row] = await query(`SELECT MAX(${nameLiteral(table.cursor as string)}) FROM ${from(table)}`)
      return row?.[0] ?? null
    },

    async page(table, { after, since, limit }) {
      const key = table.key.map((name) => columnOf(table, name))
      const conditions: string[] = []
      if (after) conditions.push(afterKey(key, after))
      if (since !== null && table.cursor !== null) conditions.push(changedSince(columnOf(table, table.cursor), since))
      const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
      const rows = await query(
        `SELECT ${selected(table)} FROM ${from(table)}${where} ORDER BY ${key.map(({ name }) => nameLiteral(name)).join(', ')} LIMIT ${limit}`,
      )
      return rows.map((row) => recordOf(table, row))
    },

    async *scan(table, skip) {
      // Digests order any row, whatever its types and however long; equal rows may stand in any order.
      const digest = table.columns
        .map((column) => `COALESCE(HEX(CAST(${selectedColumn(column)} AS CHAR)), '-')`)
        .join(", ',', ")
      // One statement gives the whole table.
      await limitStatements(0)
      const limit = `LIMIT ${Math.floor(skip)}, 18446744073709551615`
      const rows = (connection as mysql.Connection)
        .query({
          sql: `SELECT ${selected(table)} FROM ${from(table)} ORDER BY SHA2(CONCAT(${digest}), 256) ${skip > 0 ? limit : ''}`,
          rowsAsArray: true,
          typeCast,
        })
        .stream({ highWaterMark: 200 })
      broken.catch((error) => rows.destroy(error as Error))
      let records: SourceRecord[] = []
      let size = 200
      running++
      try {
        for await (const row of rows) {
          if (records.push(recordOf(table, row as Row)) < size) continue
          yield records
          size = nextPageSize(records.length, weigh(records))
          records = []
        }
      } catch (error) {
        throw translate(error)
      }
      running--
      if (records.length > 0) yield records
      await limitStatements(statementTimeoutSeconds)
    },

    close,
  }
}

function optionsOf(settings: DatabaseSettings, stream: Socket): mysql.ConnectionOptions {
  const tls = tlsOptions(settings)
  return {
    host: settings.host.replace(/^\[|\]$/g, ''),
    port: settings.port,
    stream,
    user: settings.username,
    password: settings.password(),
    database: settings.database,
    charset: 'utf8mb4',
    connectTimeout: settings.connectTimeoutMs,
    enableKeepAlive: true,
    // A server must not be able to ask for files of this machine.
    flags: ['-LOCAL_FILES'],
    ...(tls ? { ssl: { ...tls, verifyIdentity: settings.tls === 'verify' } as mysql.SslOptions } : {}),
  }
}

const from = (table: ReadableTable): string => `${nameLiteral(table.schema)}.${nameLiteral(table.name)}`

const selected = (table: ReadableTable): string => table.columns.map(selectedColumn).join(', ')

function changedSince(column: DatabaseColumn, since: string): string {
  const name = nameLiteral(column.name)
  const value = valueLiteral(since, column)
  const start = column.kind === 'moment' ? `COALESCE(${value} - INTERVAL ${lookbackSeconds} SECOND, ${value})` : value
  return `(${name} >= ${start} OR ${name} IS NULL)`
}

function columnOf(table: ReadableTable, name: string): DatabaseColumn {
  const column = table.columns.find((one) => one.name === name)
  if (!column) throw new Error(`no column ${name}`)
  return column
}

function recordOf(table: ReadableTable, row: Row): SourceRecord {
  return Object.fromEntries(
    table.columns.map(({ name, kind }, at) => {
      const value = row[at] ?? null
      return [name, kind === 'binary' && value !== null ? `\\x${value.toLowerCase()}` : value]
    }),
  )
}

/** What the server says, by its numbers. Its own words are left out: they quote values. */
function mysqlError(error: unknown, { host, port, database, username }: DatabaseSettings): unknown {
  const { errno, code } = error as { errno?: unknown; code?: unknown }
  const where = `${host}:${port}`
  const detail = { where, code: String(code ?? ''), errno }
  switch (errno) {
    case 1045:
    case 1698:
      return new EngineError(
        'credentials_refused',
        `${where} refuses the user ${username} with this password; enter the right one.`,
        { detail },
      )
    case 1130:
    case 1129:
      return new EngineError('source_unreachable', `${where} lets no connections in from this machine.`, { detail })
    case 1049:
      return new EngineError('connection_config_invalid', `${where} has no database ${database}; check its name.`, {
        detail,
        details: [{ path: 'database', message: 'does not exist there' }],
      })
    case 1044:
      return new EngineError(
        'source_forbidden',
        `The user ${username} may not use the database ${database} on ${where}, or it does not exist; grant SELECT on it.`,
        { detail },
      )
    case 1142:
    case 1143:
    case 1227:
    case 1370:
      return new EngineError(
        'source_forbidden',
        `The user ${username} may not do this on ${where}; grant SELECT, or leave the stream out.`,
        { detail },
      )
    case 1969:
    case 3024:
      return new EngineError(
        'source_failed',
        `A query on ${where} took longer than ${statementTimeoutSeconds / 60} minutes and was stopped. An index on the key of the table helps.`,
        { detail },
      )
    case 1040:
    case 1203:
    case 1226:
      return new EngineError('source_unreachable', `${where} has no free connections; try again later.`, { detail })
  }
  if (typeof errno === 'number' && errno >= 1000)
    return new EngineError('source_failed', `${where} refused a query (error ${errno}).`, { detail })
  if (code === 'PROTOCOL_SEQUENCE_TIMEOUT')
    return new EngineError('source_unreachable', `${where} stopped answering.`, { detail })
  // Anything else that the driver makes of what it received.
  if (typeof code === 'string')
    return new EngineError('source_unreachable', `${where} does not speak the protocol of MySQL (${code}).`, { detail })
  return error
}
