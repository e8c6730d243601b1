import { availableParallelism } from 'node:os'
import {
  BIGINT,
  BOOLEAN,
  DOUBLE,
  DuckDBBlobValue,
  type DuckDBConnection,
  DuckDBInstance,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  type DuckDBType,
  type DuckDBValue,
  LIST,
  listValue,
  VARCHAR,
} from '@duckdb/node-api'
import dataAccessors from '@duckdb/node-api/lib/vectors/dataAccessors.js'
import { ident, sql, text, textList } from '../sql/quote.ts'
import type { DuckdbOptions, DuckdbRecord, DuckdbValue } from './duckdb.ts'

// The driver decodes texts without the byte order mark that they may begin with, which is a character like any other.
Object.assign(dataAccessors, { textDecoder: new TextDecoder('utf-8', { ignoreBOM: true }) })

/** What a session needs of the options; plain data, so that it can be sent to another process. */
export type SessionOptions = Omit<DuckdbOptions, 'signal'>

/** One database in this process, used by the child process and by unit tests. Nothing else imports the driver. */
export type Session = {
  exec(statement: string): Promise<void>
  rows(statement: string, values: readonly DuckdbValue[]): Promise<Record<string, DuckdbValue>[]>
  interrupt(): void
  close(): void
}

/**
 * Opens a database in memory and locks it down: afterwards no statement can reach a file outside `directories`, the
 * network, an extension or a setting.
 */
export async function openSession(options: SessionOptions | null): Promise<Session> {
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  for (const statement of lockdown(options)) await connection.run(statement)
  return {
    async exec(statement) {
      await connection.run(statement)
    },
    rows: (statement, values) => readRows(connection, statement, values),
    interrupt: () => connection.interrupt(),
    close() {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** The settings of a session, in an order that matters: folders before access is closed, the lock last. */
export function lockdown(options: SessionOptions | null): string[] {
  const settings = [
    `SET TimeZone = 'UTC'`,
    'SET autoinstall_known_extensions = false',
    'SET autoload_known_extensions = false',
    'SET allow_community_extensions = false',
    'SET enable_progress_bar = false',
    // The planner gives rows an order by position; results must not depend on the number of threads.
    'SET preserve_insertion_order = true',
  ]
  if (options) {
    settings.push(
      `SET memory_limit = '${Math.floor(options.memoryLimitBytes / 1024 / 1024)}MiB'`,
      `SET threads = ${options.threads ?? Math.min(8, availableParallelism())}`,
      `SET ${ident('temp_directory')} = ${text(options.spillDir)}`,
      `SET allowed_directories = ${textList(options.directories.map((directory) => `${directory}/`))}`,
    )
  } else {
    settings.push(`SET temp_directory = ''`)
  }
  return [...settings, 'SET enable_external_access = false', 'SET lock_configuration = true'].map(sql)
}

async function readRows(connection: DuckDBConnection, statement: string, values: readonly DuckdbValue[]) {
  const reader =
    values.length === 0
      ? await connection.runAndReadAll(statement)
      : await connection.runAndReadAll(statement, values.map(bindValue), values.map(bindType) as DuckDBType[])
  return reader.getRowObjects().map((row) => mapRecord(row))
}

function bindValue(value: DuckdbValue): DuckDBValue {
  if (Array.isArray(value)) {
    const whole = value.every((item) => item === null || typeof item === 'bigint' || Number.isInteger(item))
    return listValue(value.map((item) => (whole && item !== null ? BigInt(item as number) : bindValue(item))))
  }
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'object' && value !== null) throw new Error('DuckDB records cannot be bound: bind JSON text')
  return value as DuckDBValue
}

/** The driver takes a list's type from its first item: a null there would turn the whole list into nulls. */
function bindType(value: DuckdbValue): DuckDBType | undefined {
  if (!Array.isArray(value)) return undefined
  const items = value.filter((item) => item !== null)
  if (items.every((item) => typeof item === 'string')) return LIST(VARCHAR)
  if (items.every((item) => typeof item === 'boolean')) return LIST(BOOLEAN)
  if (items.every((item) => typeof item === 'bigint' || Number.isInteger(item))) return LIST(BIGINT)
  return items.every((item) => typeof item === 'number') ? LIST(DOUBLE) : undefined
}

function mapRecord(record: Record<string, DuckDBValue>): DuckdbRecord {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, plainValue(value)]))
}

/** Numbers that a JavaScript number holds exactly become numbers; decimals, dates and intervals stay exact as text. */
function plainValue(value: DuckDBValue): DuckdbValue {
  if (value === null || value === undefined) return null
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value
  if (typeof value !== 'object') return value
  if (value instanceof DuckDBListValue) return value.items.map(plainValue)
  if (value instanceof DuckDBStructValue) return mapRecord(value.entries as Record<string, DuckDBValue>)
  if (value instanceof DuckDBMapValue) {
    return value.entries.map((entry) => ({ key: plainValue(entry.key), value: plainValue(entry.value) }))
  }
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex')
  return String(value)
}
