import { expect, test } from 'vitest'
import { readImports } from './read-imports.ts'

test('imports of every form are read with their line', () => {
  const source = `import a from './a.ts'
import { b, type C } from './b.ts'
import type { D } from './d.ts'
import { type E, type F } from './e.ts'
import './g.ts'
export * from './h.ts'
export type { I } from './i.ts'
import {
  j,
  k as l,
} from './j.ts'
const m = await import('./m.ts')
type N = typeof import('./n.ts')
const text = "import { x } from 'nowhere'"`
  expect(readImports(source)).toEqual([
    { specifier: './a.ts', typeOnly: false, dynamic: false, names: null, line: 1 },
    { specifier: './b.ts', typeOnly: false, dynamic: false, names: ['b'], line: 2 },
    { specifier: './d.ts', typeOnly: true, dynamic: false, names: ['D'], line: 3 },
    { specifier: './e.ts', typeOnly: true, dynamic: false, names: [], line: 4 },
    { specifier: './g.ts', typeOnly: false, dynamic: false, names: null, line: 5 },
    { specifier: './h.ts', typeOnly: false, dynamic: false, names: null, line: 6 },
    { specifier: './i.ts', typeOnly: true, dynamic: false, names: ['I'], line: 7 },
    { specifier: './j.ts', typeOnly: false, dynamic: false, names: ['j', 'k'], line: 8 },
    { specifier: './m.ts', typeOnly: false, dynamic: true, names: null, line: 12 },
    { specifier: './n.ts', typeOnly: true, dynamic: false, names: null, line: 13 },
  ])
})
