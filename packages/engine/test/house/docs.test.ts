import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, posix } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openServedApi, type ServedApi } from '../support/open-served-api.ts'
import { readBlocks, readLinks } from './read-markdown.ts'
import { listFiles, read, root } from './repository.ts'

const files = listFiles()
const pages = files.filter((path) => path.endsWith('.md'))

test.each(pages)('%s links to what is there', (page) => {
  const missing = readLinks(read(page)).filter((target) => {
    const path = posix.join(posix.dirname(page), target)
    return !files.some((file) => file === path || file.startsWith(`${path}/`))
  })
  expect(missing).toEqual([])
})

test('the settings in the README are those that the server knows', () => {
  const named = new Set(read('README.md').match(/GODWIT_[A-Z_]+[A-Z]/g))
  const known = new Set(read('packages/engine/src/config.ts').match(/(?<=^ {2}')GODWIT_[A-Z_]+(?=',$)/gm))
  named.delete('GODWIT_URL')
  expect([...named].sort()).toEqual([...known].sort())
})

test('the commands in the README are those that there are', async () => {
  const help = await runProgram('node', ['packages/cli/src/main.ts', '--help'], { cwd: root, env: process.env })
  const commands = (help.output.split('Commands:')[1] ?? '').match(/^ {2}([a-z]+)/gm)?.map((line) => line.trim()) ?? []
  const section = read('README.md').split('## The command')[1]?.split('\n## ')[0] ?? ''
  const named = new Set([...section.matchAll(/`godwit ([a-z]+)/g)].map((match) => match[1]))
  expect([...named].sort()).toEqual(commands.filter((name) => name !== 'help').sort())
})

describe('examples of the documentation run', () => {
  const runnable = pages.filter((page) => readBlocks(read(page)).some(({ info }) => info.endsWith(' run')))
  let api: ServedApi
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'godwit-docs-'))
    api = await openServedApi()
    // the SDK is found from within the repository only
    await mkdir(`${root}godwit-out`, { recursive: true })
  })
  afterAll(async () => {
    await api?.close()
    await rm(folder, { recursive: true })
  })

  test.for(runnable)('%s', { timeout: 180_000 }, async (page, { signal }) => {
    const work = await mkdtemp(join(folder, 'page-'))
    const env = {
      PATH: `${root}node_modules/.bin:${process.env['PATH']}`,
      GODWIT_URL: api.url,
      GODWIT_API_KEY: api.apiKey,
    }
    const script = ['set -euo pipefail']
    const programs: string[] = []
    for (const { info, code, line } of readBlocks(read(page))) {
      if (info === 'sh run') script.push(code)
      if (info === 'ts run') {
        const path = `${root}godwit-out/docs-${process.pid}-${line}.ts`
        await writeFile(path, code)
        programs.push(path)
        script.push(`node ${path}`)
      }
    }
    try {
      const { status, output } = await runProgram('bash', ['-c', script.join('\n')], { cwd: work, env, signal })
      expect(status, output).toBe(0)
      expect(output).toMatch(/awaiting_approval[\s\S]*completed/)
    } finally {
      for (const path of programs) await rm(path)
    }
  })
})

type Surroundings = { cwd: string; env: NodeJS.ProcessEnv; signal?: AbortSignal }

async function runProgram(command: string, args: string[], { cwd, env, signal }: Surroundings) {
  const child = spawn(command, args, { cwd, env, signal, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  const [status, out, errors] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
  return { status, output: out + errors }
}
