import { join, relative, resolve } from 'node:path'
import type { Command } from 'commander'
import { openContext, type Process } from '../context.ts'
import { listExamples, readExample } from '../example/read-example.ts'
import { renderOutcome, renderSummary } from '../example/render-outcome.ts'
import { type ExampleOutcome, runExample } from '../example/run-example.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { openLocal } from '../local/open-local.ts'
import { type Written, writeExports } from '../migrate/write-exports.ts'
import { failureOf } from './run-files.ts'

export function runDemo(program: Command, edge: Process) {
  program
    .command('demo')
    .description('move ten small customers, end to end, and show how much came out right')
    .argument('[example...]', 'only these; left out: all')
    .option('-o, --out <dir>', 'where the CSV files go', './godwit-out')
    .action(async (wanted: string[], options: { out: string }, command: Command) => {
      const { output, progress, process } = openContext(command, edge)
      const { signal } = process
      const names = wanted.length > 0 ? wanted : await findExamples()
      const outDir = resolve(options.out)
      const outcomes: ExampleOutcome[] = []
      const files: Record<string, Written[]> = {}

      await using local = await openLocal({ signal })
      for (const [at, name] of names.entries()) {
        const example = await readExample(name).catch((cause) => {
          throw new CommandError(exitCodes.usage, `There is no example ${name}: ${names.join(', ')}.`, { cause })
        })
        output.line(`\n── ${at + 1} of ${names.length}: ${example.title}\n${example.story}`)
        const bar = progress(name)
        const client = await local.addAccount(example.title)
        const outcome = await runExample(client, example, {
          now: () => performance.now(),
          onRun: bar.show,
          signal,
        }).finally(bar.stop)
        outcomes.push(outcome)
        for (const line of renderOutcome(outcome)) output.line(line)
        if (outcome.preview === null) continue
        const sheets = outcome.preview.sheets.map((sheet) => ({
          slug: sheet.template.slug,
          invalidRows: sheet.invalid_rows,
        }))
        files[name] = await writeExports(client, outcome.migrated.migration.id, sheets, join(outDir, name))
        for (const { path, records } of files[name]) output.line(`${relative('.', path)} (${records} records)`)
      }

      output.line('\n── All together')
      for (const line of renderSummary(outcomes)) output.line(line)
      output.line(`The CSV files are in ${outDir}.`)
      output.result({ examples: outcomes.map((outcome) => summaryOf(outcome, files[outcome.example.name] ?? [])) })
      for (const { example, migrated } of outcomes) {
        if (migrated.status === 'done' && migrated.run.report?.coverage.balanced) continue
        throw new CommandError(exitCodes.failed, `${example.name} did not end well: ${failureOf(migrated.run)}`)
      }
    })
}

async function findExamples(): Promise<string[]> {
  return listExamples().catch((cause) => {
    const message = 'The examples are not here: run the demo from a clone of the repository.'
    throw new CommandError(exitCodes.usage, message, { cause })
  })
}

function summaryOf(
  { example, migrated, asked, total, questions, issues, exact, elapsedMs }: ExampleOutcome,
  files: Written[],
) {
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
