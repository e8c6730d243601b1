import { type DestinationStream, type Logger, pino } from 'pino'
import type { LogLevel } from '../config.ts'
import { describeError } from './describe-error.ts'
import { renderLogLine } from './render-log-line.ts'

/** Structured log of the server: `log.info({ runId }, 'run claimed')`. Never cell values, never secrets. */
export type Log = Logger

/** Fields that hold secrets by their name, at the top of a line or one object down; what they hold is not written. */
const secretFields = [
  'authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'apiKey',
  'api_key',
  'token',
  'signed_url',
  'password',
  'secret',
  'credentials',
]

/**
 * Opens the log. It goes to standard error, so that what commands print stays clean, unless a destination is given.
 * Errors are written under `err` without what they quote from data.
 */
export function openLog(
  { logLevel, logFormat }: { logLevel: LogLevel; logFormat: 'pretty' | 'json' },
  destination?: DestinationStream,
): Log {
  const out = destination ?? pino.destination({ fd: 2, sync: true })
  const lines: DestinationStream = logFormat === 'pretty' ? { write: (line) => out.write(renderLogLine(line)) } : out
  return pino(
    {
      level: logLevel,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError, error: describeError },
      redact: {
        paths: secretFields.flatMap((field) => [`["${field}"]`, `*["${field}"]`, `*.*["${field}"]`]),
        censor: '[secret]',
      },
    },
    lines,
  )
}
