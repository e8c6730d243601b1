import { type IncludeLevel, includeLevels, type ThreadEvent } from '@godwit/contract'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { openContext, type Process } from '../context.ts'
import { renderEvent } from '../ui/render-event.ts'

type Options = { after: number; include: IncludeLevel; follow?: boolean }

export function showThread(program: Command, edge: Process) {
  program
    .command('thread')
    .description('show what the agent did and said in a migration')
    .argument('<migration>', 'id of the migration')
    .option('--after <sequence>', 'only what came after this sequence', parseSequence, 0)
    .addOption(new Option('--include <level>', 'how much').choices(Object.keys(includeLevels)).default('user'))
    .option('-f, --follow', 'stay and show what comes')
    .action(async (migrationId: string, options: Options, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      const { signal } = process
      const { thread } = client()
      if (options.follow) {
        for await (const event of thread.follow(migrationId, { ...options, signal })) show(event)
        return
      }
      const events: ThreadEvent[] = []
      for (let { after } = options, more = true; more; ) {
        const page = await thread.read(migrationId, { after, include: options.include }, { signal })
        events.push(...page.events)
        after = page.events.at(-1)?.sequence ?? after
        more = page.events.length > 0
      }
      if (output.json) output.result({ events })
      else for (const event of events) show(event)

      function show(event: ThreadEvent) {
        // one JSON value a line, since a followed thread never ends
        if (output.json) process.stdout.write(`${JSON.stringify(event)}\n`)
        else output.line(renderEvent(event))
      }
    })
}

function parseSequence(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.')
  return Number(text)
}
