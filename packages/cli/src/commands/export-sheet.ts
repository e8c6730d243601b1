import { resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ExportQuery } from '@godwit/sdk'
import { type Command, Option } from 'commander'
import { openContext, type Process } from '../context.ts'
import { writeExport } from '../migrate/write-exports.ts'

type Options = {
  out?: string
  filter: NonNullable<ExportQuery['filter']>
  format: NonNullable<ExportQuery['format']>
  escapeFormulas?: boolean
}

export function exportSheet(program: Command, edge: Process) {
  program
    .command('export')
    .description('download a sheet')
    .argument('<migration>', 'id of the migration')
    .argument('<sheet>', 'slug of the sheet')
    .option('-o, --out <file>', 'where to write it; left out: standard output')
    .addOption(new Option('--filter <rows>', 'which rows').choices(['valid', 'all', 'invalid']).default('valid'))
    .addOption(new Option('--format <format>', 'file format').choices(['csv', 'jsonl']).default('csv'))
    .option('--escape-formulas', 'prefix cells that a spreadsheet would run as a formula')
    .action(async (migrationId: string, slug: string, options: Options, command: Command) => {
      const { output, client, process } = openContext(command, edge)
      const query: ExportQuery = {
        format: options.format,
        filter: options.filter,
        escape_formulas: options.escapeFormulas,
      }
      const { exports } = client()
      if (!options.out) {
        const { body } = await exports.download(migrationId, slug, query, { signal: process.signal })
        await pipeline(Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]), process.stdout, { end: false })
        return
      }
      const written = await writeExport({ exports }, migrationId, slug, resolve(options.out), query)
      output.line(`${written.records} records in ${options.out}`)
      output.result(written)
    })
}
