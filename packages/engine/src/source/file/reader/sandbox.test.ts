import { fork } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sandboxArguments } from './sandbox.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'godwit-sandbox-'))
})
afterAll(() => rm(folder, { recursive: true }))

/** Runs what a hostile file might try in a process such as readers run in: what each attempt came to. */
async function attempt(attempts: Record<string, string>): Promise<Record<string, string>> {
  const out = await mkdtemp(join(folder, 'out-'))
  const upload = join(folder, 'upload')
  await writeFile(upload, 'hello')
  await writeFile(join(folder, 'neighbour'), 'of another account')
  const script = join(out, 'attempt.mjs')
  const lines = Object.entries(attempts).map(
    ([name, code]) =>
      `try { result[${JSON.stringify(name)}] = String(await (async () => { ${code} })()) } catch (error) { result[${JSON.stringify(name)}] = error.code ?? error.message }`,
  )
  await writeFile(
    script,
    `import fs from 'node:fs'\nconst upload = ${JSON.stringify(upload)}, folder = ${JSON.stringify(folder)}, out = ${JSON.stringify(out)}\nconst result = {}\n${lines.join('\n')}\nprocess.send(result, () => process.disconnect())`,
  )
  const child = fork(script, [], {
    env: { TZ: 'UTC' },
    execArgv: sandboxArguments(upload, out),
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
  return new Promise((done, fail) => {
    child.once('message', (message) => done(message as Record<string, string>))
    child.once('exit', (code) => fail(new Error(`the process ended with ${code}`)))
  })
}

test('a reader process may read its file and write its parts, and nothing else of the disk', async () => {
  const denied = 'ERR_ACCESS_DENIED'
  expect(
    await attempt({
      upload: "return fs.readFileSync(upload, 'utf8')",
      part: "fs.writeFileSync(out + '/part', 'x'); return 'written'",
      passwords: "return fs.readFileSync('/etc/passwd', 'utf8')",
      neighbour: "return fs.readFileSync(folder + '/neighbour', 'utf8')",
      listing: 'return fs.readdirSync(folder)',
      environment: "return fs.readFileSync('/proc/self/environ', 'utf8')",
      parentEnvironment: "return fs.readFileSync('/proc/' + process.ppid + '/environ', 'utf8')",
      overwrite: "fs.writeFileSync(upload, 'x')",
      outside: "fs.writeFileSync(folder + '/out', 'x')",
      link: "fs.symlinkSync('/etc/passwd', out + '/link')",
      process: "(await import('node:child_process')).execSync('id')",
      thread: "new (await import('node:worker_threads')).Worker('1', { eval: true })",
      addon: "process.dlopen({ exports: {} }, '/nowhere.node')",
    }),
  ).toEqual({
    upload: 'hello',
    part: 'written',
    passwords: denied,
    neighbour: denied,
    listing: denied,
    environment: denied,
    parentEnvironment: denied,
    overwrite: denied,
    outside: denied,
    link: denied,
    process: denied,
    thread: denied,
    addon: expect.stringMatching(/ERR_(?:ACCESS_DENIED|DLOPEN_DISABLED)/),
  })
})

test('a reader process has no environment', async () => {
  const { names } = await attempt({
    names: 'return Object.keys(process.env).filter((name) => !/^NODE_CHANNEL/.test(name))',
  })
  expect(names).toBe('TZ')
})
