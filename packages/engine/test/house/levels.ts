/**
 * Who may know whom in the engine: a part imports from lower levels only. The rooms stand beside each other on level 3,
 * in the order a record walks through them: a room may use its neighbours to the left.
 */
export const rooms = [
  'source',
  'staging',
  'profile',
  'template',
  'plan',
  'recipe',
  'preview',
  'sheet',
  'export',
] as const

const levels: Record<string, number> = {
  'errors.ts': 0,
  'config.ts': 0,
  util: 0,
  sql: 1,
  values: 1,
  duckdb: 2,
  store: 2,
  vault: 2,
  storage: 2,
  model: 2,
  ...Object.fromEntries(rooms.map((room) => [room, 3])),
  thread: 4,
  agent: 5,
  run: 6,
  http: 7,
  'app.ts': 8,
  'serve.ts': 8,
  'index.ts': 8,
  'main.ts': 8,
}

/** The part that a path below `packages/engine/src/` belongs to: its folder, or the file at the top. */
export const partOf = (path: string): string => path.split('/')[0] ?? path

/** The level of a part; undefined for one that nobody has given a place yet. */
export const levelOf = (part: string): number | undefined => levels[part]

/** The place of a room from the left, or -1. */
export const roomIndex = (part: string): number => (rooms as readonly string[]).indexOf(part)

/** Rooms that may also call actions of a neighbour to their left, and why. */
const working: readonly [from: string, to: string, why: string][] = [
  ['staging', 'source', 'source is the port to the outside: staging draws the bytes through it'],
  [
    'sheet',
    'recipe',
    'compiling a recipe and mapping distinct values ask DuckDB, in the same session that then fills the sheet',
  ],
]
export const mayAct = (from: string, to: string): boolean => working.some((pair) => pair[0] === from && pair[1] === to)
