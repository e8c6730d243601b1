import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { lockFile } from './lock-file.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-lock-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('a lock has one holder until it is let go', () => {
  const path = join(folder, 'a.lock')
  const release = lockFile(path)
  expect(release).not.toBeNull()
  expect(lockFile(path)).toBeNull()
  release?.()
  const again = lockFile(path)
  expect(again).not.toBeNull()
  again?.()
})

test('a process that is killed lets go of its lock', async () => {
  const path = join(folder, 'a.lock')
  const script = `import { lockFile } from ${JSON.stringify(new URL('./lock-file.ts', import.meta.url).href)}
    lockFile(process.argv[1]); console.log('locked'); setInterval(() => {}, 1000)`
  const holder = spawn(process.execPath, ['--input-type=module', '-e', script, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await once(holder.stdout, 'data')
  expect(lockFile(path)).toBeNull()
  holder.kill('SIGKILL')
  await once(holder, 'exit')
  const release = lockFile(path)
  expect(release).not.toBeNull()
  release?.()
})
