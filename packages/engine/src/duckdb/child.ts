/**
 * The child process that DuckDB lives in: a native crash or an out-of-memory kill ends one attempt, not the server.
 * It speaks over the IPC channel and dies with it, so it never outlives its parent.
 */
import { openSession, type Session } from './session.ts'
import type { FromChild, ToChild } from './wire.ts'

let session: Session | undefined

const reply = (message: FromChild) => process.send?.(message)

process.on('disconnect', () => process.exit(0))
// Ctrl+C reaches the whole process group; the parent decides when a query stops.
process.on('SIGINT', () => {})

process.on('message', async (message: ToChild) => {
  if (message.kind === 'interrupt') {
    session?.interrupt()
    return
  }
  try {
    if (message.kind === 'open') {
      session = await openSession(message.options)
      reply({ id: message.id, ok: true, rows: null })
    } else if (!session) {
      throw new Error('the database is not open')
    } else if (message.kind === 'exec') {
      await session.exec(message.statement)
      reply({ id: message.id, ok: true, rows: null })
    } else {
      reply({ id: message.id, ok: true, rows: await session.rows(message.statement, message.values) })
    }
  } catch (error) {
    reply({ id: message.id, ok: false, message: error instanceof Error ? error.message : String(error) })
  }
})
