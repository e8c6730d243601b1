import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { readCredentials } from '../migrate/read-credentials.ts'
import { askSecrets } from '../ui/ask-secret.ts'
import { renderRequest } from '../ui/render-request.ts'

export function giveCredentials(program: Command, edge: Process) {
  program
    .command('credentials')
    .description('give a blocked run the credentials that it asks for, typed or as JSON on standard input')
    .argument('<migration>', 'id of the migration')
    .option('--show', 'only say what is asked for')
    .action(async (migrationId: string, options: { show?: boolean }, command: Command) => {
      const { output, client, process, interactive } = openContext(command, edge)
      const { signal } = process
      const godwit = client()
      const { runs } = await godwit.runs.list(migrationId, { limit: 200 }, { signal })
      const blocked = runs.find(({ status }) => status === 'blocked')
      const run = blocked && (await godwit.runs.get(migrationId, blocked.run_id, { signal }))
      const request = run?.credential_request
      if (!run || !request) {
        throw new CommandError(exitCodes.failed, 'No run of this migration is waiting for credentials.')
      }
      if (options.show || interactive) {
        for (const line of renderRequest(request)) (options.show ? output.line : note(process))(line)
      }
      if (options.show) {
        output.result({ run_id: run.run_id, credential_request: request })
        process.setExitCode(exitCodes.blocked)
        return
      }
      const credentials = interactive
        ? await askSecrets(request.schema, { input: process.stdin, output: process.stderr, signal })
        : await readCredentials(process.stdin)
      const reply = await godwit.runs.giveCredentials(migrationId, run.run_id, credentials, { signal })
      output.line(`Given; the run goes on (${reply.run_id}).`)
      output.result(reply)
    })
}

const note =
  ({ stderr }: Process) =>
  (text: string) =>
    void stderr.write(`${text}\n`)
