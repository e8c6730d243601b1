import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openOwnFolder } from './own-folder.ts'

let parent: string
beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'godwit-own-'))
})
afterEach(() => rm(parent, { recursive: true, force: true }))

test('each opener has a folder of its own, gone with what is in it once closed', async () => {
  const [one, two] = await Promise.all([openOwnFolder(parent), openOwnFolder(parent)])
  await writeFile(join(one.path, 'a'), '')
  await one.close()
  expect(await readdir(parent)).toEqual([two.path, `${two.path}.lock`].map((path) => path.slice(parent.length + 1)))
  await two.close()
  expect(await readdir(parent)).toEqual([])
})

test('what a killed process has left is removed, what a living one has is not', async () => {
  const script = `import { openOwnFolder } from ${JSON.stringify(new URL('./own-folder.ts', import.meta.url).href)}
    const { path } = await openOwnFolder(process.argv[1]); console.log(path); setInterval(() => {}, 1000)`
  const other = spawn(process.execPath, ['--input-type=module', '-e', script, parent], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(other.stdout.setEncoding('utf8'), 'data')) as [string]
  const theirs = line.trim().slice(parent.length + 1)
  const before = await openOwnFolder(parent)
  expect(await readdir(parent)).toContain(theirs)
  other.kill('SIGKILL')
  await once(other, 'exit')
  const after = await openOwnFolder(parent)
  expect((await readdir(parent)).filter((name) => name.startsWith(theirs))).toEqual([])
  await before.close()
  await after.close()
})
