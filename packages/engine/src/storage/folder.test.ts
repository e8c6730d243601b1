import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openFolderStorage, type Storage } from './index.ts'

let root: string
let storage: Storage

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'godwit-storage-'))
  storage = await openFolderStorage(root)
})
afterEach(() => rm(root, { recursive: true, force: true }))

test('an object written is read back, listed and removed', async () => {
  expect(await storage.write('files/a/b', Readable.from(['hello ', 'there']))).toEqual({ sizeBytes: 11 })
  expect(await text(await storage.read('files/a/b'))).toBe('hello there')
  await storage.write('files/c', Readable.from(['x']))
  expect(await storage.list('files/')).toEqual(['files/a/b', 'files/c'])
  expect(await storage.list('nowhere/')).toEqual([])
  await storage.remove('files/a/')
  expect(await storage.exists('files/a/b')).toBe(false)
  await storage.remove('files/a/')
})

test('a write that breaks off keeps nothing', async () => {
  async function* cut() {
    yield Buffer.from('half')
    throw new Error('connection lost')
  }
  await expect(storage.write('files/x', cut())).rejects.toThrow('connection lost')
  expect(await storage.exists('files/x')).toBe(false)
  const [own = ''] = await readdir(join(root, '.incoming'))
  expect(await readdir(join(root, '.incoming', own))).toEqual([])
})

test('a finished file is taken over', async () => {
  const path = join(root, 'made-elsewhere')
  await writeFile(path, 'abc')
  expect(await storage.adopt('staged/t.parquet', path)).toEqual({ sizeBytes: 3 })
  expect(await text(await storage.read('staged/t.parquet'))).toBe('abc')
})

test('what a dead process left half-written is gone at the next start; what a living one writes stays', async () => {
  const [living = ''] = await readdir(join(root, '.incoming'))
  const dead = living.replace(/_\d+_/, `_${deadPid()}_`)
  await mkdir(join(root, '.incoming', dead))
  await writeFile(join(root, '.incoming', dead, 'left'), 'x')
  const body = new PassThrough()
  body.write('first ')
  const writing = storage.write('files/slow', body)
  await openFolderStorage(root)
  expect(await readdir(join(root, '.incoming'))).not.toContain(dead)
  body.end('second')
  expect(await writing).toEqual({ sizeBytes: 12 })
})

function deadPid(): number {
  return spawnSync('true').pid
}

test('a key can never leave the folder', async () => {
  for (const key of ['../x', 'a/../../x', '/etc/passwd', 'a//b', '.incoming/x', '']) {
    await expect(storage.write(key, Readable.from(['x']))).rejects.toThrow('not a storage key')
  }
})

test('an object that is not there is reported as such', async () => {
  await expect(storage.read('files/none')).rejects.toMatchObject({ code: 'storage_unavailable' })
})
