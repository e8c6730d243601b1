import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { createClient } from '@godwit/sdk'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openServedApi, type ServedApi } from '../../../engine/test/support/open-served-api.ts'

const launcher = fileURLToPath(new URL('../../bin/godwit.js', import.meta.url))

/** Runs the command as a shell does, without a terminal. */
async function godwit(args: string[], { cwd = folder, env = {} }: { cwd?: string; env?: Record<string, string> } = {}) {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, out, err }
}

const templates = {
  templates: [
    {
      name: 'People',
      columns: [
        { name: 'email', description: 'E-mail address', required: true, unique: true, type: 'email' },
        { name: 'stage', description: 'Stage of the lead', desiredRule: 'strict', strictRule: ['lead', 'customer'] },
      ],
    },
  ],
}
const csv = 'Email,Stage\nann@example.com,lead\nbob@example.com,customer\nnobody,lead\n'
const puzzling =
  'Email,Stage\nann@example.com,lead\nbob@example.com,customer\ncy@example.com,zebra\ndi@example.com,zebra\n'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-command-'))
  await writeFile(join(folder, 'people.json'), JSON.stringify(templates))
  await writeFile(join(folder, 'people.csv'), csv)
  await writeFile(join(folder, 'puzzling.csv'), puzzling)
})
afterAll(() => rm(folder, { recursive: true }))

describe('wrong usage exits with 2 and says what is right', () => {
  test.each([
    [['frobnicate'], 'unknown command'],
    [['run', 'people.csv'], '--template'],
    [['run', 'missing.csv', '-t', 'people.json'], 'There is no file missing.csv'],
    [['run', 'people.csv', '-t', 'people.csv'], 'people.csv is not valid'],
    [['demo', 'no-such-example'], 'There is no example no-such-example'],
    [['migrations'], 'GODWIT_API_KEY'],
    [['migrations', '--status', 'lost'], 'awaiting_files'],
  ])('godwit %j', async (args, told) => {
    const { code, err } = await godwit(args)
    expect(err).toContain(told)
    expect(code).toBe(2)
  })

  test('a wrong setting of the server', async () => {
    const { code, err } = await godwit(['serve'], { env: { GODWIT_PORT: 'eighty' } })
    expect(err).toContain('GODWIT_PORT')
    expect(code).toBe(2)
  })
})

test('help lists the commands and exits with 0', async () => {
  const { code, out } = await godwit(['--help'])
  expect(out).toMatch(/serve[\s\S]*demo[\s\S]*run[\s\S]*export/)
  expect(code).toBe(0)
})

describe('without a server', () => {
  test('files and templates become clean files, a report, and nothing else', async () => {
    const out = join(folder, 'clean')
    const ended = await godwit(['run', 'people.csv', '-t', 'people.json', '-o', out])
    expect(ended.code, ended.err).toBe(0)
    expect(await readFile(join(out, 'people.csv'), 'utf8')).toBe(
      'email,stage\r\nann@example.com,lead\r\nbob@example.com,customer\r\n',
    )
    expect(await readFile(join(out, 'people.invalid.csv'), 'utf8')).toContain('nobody')
    expect(JSON.parse(await readFile(join(out, 'report.json'), 'utf8'))).toMatchObject({ coverage: { balanced: true } })
    expect((await readdir(out)).sort()).toEqual(['people.csv', 'people.invalid.csv', 'report.json'])
    expect(ended.out).toContain('The ledger balances')
  })

  test('with nobody to ask, questions end it with 3, and a file of answers gets it through', async () => {
    const args = ['run', 'puzzling.csv', '-t', 'people.json', '-o', join(folder, 'puzzling'), '--json']
    const blocked = await godwit(args)
    expect(blocked.code, blocked.err).toBe(3)
    const { questions } = JSON.parse(blocked.out) as { questions: { id: string; options: { label: string }[] }[] }
    expect(questions.length).toBeGreaterThan(0)

    const answers = Object.fromEntries(questions.map(({ id, options }) => [id, options[0]?.label ?? 'customer']))
    await writeFile(join(folder, 'answers.json'), JSON.stringify(answers))
    const done = await godwit([...args, '--answers', 'answers.json'])
    expect(done.code, done.err).toBe(0)
    expect(JSON.parse(done.out)).toMatchObject({ status: 'done', report: { coverage: { balanced: true } } })
  })

  test('a file that is none fails with its code', async () => {
    await writeFile(join(folder, 'empty.csv'), '')
    const { code, err } = await godwit(['run', 'empty.csv', '-t', 'people.json'])
    expect(err).toContain('(file_empty)')
    expect(code).toBe(1)
  })
})

describe('as a client of a server', () => {
  let api: ServedApi
  let env: Record<string, string>
  let migrationId: string
  beforeAll(async () => {
    api = await openServedApi()
    env = { GODWIT_PUBLIC_URL: api.url, GODWIT_API_KEY: api.apiKey }
    const client = createClient({ baseUrl: api.url, apiKey: api.apiKey })
    await client.templates.create({ ...templates.templates[0], slug: 'people' } as never)
    const migration = await client.migrations.create({ name: 'Acme', templates: ['people'] })
    migrationId = migration.id
    await client.files.upload(migrationId, { name: 'people.csv', content_type: 'text/csv', body: puzzling })
    const { run_id } = await client.runs.create(migrationId, { kind: 'generate' })
    await client.runs.wait(migrationId, run_id, { pollMs: 50 })
  })
  afterAll(() => api?.close())

  test('migrations, runs and the thread are listed', async () => {
    expect((await godwit(['migrations'], { env })).out).toContain('Acme')
    expect((await godwit(['runs', migrationId], { env })).out).toContain('blocked')
    expect((await godwit(['thread', migrationId], { env })).out).toContain('request_input')
    const { events } = JSON.parse((await godwit(['thread', migrationId, '--json'], { env })).out)
    expect(events.length).toBeGreaterThan(0)
  })

  test('an open question is shown with exit code 3, answered, and the sheet is downloaded', async () => {
    const asked = await godwit(['answer', migrationId, '--json'], { env })
    expect(asked.code, asked.err).toBe(3)
    const { run_id, questions } = JSON.parse(asked.out)
    const answers = questions.map(({ id, options }: { id: string; options: { id: string }[] }) => ({
      id,
      value: options[0]?.id,
    }))
    await writeFile(join(folder, 'remote.json'), JSON.stringify(answers))
    const answered = await godwit(['answer', migrationId, '--answers', 'remote.json'], { env })
    expect(answered.code, answered.err).toBe(0)

    const client = createClient({ baseUrl: api.url, apiKey: api.apiKey })
    await client.runs.wait(migrationId, run_id, { pollMs: 50 })
    const { code, out } = await godwit(['export', migrationId, 'people', '--filter', 'all'], { env })
    expect(code).toBe(0)
    expect(out.split('\r\n')[0]).toBe('email,stage')
  })

  test('what the server refuses exits with 1 and its code', async () => {
    const { code, err } = await godwit(['export', migrationId, 'nothing'], { env })
    expect(err).toContain('(sheet_not_found)')
    expect(code).toBe(1)
  })

  test('keys are made, listed and revoked', async () => {
    const made = JSON.parse((await godwit(['keys', 'create', 'second', '--json'], { env })).out)
    expect((await godwit(['keys', 'list'], { env })).out).toContain('second')
    expect((await godwit(['keys', 'revoke', made.api_key.id], { env })).code).toBe(0)
    const refused = await godwit(['migrations'], { env: { ...env, GODWIT_API_KEY: made.key } })
    expect(refused.err).toContain('(unauthorized)')
  })
})
