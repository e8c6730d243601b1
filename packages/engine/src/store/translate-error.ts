import { EngineError } from '../errors.ts'
import { StoreConflict } from './store.ts'

/** Of an error by PostgreSQL or by the connection to it: its SQLSTATE, or the system's code (`ECONNREFUSED`). */
export const errorCodeOf = (error: unknown): string | undefined => {
  const code = (error as { code?: unknown } | null)?.code
  return typeof code === 'string' ? code : undefined
}

/** The transaction lost against another and goes through when it is run again: serialization failure or deadlock. */
export const isLostRace = (error: unknown): boolean => ['40001', '40P01'].includes(errorCodeOf(error) ?? '')

/**
 * Whether the server could not be reached, or went away. Class 08 are connection errors, 57P0x a server that is going
 * down or coming up, 53300 one that has no connection left.
 */
export function isUnreachable(error: unknown): boolean {
  const code = errorCodeOf(error)
  if (code !== undefined) {
    return /^(08...|57P0[1-5]|53300|E(CONN|PIPE|HOST|NET|TIMEDOUT|AI_AGAIN)\w*|ENOENT|ENOTFOUND)$/.test(code)
  }
  // What the driver throws by itself has no code.
  return (
    error instanceof Error &&
    /^(Connection terminated|Client has encountered a connection error|timeout exceeded when trying to connect|Client was closed)/.test(
      error.message,
    )
  )
}

/** Gives an error of the driver the meaning that the rest of the engine acts on. Others come back as they are. */
export function translateStoreError(error: unknown): unknown {
  const code = errorCodeOf(error)
  if (code === '23505' || code === '23503' || code === '23514') {
    const { constraint } = error as { constraint?: string }
    return new StoreConflict(constraint ?? code, { cause: error })
  }
  if (code === '53100') {
    return new EngineError('out_of_disk', 'The disk of the store is full. Free some space on it, then try again.', {
      cause: error,
    })
  }
  if (isUnreachable(error)) return unavailable(error)
  return error
}

/** The control store cannot be used at the moment. */
export const unavailable = (cause?: unknown): EngineError =>
  new EngineError(
    'store_unavailable',
    'The database cannot be reached at the moment. Try again shortly; if it stays so, check that PostgreSQL runs and that GODWIT_DATABASE_URL is right.',
    { cause, detail: { cause_code: errorCodeOf(cause) } },
  )
