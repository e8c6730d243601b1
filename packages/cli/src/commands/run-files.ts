import { stat, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import type { Question, Run } from '@godwit/contract'
import type { AnswerInput } from '@godwit/sdk'
import type { Command } from 'commander'
import { type Context, openContext, type Process } from '../context.ts'
import { CommandError, exitCodes } from '../exit-codes.ts'
import { openLocal } from '../local/open-local.ts'
import { type Migrated, migrateFiles } from '../migrate/migrate-files.ts'
import { readAnswers } from '../migrate/read-answers.ts'
import { readTemplates } from '../migrate/read-templates.ts'
import { writeExports } from '../migrate/write-exports.ts'
import { askPerson, renderQuestion } from '../ui/ask-person.ts'
import { renderCoverage } from '../ui/render-coverage.ts'

type Options = { template: string[]; out: string; answers?: string; dataDir?: string }

export function runFiles(program: Command, edge: Process) {
  program
    .command('run')
    .description('migrate files without a server: files and templates in, clean CSV out')
    .argument('<file...>', 'what the customer sent')
    .requiredOption('-t, --template <file...>', 'JSON with one template, a list, or {"templates": [...]}')
    .option('-o, --out <dir>', 'where the CSV files go', './godwit-out')
    .option('--answers <file>', 'JSON with answers to what may be asked')
    .option('--data-dir <dir>', 'keep the work in this folder; left out: a temporary one')
    .action(async (files: string[], options: Options, command: Command) => {
      const context = openContext(command, edge)
      const inputs = await Promise.all(files.map(findFile))
      const templates = (await Promise.all(options.template.map(readTemplates))).flat()
      const known = options.answers ? await readAnswers(options.answers) : []

      await using local = await openLocal({ dataDir: options.dataDir, signal: context.process.signal })
      const progress = context.progress()
      try {
        const migrated = await migrateFiles(local.client, {
          name: inputs
            .map(({ name }) => name)
            .join(', ')
            .slice(0, 200),
          templates,
          files: inputs,
          signal: context.process.signal,
          onRun: (run) => progress.show(run),
          answer: async (questions) => {
            const answers = known.filter(({ id }) => questions.some((question) => question.id === id))
            const open = questions.filter(({ id }) => !answers.some((answer) => answer.id === id))
            if (open.length === 0) return answers
            if (!context.interactive) return null
            progress.stop()
            return [...answers, ...(await ask(context, open))]
          },
        })
        progress.stop()
        await report(context, local.client, migrated, resolve(options.out))
      } finally {
        progress.stop()
      }
    })
}

async function findFile(path: string): Promise<{ name: string; path: string }> {
  const found = await stat(path).catch(() => null)
  if (!found?.isFile()) throw new CommandError(exitCodes.usage, `There is no file ${path}: check the name.`)
  return { name: basename(path), path: resolve(path) }
}

const ask = ({ process }: Context, questions: readonly Question[]): Promise<AnswerInput[]> =>
  askPerson(questions, { input: process.stdin, output: process.stderr, signal: process.signal })

async function report(
  { output, process }: Context,
  client: Parameters<typeof writeExports>[0],
  migrated: Migrated,
  outDir: string,
): Promise<void> {
  if (migrated.status === 'failed') throw new CommandError(exitCodes.failed, failureOf(migrated.run))
  if (migrated.status === 'blocked') {
    output.line('Questions need an answer. Write them to a file and run again with --answers FILE:')
    for (const question of migrated.questions) output.line(`\n[${question.id}] ${renderQuestion(question).join('\n')}`)
    const blank = Object.fromEntries(migrated.questions.map(({ id, options }) => [id, options[0]?.label ?? '']))
    output.line(`\n${JSON.stringify(blank, null, 2)}`)
    output.result({ status: 'blocked', questions: migrated.questions })
    process.setExitCode(exitCodes.blocked)
    return
  }
  const { preview, run } = migrated
  const sheets = preview.sheets.map(({ template, invalid_rows }) => ({
    slug: template.slug,
    invalidRows: invalid_rows,
  }))
  const written = await writeExports(client, migrated.migration.id, sheets, outDir)
  const reportPath = join(outDir, 'report.json')
  await writeFile(reportPath, `${JSON.stringify(run.report, null, 2)}\n`)
  output.line(preview.plan)
  output.line()
  for (const line of run.report ? renderCoverage(run.report.coverage) : []) output.line(line)
  output.line()
  output.table(
    ['records', 'file'],
    written.map(({ records, path }) => [String(records), path]),
  )
  output.line(`The whole report: ${reportPath}`)
  output.result({ status: 'done', report: run.report, files: written, report_path: reportPath })
}

/** What a run that did not get through says, with its code. */
export function failureOf(run: Run): string {
  if (run.status === 'canceled') return 'The run was cancelled.'
  return `${run.error ?? `The run ended as ${run.status}.`}${run.error_code ? ` (${run.error_code})` : ''}`
}
