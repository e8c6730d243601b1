import { spawn } from 'node:child_process'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { stripeKey } from '../../../connectors/test/stripe.ts'
import { parseCsv } from '../../src/example/parse-csv.ts'

const launcher = fileURLToPath(new URL('../../bin/godwit.js', import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-demo-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function demo(...args: string[]) {
  const child = spawn(process.execPath, [launcher, ...args], {
    cwd: folder,
    // what it keeps for a while is to stand where we can look
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { code, out, err }
}

test('the demo connects a live source, is asked for credentials, and writes what it read', async () => {
  const { code, out, err } = await demo('demo', 'live-stripe', '-o', 'out')
  expect(code, err).toBe(0)
  expect(out).toMatch(
    /connected +stripe[\s\S]*blocked[\s\S]*1\. Open the Stripe[\s\S]*Fields: api_key\ngiven[\s\S]*read +3 requests\npreview +Customers: 250 rows[\s\S]*cus_000250[\s\S]*executed\n[\s\S]*The ledger balances/,
  )
  expect(out + err).not.toContain(stripeKey)

  const at = join(folder, 'out', 'live-stripe')
  const [header, ...valid] = parseCsv(await readFile(join(at, 'customers.csv'), 'utf8'))
  const [, ...invalid] = parseCsv(await readFile(join(at, 'customers.invalid.csv'), 'utf8'))
  expect(header).toEqual(['customer_id', 'name', 'email', 'balance', 'created_on'])
  expect(valid[0]).toEqual(['cus_000250', 'Ada Lovelace', '', '-12.50', '2023-11-15'])
  expect([valid.length, invalid.length]).toEqual([215, 35])
  // what is wrong with them: these customers have no name
  expect(new Set(invalid.map((row) => row[1]))).toEqual(new Set(['']))
  expect(await readdir(folder)).toEqual(['out'])
})

test('a program is told what was asked for', async () => {
  const { code, out, err } = await demo('--json', 'demo', 'live-stripe', '-o', 'json')
  expect(code, err).toBe(0)
  const told = JSON.parse(out)
  expect(told).toMatchObject({
    live: {
      source_key: 'stripe',
      status: 'done',
      credential_requests: [{ source_name: 'Stripe', schema: { api_key: {} } }],
      requests: 3,
      coverage: { balanced: true },
      files: [{ records: 215 }, { records: 35 }],
    },
    examples: [],
  })
  expect(out).not.toContain(stripeKey)
})
