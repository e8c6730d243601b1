import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { loadEngine } from '../local/load-engine.ts'
import { readCredentials } from '../migrate/read-credentials.ts'
import { askSecrets } from '../ui/ask-secret.ts'

type CheckOptions = { source?: string; profile?: string }
type ReadOptions = { config?: string; limit?: string }

export function useConnectors(program: Command, edge: Process) {
  const connectors = program.command('connectors').description('live sources: what there is, and whether it works')

  connectors
    .command('list')
    .description('list the kinds of live sources')
    .option('--search <text>', 'part of the key or name')
    .action(async (options: { search?: string }, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      const query = { limit: 200, search: options.search }
      const page = await client().connectors.list(query, { signal: process.signal })
      output.table(
        ['key', 'name', 'category', 'streams'],
        page.connectors.map(({ key, name, category, streams }) => [
          key,
          name,
          category ?? '',
          streams === null ? 'as connected' : streams.join(', '),
        ]),
      )
      output.result({ connectors: page.connectors })
    })

  connectors
    .command('check')
    .description('try the source connection of a migration')
    .argument('<migration>', 'id of the migration')
    .option('--source <key>', 'the connector, where there are several')
    .option('--profile <id>', 'the profile, or `workbook`')
    .action(async (migrationId: string, { source, profile }: CheckOptions, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      const query = { source_key: source, profile_id: profile }
      const check = await client().sourceConnection.check(migrationId, query, { signal: process.signal })
      output.line(check.message)
      output.table(
        ['stream', 'reachable', 'message'],
        check.streams.map(({ name, reachable, message }) => [name, reachable ? 'yes' : 'no', message]),
      )
      output.result(check)
      if (!check.ok) process.setExitCode(exitCodes.failed)
    })

  connectors
    .command('read')
    .description('read from a source without a server: one JSON record a line; credentials typed or on standard input')
    .argument('<key>', 'the connector')
    .argument('<stream...>', 'what to read')
    .option('--config <json>', 'settings, without secrets', '{}')
    .option('--limit <n>', 'records of each stream', '100')
    .action(async (key: string, streams: string[], options: ReadOptions, command: Command) => {
      const { process, interactive } = openContext(command, edge)
      const { parseConfig, openReader } = await loadEngine()
      const limit = Number(options.limit)
      if (!Number.isInteger(limit) || limit < 1) {
        throw new CommandError(exitCodes.usage, '--limit must be a whole number from 1.')
      }
      await using reader = await openReader(parseConfig(process.env), key)
      const credentials = interactive
        ? await askSecrets(reader.credentialsSchema, {
            input: process.stdin,
            output: process.stderr,
            signal: process.signal,
          })
        : await readCredentials(process.stdin)
      const config = parseSettings(options.config ?? '{}')
      for await (const item of reader.read({ config, credentials, streams, limit, signal: process.signal })) {
        if (item.kind === 'record') process.stdout.write(`${item.json}\n`)
        else process.stderr.write(`${item.stream}: ${item.message}\n`)
        if (item.kind === 'failure') process.setExitCode(exitCodes.failed)
      }
    })
}

function parseSettings(json: string): Record<string, unknown> {
  const wrong = () => new CommandError(exitCodes.usage, '--config must be a JSON object.')
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw wrong()
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong()
  return value as Record<string, unknown>
}
