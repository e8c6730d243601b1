import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'

export function listRuns(program: Command, edge: Process) {
  program
    .command('runs')
    .description('list the runs of a migration')
    .argument('<migration>', 'id of the migration')
    .action(async (migrationId: string, _options: object, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      const { runs } = await client().runs.list(migrationId, { limit: 200 }, { signal: process.signal })
      output.table(
        ['id', 'kind', 'status', 'created', 'error'],
        runs.map((run) => [run.run_id, run.kind, run.status, run.created_at, run.error ?? '']),
      )
      output.result({ runs })
    })
}
