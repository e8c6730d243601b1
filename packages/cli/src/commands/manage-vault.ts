import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'

export function manageVault(program: Command, edge: Process) {
  program
    .command('vault')
    .description('manage where secrets are kept')
    .command('rotate')
    .description('put every secret under a new key, while everything goes on')
    .action(async (_options: object, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      const rotation = await client().vault.rotate({ signal: process.signal })
      output.line(`${rotation.rewrapped} secrets are under the key ${rotation.key_id} now.`)
      if (rotation.unreadable > 0) {
        output.line(`${rotation.unreadable} could not be read, since their key is not here; they are as they were.`)
      }
      output.result(rotation)
    })
}
