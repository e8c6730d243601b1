import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createClient } from '@godwit/sdk'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openServedApi, type ServedApi } from '../../../engine/test/support/open-served-api.ts'
import { migrateFiles } from '../../src/migrate/migrate-files.ts'

const launcher = fileURLToPath(new URL('../../bin/godwit.js', import.meta.url))

let folder: string
let served: ServedApi
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-talk-'))
  await writeFile(join(folder, 'people.csv'), 'Email,Name\nann@example.com,Ann Lee\nbob@example.com,Bob Ray\n')
  served = await openServedApi({ GODWIT_STORAGE_URL: `file://${join(folder, 'objects')}` })
})
afterAll(async () => {
  await served?.close()
  await rm(folder, { recursive: true, force: true })
})

async function godwit(...args: string[]) {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: folder,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      GODWIT_API_KEY: served.apiKey,
      GODWIT_PUBLIC_URL: served.url,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, out, err }
}

test('a change and a question in plain words, from a terminal', async () => {
  const client = createClient({ baseUrl: served.url, apiKey: served.apiKey })
  const migrated = await migrateFiles(client, {
    name: 'Acme',
    templates: [
      { slug: 'people', name: 'People', description: '', columns: [{ name: 'email' }, { name: 'name' }] } as never,
    ],
    files: [{ name: 'people.csv', path: join(folder, 'people.csv') }],
    answer: async () => null,
  })
  const { id } = migrated.migration
  const changed = await godwit('update', id, 'set', 'name', 'to', '"X"')
  expect(changed.code, changed.err).toBe(0)
  expect(changed.out).toContain('2 cells changed in 2 rows')
  expect((await client.recipe.versions(id)).versions.map(({ version }) => version)).toEqual([2, 1])
  expect((await client.preview.diff(id)).sheets[0]?.rows?.changed).toBe(2)
  const asked = await godwit('--json', 'ask', id, 'what happened to row 2 of people.csv?')
  expect(JSON.parse(asked.out)).toMatchObject({
    changed: false,
    said: [expect.stringContaining('is in row 1 of People')],
  })
  const refused = await godwit('update', id, 'paint it green')
  expect(refused.code).toBe(1)
  expect(refused.out).toContain('Nothing was changed')
})
