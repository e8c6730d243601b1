import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'

export function manageKeys(program: Command, edge: Process) {
  const keys = program.command('keys').description('manage the API keys of the account')

  keys
    .command('create')
    .description('make a key; it is shown this once')
    .argument('<name>', 'what it is for')
    .option('--expires <time>', 'ISO 8601 time after which it is refused')
    .action(async (name: string, options: { expires?: string }, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      const { signal } = process
      const created = await client().apiKeys.create({ name, expires_at: options.expires ?? null }, { signal })
      output.line(created.key)
      output.result(created)
    })

  keys
    .command('list')
    .description('list the keys, without their secret part')
    .action(async (_options: object, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      const page = await client().apiKeys.list({ limit: 200 }, { signal: process.signal })
      output.table(
        ['id', 'name', 'starts with', 'created', 'state'],
        page.api_keys.map((key) => [
          key.id,
          key.name,
          key.prefix,
          key.created_at,
          key.revoked_at ? 'revoked' : 'active',
        ]),
      )
      output.result({ api_keys: page.api_keys })
    })

  keys
    .command('revoke')
    .description('refuse a key from now on')
    .argument('<id>', 'id of the key')
    .action(async (id: string, _options: object, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      await client().apiKeys.revoke(id, { signal: process.signal })
      output.line('Revoked.')
      output.result({ id, revoked: true })
    })
}
