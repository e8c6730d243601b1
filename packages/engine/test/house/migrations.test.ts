import { createHash } from 'node:crypto'
import { readdirSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { read, root } from './repository.ts'

const listPath = 'packages/engine/test/house/migrations.json'
const folder = 'packages/engine/src/store/migrations/'
const names = readdirSync(root + folder).sort()
const present = Object.fromEntries(
  names.map((name) => [
    name,
    createHash('sha256')
      .update(read(folder + name))
      .digest('hex'),
  ]),
)
const kept = JSON.parse(read(listPath)) as Record<string, string>

// a new migration is added to the list; one that is in it already never changes there
if (process.env['GODWIT_GOLDEN'] === 'write') {
  writeFileSync(root + listPath, `${JSON.stringify({ ...present, ...kept }, null, 2)}\n`)
}

test('a migration of the store that is out in the world is never edited or removed', () => {
  const changed = Object.keys(kept).filter((name) => present[name] !== kept[name])
  expect(changed).toEqual([])
})

test('every migration is in the list of known ones', () => {
  const listed = JSON.parse(read(listPath)) as Record<string, string>
  expect(names.filter((name) => !Object.hasOwn(listed, name))).toEqual([])
})

test('migrations are numbered without a gap', () => {
  expect(names.filter((name) => !/^\d{4}-[a-z0-9-]+\.sql$/.test(name))).toEqual([])
  expect(names.map((name) => Number(name.slice(0, 4)))).toEqual(names.map((_, at) => at + 1))
})
