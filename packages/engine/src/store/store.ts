/** Something that runs one SQL statement with bound values: the pool, or a transaction. */
export interface Queryable {
  query<Row extends object = Record<string, unknown>>(statement: string, values?: readonly unknown[]): Promise<Row[]>
}

/**
 * The control store: PostgreSQL, the only place where state changes. JSON columns come back parsed, timestamps as
 * `Date`, bigint as number. Failures to reach it are EngineErrors `store_unavailable`; a broken constraint is a
 * `StoreConflict` naming it.
 */
export interface Store extends Queryable {
  /** Everything in `work` commits together or not at all; retried by itself on serialization failures and deadlocks. */
  transaction<Result>(work: (tx: Queryable) => Promise<Result>): Promise<Result>
  /** Calls `onNotify` with the payload of each NOTIFY on `channel`; survives reconnects (then calls with null). */
  listen(channel: string, onNotify: (payload: string | null) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** A unique, foreign-key or check constraint refused a statement. */
export class StoreConflict extends Error {
  override readonly name = 'StoreConflict'
  readonly constraint: string
  constructor(constraint: string, options?: { cause?: unknown }) {
    super(`the store's constraint ${constraint} refused the change`, options)
    this.constraint = constraint
  }
}
