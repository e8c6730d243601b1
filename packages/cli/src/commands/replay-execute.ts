import type { Replay } from '@godwit/contract'
import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'
import { exitCodes } from '../exit-codes.ts'
import { loadEngine } from '../local/load-engine.ts'

export function replayExecute(program: Command, edge: Process) {
  program
    .command('replay')
    .description('execute again what an execute has executed, and prove that the same comes out')
    .argument('<execute>', 'id of the run of kind execute')
    .option('--local', 'on the data folder, database and storage that GODWIT_* name, without a server')
    .action(async (runId: string, options: { local?: boolean }, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      const { signal } = process
      const replay = options.local ? await replayLocally(runId, process) : await client().runs.replay(runId, { signal })
      output.table(
        ['what', 'name', 'result'],
        replay.parts.map(({ kind, name, same, found }) => [
          what[kind],
          name,
          same ? 'the same' : found === null ? missing(kind) : 'different',
        ]),
      )
      output.line(conclusion(replay))
      output.result({ replay })
      process.setExitCode(replay.identical ? exitCodes.done : exitCodes.failed)
    })
}

/** Opens the store and the storage itself: for a machine where nothing else of Godwit runs. */
async function replayLocally(runId: string, { env, signal }: Process): Promise<Replay> {
  const { openApp, parseConfig, replayExecute: replay } = await loadEngine()
  await using opened = new AsyncDisposableStack()
  const config = parseConfig({ GODWIT_LOG_LEVEL: 'error', ...env })
  const app = opened.adopt(await openApp(config), (it) => it.close())
  return await replay(app, null, runId, { signal })
}

const what: Record<Replay['parts'][number]['kind'], string> = {
  input: 'staged table',
  recipe: 'recipe',
  output: 'rows made again',
  sheet: 'CSV as kept',
}

const missing = (kind: Replay['parts'][number]['kind']) =>
  kind === 'output' ? 'not made: what it is made from is different' : 'gone or unreadable'

function conclusion({ identical, parts, engine, recipe_version }: Replay): string {
  const by = engine.was === engine.is ? engine.is : `${engine.is}, executed by ${engine.was}`
  if (identical) return `Identical: recipe version ${recipe_version} gives the same bytes again (${by}).`
  const first = parts.find(({ same }) => !same)
  return `Not identical (${by}): the ${first ? `${what[first.kind]} ${first.name}` : 'result'} is not what it was.`
}
