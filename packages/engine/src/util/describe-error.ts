import { EngineError } from '../errors.ts'

/** What the log keeps of an error. */
export type ErrorDescription = {
  name: string
  message: string
  code?: string
  detail?: Record<string, unknown>
  constraint?: string
  stack?: string
  cause?: ErrorDescription
}

/**
 * An error as the log may hold it. Databases quote the value that they choke on, so of their errors only the kind,
 * the code and the place remain; the bound values and the statement never enter.
 */
export function describeError(error: unknown): unknown {
  return error instanceof Error ? describe(error, 0) : error
}

function describe(error: Error, depth: number): ErrorDescription {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown }
  const quotesData = quotes(error)
  return {
    name: error.name,
    message: quotesData ? kindOf(error) : error.message,
    ...(typeof code === 'string' && { code }),
    ...(typeof constraint === 'string' && { constraint }),
    ...(error instanceof EngineError && Object.keys(error.detail).length > 0 && { detail: error.detail }),
    ...(error.stack && { stack: quotesData ? framesOf(error.stack) : error.stack }),
    ...(error.cause instanceof Error && depth < 4 && { cause: describe(error.cause, depth + 1) }),
  }
}

/** Whether the message may repeat data: DuckDB's always may, PostgreSQL's only in class 22 (data exceptions). */
const quotes = (error: Error) =>
  error.name === 'DuckdbError' || ('severity' in error && String((error as { code?: unknown }).code).startsWith('22'))

/** DuckDB begins with the kind (`Conversion Error: …`). */
const kindOf = (error: Error) => /^[A-Z][A-Za-z ]* Error(?=:)/.exec(error.message)?.[0] ?? 'data exception'

const framesOf = (stack: string) =>
  stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')
