import { expect, test } from 'vitest'
import { listFiles, read } from './repository.ts'

const files = listFiles()
const manifests = files.filter((path) => path === 'package.json' || /^packages\/[^/]+\/package\.json$/.test(path))
const code = files.filter((path) => /\.(ts|tsx|js|mjs|sql|html|css|sh)$/.test(path) || path === '.ci/run')
const prose = files.filter((path) => path.endsWith('.md'))

const linesWith = (paths: readonly string[], pattern: RegExp) =>
  paths.flatMap((path) =>
    read(path)
      .split('\n')
      .flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1} ${line.trim().slice(0, 120)}`] : [])),
  )

test('no work is left as a note', () => {
  // written in pieces, so that this file does not find itself
  expect(
    linesWith(
      [...code, ...prose],
      new RegExp(`\\b(${['TO' + 'DO', 'FIX' + 'ME', 'XX' + 'X', 'HA' + 'CK'].join('|')})\\b`),
    ),
  ).toEqual([])
})

test('no test is left out or runs alone', () => {
  const tests = files.filter((path) => /\.test\.ts$/.test(path))
  expect(linesWith(tests, /\b(test|it|describe|suite)\.(only|skip|todo|fails)\b/)).toEqual([])
})

test('no path of one machine stands in the repository', () => {
  const own = 'packages/engine/test/house/repo.test.ts'
  const paths = [...code, ...prose, ...manifests].filter((path) => path !== own)
  expect(linesWith(paths, /(^|[\s'"`(=:])\/(work|home|Users|root)\//)).toEqual([])
})

test('the lockfile names no registry', () => {
  expect(
    linesWith(
      ['package-lock.json'],
      /https?:\/\/(?!(opencollective|github|www\.patreon|paypal|feross|tidelift|ko-fi|buymeacoffee)[./])[^"]*\.(tgz|tar\.gz)/,
    ),
  ).toEqual([])
  expect(linesWith(['.npmrc'], /registry\s*=/)).toEqual([])
})

test('every package names the licence and one version', () => {
  const told = manifests.map((path) => {
    const { license, version } = JSON.parse(read(path)) as { license?: string; version?: string }
    return { path, license, version }
  })
  const version = told[0]?.version
  expect(told).toEqual(manifests.map((path) => ({ path, license: 'Apache-2.0', version })))
  expect(read('LICENSE')).toContain('Apache License')
})

test('versions are exact', () => {
  const loose = manifests.flatMap((path) => {
    const manifest = JSON.parse(read(path)) as Record<string, Record<string, string> | undefined>
    return ['dependencies', 'devDependencies', 'optionalDependencies'].flatMap((kind) =>
      Object.entries(manifest[kind] ?? {})
        .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))
        .map(([name, version]) => `${path}: ${name} ${version}`),
    )
  })
  expect(loose).toEqual([])
})

test('files are named in kebab-case', () => {
  const named = files.filter((path) => /^(packages|bench|scripts|e2e)\/.*\.(ts|js|sql)$/.test(path))
  const odd = named.filter((path) => !/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(path.split('/').at(-1) ?? ''))
  expect(odd).toEqual([])
})

test('a source file fits in a sitting', () => {
  // a long table of data is fine alone in its file
  const sources = files.filter((path) => /^packages\/[^/]+\/src\/.*\.ts$/.test(path) && !path.endsWith('.test.ts'))
  const long = sources
    .map((path) => ({ path, lines: read(path).split('\n').length }))
    .filter(({ path, lines }) => lines > 600 && !read(path).includes('@table'))
  expect(long).toEqual([])
})
