import { EngineError } from '../../errors.ts'
import type {
  ReadOptions,
  Source,
  SourceBatch,
  SourceCheck,
  SourceNotice,
  SourceRecord,
  SourceStream,
  StreamState,
} from '../source.ts'
import {
  type DatabaseSession,
  type DatabaseTable,
  firstPageSize,
  guessCursor,
  nextPageSize,
  type ReadableTable,
  weigh,
} from './database.ts'

export type DatabaseSourceOptions = {
  /** A new connection; the signal breaks it off at any moment. */
  connect(signal?: AbortSignal): Promise<DatabaseSession>
  /** What to call the database in a message. */
  place: string
  /** By stream, the column that grows with every change; for tables where no name tells. */
  cursorColumns: Readonly<Record<string, string>>
}

/**
 * Where an unfinished read stands. `high` is the highest cursor value when the read began: what changes while it lasts is
 * found by the next incremental read, however often this one is interrupted.
 */
type Resume = { after?: string[]; skip?: number; since?: string | null; high?: string | null; count: number }

/** A database as a source: its tables and views are the streams, values come as the text that the database prints. */
export function openDatabaseSource({ connect, place, cursorColumns }: DatabaseSourceOptions): Source {
  async function withSession<T>(
    signal: AbortSignal | undefined,
    work: (session: DatabaseSession) => Promise<T>,
  ): Promise<T> {
    const session = await connect(signal)
    try {
      return await work(session)
    } finally {
      await session.close()
    }
  }

  const withCursor = (table: DatabaseTable): ReadableTable => ({ ...table, cursor: cursorOf(table, cursorColumns) })

  return {
    async check(signal): Promise<SourceCheck> {
      try {
        const tables = await withSession(signal, (session) => session.tables())
        const streams = tables.map(({ stream, readable }) => ({
          name: stream,
          reachable: readable,
          message: readable ? 'can be read' : 'the user may not read it; grant SELECT on it',
        }))
        if (!tables.some(({ readable }) => readable))
          return {
            ok: false,
            code: 'source_forbidden',
            message: `${place} takes the credentials, but shows no table that the user may read; grant SELECT, or check the names of database and schemas.`,
            streams,
          }
        return { ok: true, message: `${place} answers and takes the credentials.`, streams }
      } catch (error) {
        if (!(error instanceof EngineError)) throw error
        return { ok: false, code: error.code, message: error.message, streams: [] }
      }
    },

    async discover(signal): Promise<SourceStream[]> {
      const tables = await withSession(signal, (session) => session.tables())
      return tables
        .filter(({ readable }) => readable)
        .map((table) => {
          const cursor = cursorOf(table, cursorColumns)
          return {
            name: table.stream,
            json_schema: {
              type: 'object',
              properties: Object.fromEntries(table.columns.map(({ name, schema }) => [name, schema])),
            },
            primary_key: table.key.map((name) => [name]),
            cursor_field: cursor === null ? null : [cursor],
            supports_incremental: cursor !== null,
          }
        })
    },

    async *read({ streams, state, mode, signal }: ReadOptions): AsyncGenerator<SourceBatch> {
      let session: DatabaseSession | undefined
      try {
        let tables: DatabaseTable[] | undefined
        for (const stream of streams) {
          let standing = state[stream] ?? {}
          try {
            // After a failure the transaction is of no use; the next stream gets a new one.
            session ??= await connect(signal)
            tables ??= await session.tables()
            const table = findTable(tables, stream, place)
            for await (const batch of readTable(session, withCursor(table), standing, mode)) {
              standing = batch.state
              yield { stream, ...batch, ...(batch.state.resume ? {} : { end: { status: 'completed' as const } }) }
            }
          } catch (error) {
            signal?.throwIfAborted()
            if (!(error instanceof EngineError)) throw error
            await session?.close()
            session = undefined
            yield { stream, records: [], state: standing, notices: [], end: { status: 'failed', error } }
          }
          signal?.throwIfAborted()
        }
      } finally {
        await session?.close()
      }
    },

    async close() {},
  }
}

type Batch = { records: SourceRecord[]; state: StreamState; notices: SourceNotice[] }

/** Whether the rows can be paged by their key: it must sort the same as text printed and read again. */
const isKeyset = ({ key, columns }: DatabaseTable): boolean =>
  key.length > 0 && key.every((name) => columns.find((column) => column.name === name)?.sortsExactly === true)

async function* readTable(
  session: DatabaseSession,
  table: ReadableTable,
  state: StreamState,
  mode: ReadOptions['mode'],
): AsyncGenerator<Batch> {
  const notices: SourceNotice[] = []
  const resume = (state.resume as Resume | undefined) ?? (await begin(session, table, state, mode, notices))
  const stored = state.cursor ? { cursor: state.cursor } : {}
  let { count } = resume
  const take = () => notices.splice(0)

  if (isKeyset(table) && resume.skip === undefined) {
    let after = resume.after ?? null
    for (let limit = firstPageSize; ; ) {
      const records = await session.page(table, { after, since: resume.since ?? null, limit })
      count += records.length
      const last = records.at(-1)
      if (last) after = table.key.map((name) => String(last[name]))
      if (records.length < limit) {
        yield { records, notices: [...take(), ...ending(table, count, resume)], state: finished(table, resume) }
        return
      }
      const standing: Resume = { ...resume, count, ...(after ? { after } : {}) }
      yield { records, notices: take(), state: { ...stored, resume: standing } }
      limit = nextPageSize(records.length, weigh(records))
    }
  }

  const skip = resume.skip ?? 0
  notices.push({
    level: 'warning',
    code: 'no_key',
    message:
      skip > 0
        ? `${table.stream} has no key to page by; reading goes on after ${skip} rows in the order of their values. Rows that changed in between may be missing or doubled.`
        : `${table.stream} has no key to page by; its rows are read whole each time, in the order of their values.`,
  })
  for await (const records of session.scan(table, skip)) {
    count += records.length
    yield { records, notices: take(), state: { ...stored, resume: { ...resume, skip: count, count } satisfies Resume } }
  }
  yield { records: [], notices: [...take(), ...ending(table, count, resume)], state: finished(table, resume) }
}

async function begin(
  session: DatabaseSession,
  table: ReadableTable,
  state: StreamState,
  mode: ReadOptions['mode'],
  notices: SourceNotice[],
): Promise<Resume> {
  if (table.cursor === null) {
    if (mode === 'incremental' && isKeyset(table))
      notices.push({
        level: 'info',
        code: 'no_cursor',
        message: `${table.stream} has no column that tells when a row was changed; it is read whole. Name one under cursor_columns if there is.`,
      })
    return { count: 0 }
  }
  const high = await session.highest(table)
  const known = state.cursor
  const value = known?.['column'] === table.cursor ? known['value'] : undefined
  return { count: 0, high, since: mode === 'incremental' && typeof value === 'string' ? value : null }
}

function finished(table: ReadableTable, { high, since }: Resume): StreamState {
  const value = high ?? since
  return table.cursor !== null && value ? { cursor: { column: table.cursor, value } } : {}
}

const ending = (table: ReadableTable, count: number, { since }: Resume): SourceNotice[] =>
  count === 0 && !since ? [{ level: 'warning', code: 'no_records', message: `${table.stream} gave no records.` }] : []

function findTable(tables: readonly DatabaseTable[], stream: string, place: string): DatabaseTable {
  const table = tables.find((one) => one.stream === stream)
  if (!table) {
    const names = tables.map((one) => one.stream)
    throw new EngineError(
      'stream_unknown',
      `${place} has no table ${stream}; it has ${names.slice(0, 30).join(', ') || 'none'}${names.length > 30 ? ' and more' : ''}.`,
    )
  }
  if (!table.readable)
    throw new EngineError(
      'source_forbidden',
      `The user may not read ${stream} in ${place}; grant SELECT on it or leave the stream out.`,
    )
  return table
}

function cursorOf(table: DatabaseTable, wished: Readonly<Record<string, string>>): string | null {
  const name = Object.hasOwn(wished, table.stream) ? wished[table.stream] : undefined
  if (name === undefined) return isKeyset(table) ? guessCursor(table.columns) : null
  const column = table.columns.find((one) => one.name === name)
  const path = `cursor_columns.${table.stream}`
  if (!column || !['moment', 'whole_number', 'number'].includes(column.kind))
    throw new EngineError(
      'connection_config_invalid',
      column
        ? `${path}: the column ${name} is ${column.type}; a cursor is a date with time or a number.`
        : `${path}: ${table.stream} has no column ${name}.`,
      { details: [{ path, message: 'is not a column to go by' }] },
    )
  return isKeyset(table) ? name : null
}
