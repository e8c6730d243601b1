import { parseConfig } from './config.ts'
import { EngineError } from './errors.ts'
import { type Role, type Running, serve } from './serve.ts'
import { describeError } from './util/describe-error.ts'

/** 0: stopped as asked; 1: failed; 2: a setting is wrong. */
export type ExitCode = 0 | 1 | 2

/**
 * Runs Godwit in this process until SIGTERM or SIGINT, and says on standard output where it listens. A second signal
 * ends it at once; PostgreSQL is stopped all the same. Resolves, with the code to exit with, when everything is closed.
 */
export async function runServer(role: Role = 'serve'): Promise<ExitCode> {
  const signal = nextSignal()
  let running: Running
  try {
    running = await serve(parseConfig(process.env), { role })
  } catch (error) {
    return explain(error)
  }
  announce(running)
  const failure = nextFailure()
  const end = await Promise.race([signal, failure])
  if (end.kind === 'failure') running.log.fatal({ err: end.error }, 'stopping after an error that nobody expected')
  else running.log.info({ signal: end.signal }, 'stopping')
  try {
    await running.stop()
  } catch (err) {
    running.log.error({ err }, 'not everything could be closed')
    return 1
  }
  return end.kind === 'failure' ? 1 : 0
}

/** In one piece: whoever reads that it is ready has read the key too. */
function announce({ url, firstKey }: Running): void {
  const ready = url ? `Godwit is ready at ${url} (reference: ${url}/docs)` : 'Godwit is ready to work'
  console.log(firstKey ? `${ready}\nAPI key of the new account, shown only now: ${firstKey.reveal()}` : ready)
}

function nextSignal(): Promise<{ kind: 'signal'; signal: NodeJS.Signals }> {
  let asked = false
  return new Promise((resolve) => {
    const onSignal = (signal: NodeJS.Signals) => {
      // While it is still starting there is nothing to finish; the watchdog stops PostgreSQL.
      if (asked) process.exit(1)
      asked = true
      resolve({ kind: 'signal', signal })
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  })
}

function nextFailure(): Promise<{ kind: 'failure'; error: unknown }> {
  return new Promise((resolve) => {
    process.on('uncaughtException', (error) => resolve({ kind: 'failure', error }))
  })
}

function explain(error: unknown): ExitCode {
  if (error instanceof EngineError) {
    console.error(`godwit: ${error.message}`)
    return error.code === 'config_invalid' ? 2 : 1
  }
  console.error('godwit: failed to start because of a fault in Godwit itself:', describeError(error))
  return 1
}

if (import.meta.main) process.exit(await runServer())
