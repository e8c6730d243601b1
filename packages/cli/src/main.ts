import { GodwitError } from '@godwit/sdk'
import { Command, CommanderError } from 'commander'
import { answerRun } from './commands/answer-run.ts'
import { exportSheet } from './commands/export-sheet.ts'
import { giveCredentials } from './commands/give-credentials.ts'
import { listMigrations } from './commands/list-migrations.ts'
import { listRuns } from './commands/list-runs.ts'
import { manageKeys } from './commands/manage-keys.ts'
import { manageVault } from './commands/manage-vault.ts'
import { replayExecute } from './commands/replay-execute.ts'
import { runDemo } from './commands/run-demo.ts'
import { runFiles } from './commands/run-files.ts'
import { runServer } from './commands/run-server.ts'
import { showThread } from './commands/show-thread.ts'
import { talkToAgent } from './commands/talk-to-agent.ts'
import { useConnectors } from './commands/use-connectors.ts'
import type { Process } from './context.ts'
import { CommandError, exitCodes } from './exit-codes.ts'

/** The whole command line, on the process's edges that it is given. */
export function buildProgram(edge: Process): Command {
  const program = new Command('godwit')
    .description('Moves customers’ data out of the system they leave and into the product they join.')
    .option('--url <url>', 'the server (default: GODWIT_PUBLIC_URL, or http://127.0.0.1:8080)')
    .option('--api-key <key>', 'the API key (default: GODWIT_API_KEY, which other users of the machine cannot see)')
    .option('--json', 'print one JSON value for programs')
    .showHelpAfterError('(godwit --help lists what there is)')
    .configureOutput({
      writeOut: (text) => edge.stdout.write(text),
      writeErr: (text) => edge.stderr.write(text),
    })
    .exitOverride()
  for (const add of [
    runServer,
    runDemo,
    runFiles,
    listMigrations,
    listRuns,
    showThread,
    answerRun,
    talkToAgent,
    giveCredentials,
    exportSheet,
    replayExecute,
    useConnectors,
    manageKeys,
    manageVault,
  ]) {
    add(program, edge)
  }
  return program
}

/** Runs one command line, and says what to exit with. Nothing is thrown. */
export async function runCommand(args: readonly string[], edge: Omit<Process, 'setExitCode'>): Promise<number> {
  let exitCode: number = exitCodes.done
  const program = buildProgram({
    ...edge,
    setExitCode: (code) => {
      exitCode = code
    },
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return exitCode
  } catch (error) {
    return explain(error, edge)
  }
}

function explain(error: unknown, { stderr, signal }: Omit<Process, 'setExitCode'>): number {
  // commander has said already what was wrong with the command line
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage
  if (signal.aborted) {
    stderr.write('godwit: stopped.\n')
    return exitCodes.failed
  }
  if (error instanceof CommandError) {
    stderr.write(`godwit: ${error.message}\n`)
    return error.code
  }
  if (error instanceof GodwitError || isEngineError(error)) {
    const details = error.details.map(({ path, message }) => `\n  ${path}: ${message}`).join('')
    stderr.write(`godwit: ${error.message} (${error.code})${details}\n`)
    return error.code === 'config_invalid' ? exitCodes.usage : exitCodes.failed
  }
  stderr.write(`godwit: a fault in Godwit itself: ${error instanceof Error ? error.stack : String(error)}\n`)
  return exitCodes.failed
}

type Coded = Error & { code: string; details: readonly { path: string; message: string }[] }

/** By name, since the engine's own class is there only where the engine is. */
const isEngineError = (error: unknown): error is Coded => error instanceof Error && error.name === 'EngineError'

if (import.meta.main || process.argv[1]?.endsWith('/bin/godwit.js')) {
  const stopping = new AbortController()
  const [command = ''] = process.argv.slice(2)
  // a server listens to signals itself, to finish what is under way
  if (!['serve', 'api', 'worker'].includes(command)) {
    for (const name of ['SIGINT', 'SIGTERM'] as const) {
      process.once(name, () => stopping.abort(new Error(`stopped by ${name}`)))
    }
  }
  // a reader that has seen enough (`godwit export … | head`) is no failure
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(exitCodes.done)
    throw error
  })
  const { env, stdin, stdout, stderr } = process
  process.exitCode = await runCommand(process.argv.slice(2), { env, stdin, stdout, stderr, signal: stopping.signal })
}
