import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Environment } from '../../src/config.ts'
import { descendantsOf, untilGone } from '../support/processes.ts'
import { type Godwit, startGodwit } from '../support/start-godwit.ts'

let dataDir: string
let started: Godwit[]
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'godwit-serve-'))
  started = []
})
afterEach(async () => {
  for (const godwit of started) {
    godwit.kill('SIGTERM')
    await godwit.ended
  }
  await rm(dataDir, { recursive: true, force: true })
})
const start = (env: Environment = {}) => {
  const godwit = startGodwit({ GODWIT_DATA_DIR: dataDir, ...env })
  started.push(godwit)
  return godwit
}
const statusOf = async (url: string, key: string | null = null) =>
  (await fetch(url, { headers: key ? { 'x-api-key': key } : {} })).status

test('a first start makes an account and shows its key once; a later start keeps it', async () => {
  const first = start()
  const { url, key } = await first.ready
  expect(key).toMatch(/^godwit_[\w-]{43}$/)
  expect(await statusOf(`${url}/readyz`)).toBe(200)
  expect(await statusOf(`${url}/api/v1/sources`)).toBe(401)
  expect(await statusOf(`${url}/api/v1/sources`, key)).toBe(200)
  expect(first.output().stderr).not.toContain(key)
  first.kill('SIGTERM')
  expect(await first.ended).toBe(0)

  const second = start()
  const again = await second.ready
  expect(again.key).toBeNull()
  expect(await statusOf(`${again.url}/api/v1/sources`, key)).toBe(200)
})

test('the key of the environment is the first one, and is not shown', async () => {
  const key = 'operator-chose-this-one'
  const godwit = start({ GODWIT_API_KEY: key })
  const { url } = await godwit.ready
  expect(await statusOf(`${url}/api/v1/sources`, key)).toBe(200)
  expect(godwit.output().stdout + godwit.output().stderr).not.toContain(key)
})

describe('stopping', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('%s ends everything that was started, with exit code 0', async (signal) => {
    const godwit = start()
    await godwit.ready
    const children = await descendantsOf(godwit.pid)
    expect(children.length).toBeGreaterThan(2)
    godwit.kill(signal)
    expect(await godwit.ended).toBe(0)
    await untilGone(children)
    expect(await readdir(join(dataDir, 'work', 'reads'))).toEqual([])
    expect((await readdir(dataDir)).sort()).toEqual(['godwit.lock', 'postgres', 'storage', 'vault.key', 'work'])
  })

  test('a signal in the middle of a start ends it too', async () => {
    const godwit = start()
    await new Promise((resolve) => setTimeout(resolve, 700))
    godwit.kill('SIGTERM')
    await godwit.ended
    // It either was still starting or had just become ready: in both cases the next start works.
    const next = start()
    const { url } = await next.ready
    expect(await statusOf(`${url}/readyz`)).toBe(200)
  })

  test('a second signal does not wait, and PostgreSQL is stopped all the same', async () => {
    const godwit = start()
    await godwit.ready
    const children = await descendantsOf(godwit.pid)
    godwit.kill('SIGTERM')
    godwit.kill('SIGINT')
    await godwit.ended
    await untilGone(children)
  })
})

describe('a start that cannot work is refused in one line', () => {
  const refusal = async (env: Environment) => {
    const godwit = start(env)
    const code = await godwit.ended
    const { stdout, stderr } = godwit.output()
    expect(stdout).toBe('')
    const lines = stderr.trimEnd().split('\n')
    expect(lines).toHaveLength(1)
    return { code, line: lines[0]! }
  }

  test('on a data folder that another Godwit is using, which goes on undisturbed', async () => {
    const first = start()
    const { url } = await first.ready
    const { code, line } = await refusal({})
    expect(code).toBe(1)
    expect(line).toContain(`Another Godwit (process ${first.pid}) is using the data folder ${dataDir}`)
    expect(line).toContain('GODWIT_DATA_DIR')
    expect(await statusOf(`${url}/readyz`)).toBe(200)
  })

  test('with a setting that is wrong', async () => {
    expect(await refusal({ GODWIT_PROT: '1' })).toEqual({
      code: 2,
      line: expect.stringContaining('GODWIT_PROT is not a setting of Godwit. Did you mean GODWIT_PORT?'),
    })
    expect(await readdir(dataDir)).toEqual([])
  })

  test('with a port that is taken', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const { code, line } = await refusal({ GODWIT_PORT: `${port}`, GODWIT_LOG_LEVEL: 'error' })
    other.close()
    expect(code).toBe(2)
    expect(line).toContain(`GODWIT_PORT ${port} is taken`)
  })

  test('with a data folder that cannot be made', async () => {
    await writeFile(join(dataDir, 'file'), '')
    const { code, line } = await refusal({ GODWIT_DATA_DIR: join(dataDir, 'file', 'data') })
    expect(code).toBe(2)
    expect(line).toContain('GODWIT_DATA_DIR')
  })

  test('with a database that does not answer', async () => {
    const { code, line } = await refusal({ GODWIT_DATABASE_URL: 'postgres://postgres@127.0.0.1:1/godwit' })
    expect(code).toBe(1)
    expect(line).toContain('The database cannot be reached')
  })
})
