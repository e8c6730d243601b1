import type { ThreadEvent } from '@godwit/contract'
import type { Client } from '@godwit/sdk'
import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** `update` and `ask`: a message in plain words to the agent, and what it says to it. */
export function talkToAgent(program: Command, edge: Process) {
  const talk = (name: string, kind: 'update' | 'clarify', description: string) =>
    program
      .command(name)
      .description(description)
      .argument('<migration>', 'id of the migration')
      .argument('<text...>', 'in your own words')
      .action(async (migrationId: string, text: string[], _options: object, command: Command) => {
        const { output, client, process, progress } = openContext(command, edge)
        const { signal } = process
        const godwit = client()
        const { run_id } = await godwit.runs.create(migrationId, { kind, message: text.join(' ') }, { signal })
        const shown = progress()
        const run = await godwit.runs
          .wait(migrationId, run_id, { pollMs: 200, signal, onRun: (each) => shown.show(each) })
          .finally(() => shown.stop())
        if (run.status !== 'awaiting_approval' && run.status !== 'completed') {
          throw new CommandError(exitCodes.failed, run.error ?? `The run is ${run.status}.`)
        }
        const events = await eventsOf(godwit, migrationId, run_id, signal)
        const said = events.flatMap(({ type, data }) =>
          type === 'message' && data['role'] === 'agent' && typeof data['text'] === 'string' ? [data['text']] : [],
        )
        for (const each of said) output.line(each)
        const changed = events.some(({ type }) => type === 'preview')
        output.result({ run_id, changed, said })
        // A change that was not made is no success to a script.
        if (kind === 'update' && !changed) process.setExitCode(exitCodes.failed)
      })
  talk('update', 'update', 'change the mapping by a message: “map Mobile to phone”, “drop rows where Status is Lost”')
  talk('ask', 'clarify', 'ask about the preview: “why is row 3 of contacts invalid?”, “what becomes of "Aktiv"?”')
}

/** The events of one run, oldest first. */
async function eventsOf(
  client: Client,
  migrationId: string,
  runId: string,
  signal: AbortSignal,
): Promise<ThreadEvent[]> {
  const events: ThreadEvent[] = []
  for (let after = 0, more = true; more; ) {
    const page = await client.thread.read(migrationId, { after }, { signal })
    events.push(...page.events.filter(({ run_id }) => run_id === runId))
    after = page.events.at(-1)?.sequence ?? after
    more = page.events.length > 0
  }
  return events
}
