import { spawn } from 'node:child_process'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createClient } from '@godwit/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServedApi, type ServedApi } from '../../../engine/test/support/open-served-api.ts'
import { openLocal } from '../../src/local/open-local.ts'
import { migrateFiles } from '../../src/migrate/migrate-files.ts'

const launcher = fileURLToPath(new URL('../../bin/godwit.js', import.meta.url))

let folder: string
let served: ServedApi
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-replay-'))
  await writeFile(join(folder, 'people.csv'), 'Email,Name\nann@example.com,Ann Lee\nbob@example.com,Bob Ray\n')
  served = await openServedApi({ GODWIT_STORAGE_URL: `file://${join(folder, 'objects')}` })
})
afterAll(async () => {
  await served?.close()
  await rm(folder, { recursive: true, force: true })
})

async function godwit(args: string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, out, err }
}

async function executed(client: ReturnType<typeof createClient>): Promise<string> {
  const migrated = await migrateFiles(client, {
    name: 'Acme',
    templates: [
      {
        slug: 'people',
        name: 'People',
        description: '',
        columns: [{ name: 'email' }, { name: 'name' }],
      },
    ],
    files: [{ name: 'people.csv', path: join(folder, 'people.csv') }],
    answer: async () => null,
  })
  expect(migrated.status).toBe('done')
  return migrated.run.run_id
}

test('through a server: 0 when the same comes out, 1 and the name of what is not the same when not', async () => {
  const execute = await executed(createClient({ baseUrl: served.url, apiKey: served.apiKey }))
  const env = { GODWIT_API_KEY: served.apiKey, GODWIT_PUBLIC_URL: served.url }
  const same = await godwit(['replay', execute], env)
  expect(same.code, same.err).toBe(0)
  expect(same.out).toMatch(
    /staged table +people\.csv +the same[\s\S]*CSV as kept +people +the same\nIdentical: recipe version 1/,
  )
  const staged = (await readdir(join(folder, 'objects', 'staged'), { recursive: true, withFileTypes: true })).filter(
    (entry) => entry.isFile() && entry.name.endsWith('.parquet'),
  )
  expect(staged.length).toBeGreaterThan(0)
  for (const { parentPath, name } of staged) await writeFile(join(parentPath, name), 'tampered')
  const other = await godwit(['--json', 'replay', execute], env)
  expect(other.code).toBe(1)
  expect(JSON.parse(other.out).replay).toMatchObject({
    identical: false,
    parts: [
      { kind: 'input', name: 'people.csv', same: false, found: null },
      { kind: 'recipe', same: true },
      { kind: 'output' },
    ],
  })
  const unknown = await godwit(['replay', '01a00000-0000-7000-8000-000000000000'], env)
  expect([unknown.code, unknown.err]).toEqual([1, expect.stringContaining('run_not_found')])
})

test('without a server: on the data folder itself', async () => {
  const dataDir = join(folder, 'data')
  let execute = ''
  {
    await using local = await openLocal({ dataDir })
    execute = await executed(local.client)
  }
  const { code, out, err } = await godwit(['replay', execute, '--local'], { GODWIT_DATA_DIR: dataDir })
  expect(code, err).toBe(0)
  expect(out).toContain('Identical: recipe version 1 gives the same bytes again')
})
