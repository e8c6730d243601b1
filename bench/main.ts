import { readdir } from 'node:fs/promises'

/**
 * `npm run bench -- <name> [arguments]` runs `bench/<name>.ts`, whose default export is `main(args)`; without a name it
 * lists them. Numbers are for people to read and to compare on one machine: nothing here passes or fails.
 */
type Benchmark = { default: (args: string[]) => Promise<void>; about?: string }

const [name, ...args] = process.argv.slice(2)
const names = (await readdir(new URL('.', import.meta.url)))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && file !== 'main.ts')
  .map((file) => file.slice(0, -'.ts'.length))
  .sort()

if (name !== undefined && names.includes(name)) {
  const benchmark = (await import(new URL(`${name}.ts`, import.meta.url).href)) as Benchmark
  await benchmark.default(args)
} else {
  if (name !== undefined) console.error(`There is no benchmark ${name}.`)
  console.log('npm run bench -- <name>, where name is one of')
  for (const known of names) {
    const { about = '' } = (await import(new URL(`${known}.ts`, import.meta.url).href)) as Benchmark
    console.log(`  ${known.padEnd(12)} ${about}`)
  }
  if (name !== undefined) process.exitCode = 2
}
