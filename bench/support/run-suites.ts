import { readdir, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Row, Suite } from './suite.ts'

const yardstickDir = fileURLToPath(new URL('../../../shared/yardstick/', import.meta.url))

/** Runs every suite in `folder` (or those named) and prints one table of their figures. */
export async function runSuites(folder: URL, args: readonly string[]): Promise<void> {
  const suites = await readSuites(folder)
  const unknown = args.filter((arg) => !suites.some(({ name }) => name === arg))
  if (unknown.length > 0) {
    console.error(`There is no suite ${unknown.join(', ')}. There are: ${suites.map(({ name }) => name).join(', ')}`)
    process.exitCode = 2
    return
  }
  if (!(await exists(yardstickDir))) {
    console.log(`No public data sets in ${yardstickDir}: suites that need them are left out.`)
  }
  const rows: Row[] = []
  for (const suite of suites.filter(({ name }) => args.length === 0 || args.includes(name))) {
    const started = performance.now()
    console.error(`… ${suite.name}: ${suite.about}`)
    try {
      rows.push(...(await suite.run(yardstickDir)))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
      console.log(`${suite.name}: left out, ${(error as Error).message}`)
    }
    console.error(`  ${((performance.now() - started) / 1000).toFixed(1)} s`)
  }
  printTable(rows)
}

async function readSuites(folder: URL): Promise<Suite[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts')).sort()
  const modules = await Promise.all(files.map((file) => import(new URL(file, folder).href) as Promise<Partial<Suite>>))
  return modules.filter((module): module is Suite => module.name !== undefined && module.run !== undefined)
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  )

const figure = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(3))

function printTable(rows: readonly Row[]): void {
  const cells = [
    ['suite', 'metric', 'value', 'floor', 'aim', '', 'note'],
    ...rows.map(({ suite, metric, value, floor, aim, note }) => [
      suite,
      metric,
      figure(value),
      figure(floor),
      figure(aim),
      aim === undefined ? '' : value >= aim ? 'reached' : 'short',
      note ?? '',
    ]),
  ]
  const widths = cells[0]!.map((_, at) => Math.max(...cells.map((row) => row[at]!.length)))
  for (const row of cells)
    console.log(
      row
        .map((cell, at) => cell.padEnd(widths[at]!))
        .join('  ')
        .trimEnd(),
    )
}
