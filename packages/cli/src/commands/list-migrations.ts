import { type MigrationStatus, migrationStatuses } from '@godwit/contract'
import { type Command, Option } from 'commander'
import { openContext, type Process } from '../context.ts'

export function listMigrations(program: Command, edge: Process) {
  program
    .command('migrations')
    .description('list the migrations of a server')
    .addOption(new Option('--status <status>', 'only those in this status').choices(migrationStatuses))
    .option('--search <text>', 'only those whose name holds this')
    .action(async (options: { status?: MigrationStatus; search?: string }, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      const { signal } = process
      const found = await Array.fromAsync(client().migrations.listAll({ ...options, limit: 200 }, { signal }))
      output.table(
        ['id', 'status', 'name', 'created'],
        found.map(({ id, status, name, created_at }) => [id, status, name, created_at]),
      )
      output.result({ migrations: found })
    })
}
