import { join, relative, resolve } from 'node:path'
import type { Run } from '@godwit/contract'
import type { Client } from '@godwit/sdk'
import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'
import {
  type Example,
  type LiveExample,
  listExamples,
  liveName,
  readExample,
  readLiveExample,
} from '../example/read-example.ts'
import { renderLive } from '../example/render-live.ts'
import { renderOutcome, renderSummary } from '../example/render-outcome.ts'
import { type ExampleOutcome, runExample } from '../example/run-example.ts'
import { type LiveOutcome, runLive } from '../example/run-live.ts'
import { type LiveEmulator, startEmulator } from '../example/start-emulator.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { inLanes } from '../in-lanes.ts'
import { openLocal } from '../local/open-local.ts'
import type { Migrated } from '../migrate/migrate-files.ts'
import { type Written, writeExports } from '../migrate/write-exports.ts'
import { failureOf } from './run-files.ts'

/** A worker does two runs at once. */
const laneCount = 2

export function runDemo(program: Command, edge: Process) {
  program
    .command('demo')
    .description('move eleven small customers, one of them from a live source, and show how much came out right')
    .argument('[example...]', 'only these; left out: all')
    .option('-o, --out <dir>', 'where the CSV files go', './godwit-out')
    .action(async (wanted: string[], options: { out: string }, command: Command) => {
      const { output, progress, process } = openContext(command, edge)
      const { signal } = process
      const { live, examples } = await readExamples(wanted)
      const outDir = resolve(options.out)
      await using emulator = live ? await startEmulator() : null
      await using local = await openLocal({ signal, origins: emulator?.origins })
      const bar = progress()
      const optionsOf = (name: string) => ({
        now: () => performance.now(),
        onRun: (run: Run) => bar.show(run, name),
        signal,
      })
      const move = async (example: Example): Promise<Moved> => {
        const client = await local.addAccount(example.title)
        const outcome = await runExample(client, example, optionsOf(example.name))
        const files = await writeSheets(client, outcome.migrated, join(outDir, example.name))
        return { name: example.name, story: example, outcome, files, lines: renderOutcome(outcome) }
      }
      const moveLive = async (example: LiveExample, source: LiveEmulator): Promise<Moved> => {
        const client = await local.addAccount(example.title)
        const outcome = await runLive(client, example, source, optionsOf(liveName))
        const files = await writeSheets(client, outcome.migrated, join(outDir, liveName))
        return { name: liveName, story: example, outcome, files, lines: renderLive(outcome) }
      }
      const moves = [
        ...(live && emulator ? [() => moveLive(live, emulator)] : []),
        ...examples.map((example) => () => move(example)),
      ]
      const moved: Moved[] = []
      try {
        for await (const result of inLanes(moves, laneCount, (begin) => begin())) {
          moved.push(result)
          bar.stop()
          output.line(`\n── ${moved.length} of ${moves.length}: ${result.story.title}\n${result.story.story}`)
          for (const line of result.lines) output.line(line)
          for (const { path, records } of result.files) output.line(`${relative('.', path)} (${records} records)`)
        }
      } finally {
        bar.stop()
      }
      const scored = moved.flatMap(({ outcome, files }) => ('live' in outcome ? [] : [{ outcome, files }]))
      if (scored.length > 0) {
        output.line('\n── All together')
        for (const line of renderSummary(scored.map(({ outcome }) => outcome))) output.line(line)
      }
      output.line(`The CSV files are in ${outDir}.`)
      output.result({
        live:
          moved.flatMap(({ outcome, files }) => ('live' in outcome ? [liveSummaryOf(outcome, files)] : []))[0] ?? null,
        examples: scored.map(summaryOf),
      })
      const bad = moved.find(({ outcome }) => !endedWell(outcome))
      if (!bad) return
      throw new CommandError(exitCodes.failed, `${bad.name} did not end well: ${failureOf(bad.outcome.migrated.run)}`)
    })
}

type Moved = {
  name: string
  story: Pick<Example, 'title' | 'story'>
  outcome: ExampleOutcome | LiveOutcome
  files: Written[]
  lines: string[]
}

async function readExamples(wanted: readonly string[]): Promise<{ live: LiveExample | null; examples: Example[] }> {
  const known = await listExamples().catch((cause) => {
    const message = 'The examples are not here: run the demo from a clone of the repository.'
    throw new CommandError(exitCodes.usage, message, { cause })
  })
  const all = [liveName, ...known]
  const unknown = wanted.find((name) => !all.includes(name))
  if (unknown !== undefined) {
    throw new CommandError(exitCodes.usage, `There is no example ${unknown}. There are: ${all.join(', ')}.`)
  }
  const names = wanted.length > 0 ? wanted : all
  return {
    live: names.includes(liveName) ? await readLiveExample() : null,
    examples: await Promise.all(names.filter((name) => name !== liveName).map((name) => readExample(name))),
  }
}

async function writeSheets(client: Client, migrated: Migrated, outDir: string): Promise<Written[]> {
  if (migrated.status !== 'done') return []
  const sheets = migrated.preview.sheets.map(({ template, invalid_rows }) => ({
    slug: template.slug,
    invalidRows: invalid_rows,
  }))
  return writeExports(client, migrated.migration.id, sheets, outDir)
}

const endedWell = ({ migrated }: Pick<ExampleOutcome, 'migrated'>): boolean =>
  migrated.status === 'done' && migrated.run.report?.coverage.balanced === true

function summaryOf({ outcome, files }: { outcome: ExampleOutcome; files: Written[] }) {
  const { example, migrated, asked, total, questions, issues, exact, elapsedMs } = outcome
  return {
    name: example.name,
    status: migrated.status,
    score: total,
    exact,
    questions,
    asked: asked.map(({ question, choice }) => ({ question: question.question, answer: choice.label })),
    issues: { expected: issues.expected, flagged: issues.flagged },
    coverage: migrated.run.report?.coverage ?? null,
    elapsed_ms: Math.round(elapsedMs),
    files,
  }
}

function liveSummaryOf({ live, migrated, requests, calls, elapsedMs }: LiveOutcome, files: Written[]) {
  return {
    name: liveName,
    source_key: live.connection.source_key,
    status: migrated.status,
    credential_requests: requests,
    requests: calls,
    coverage: migrated.run.report?.coverage ?? null,
    elapsed_ms: Math.round(elapsedMs),
    files,
  }
}
