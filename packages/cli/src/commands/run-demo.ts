import { join, relative, resolve } from 'node:path'
import type { Client } from '@godwit/sdk'
import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'
import { type Example, listExamples, readExample } from '../example/read-example.ts'
import { renderOutcome, renderSummary } from '../example/render-outcome.ts'
import { type ExampleOutcome, runExample } from '../example/run-example.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { inLanes } from '../in-lanes.ts'
import { openLocal } from '../local/open-local.ts'
import { type Written, writeExports } from '../migrate/write-exports.ts'
import { failureOf } from './run-files.ts'

/** A worker does two runs at once. */
const laneCount = 2

export function runDemo(program: Command, edge: Process) {
  program
    .command('demo')
    .description('move ten small customers, end to end, and show how much came out right')
    .argument('[example...]', 'only these; left out: all')
    .option('-o, --out <dir>', 'where the CSV files go', './godwit-out')
    .action(async (wanted: string[], options: { out: string }, command: Command) => {
      const { output, progress, process } = openContext(command, edge)
      const examples = await readExamples(wanted)
      const outDir = resolve(options.out)
      await using local = await openLocal({ signal: process.signal })
      const bar = progress()
      const move = async (example: Example) => {
        const client = await local.addAccount(example.title)
        const { signal } = process
        const outcome = await runExample(client, example, {
          now: () => performance.now(),
          onRun: (run) => bar.show(run, example.name),
          signal,
        })
        return { outcome, files: await writeSheets(client, outcome, join(outDir, example.name)) }
      }
      const moved: { outcome: ExampleOutcome; files: Written[] }[] = []
      try {
        for await (const result of inLanes(examples, laneCount, move)) {
          const { example } = result.outcome
          moved.push(result)
          bar.stop()
          output.line(`\n── ${moved.length} of ${examples.length}: ${example.title}\n${example.story}`)
          for (const line of renderOutcome(result.outcome)) output.line(line)
          for (const { path, records } of result.files) output.line(`${relative('.', path)} (${records} records)`)
        }
      } finally {
        bar.stop()
      }
      output.line('\n── All together')
      for (const line of renderSummary(moved.map(({ outcome }) => outcome))) output.line(line)
      output.line(`The CSV files are in ${outDir}.`)
      output.result({ examples: moved.map(summaryOf) })
      const bad = moved.find(({ outcome }) => !endedWell(outcome))?.outcome
      if (!bad) return
      throw new CommandError(exitCodes.failed, `${bad.example.name} did not end well: ${failureOf(bad.migrated.run)}`)
    })
}

async function readExamples(wanted: readonly string[]): Promise<Example[]> {
  const known = await listExamples().catch((cause) => {
    const message = 'The examples are not here: run the demo from a clone of the repository.'
    throw new CommandError(exitCodes.usage, message, { cause })
  })
  const unknown = wanted.find((name) => !known.includes(name))
  if (unknown !== undefined) {
    throw new CommandError(exitCodes.usage, `There is no example ${unknown}. There are: ${known.join(', ')}.`)
  }
  return Promise.all((wanted.length > 0 ? wanted : known).map((name) => readExample(name)))
}

async function writeSheets(client: Client, { migrated }: ExampleOutcome, outDir: string): Promise<Written[]> {
  if (migrated.status !== 'done') return []
  const sheets = migrated.preview.sheets.map(({ template, invalid_rows }) => ({
    slug: template.slug,
    invalidRows: invalid_rows,
  }))
  return writeExports(client, migrated.migration.id, sheets, outDir)
}

const endedWell = ({ migrated }: ExampleOutcome): boolean =>
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
