import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { countedRows, openTestStaging } from './test-staging.ts'

let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging.close())

test('a compressed file is the file that is in it, in a compressed file too', async () => {
  const csv = 'id,name\n007,Ann\n008,Bob\n'
  const { tables } = await staging.stage('people.csv.gz.gz', gzipSync(gzipSync(csv)))
  expect(tables.map(({ name, part, format }) => ({ name, part, format }))).toEqual([
    { name: 'people.csv.gz.gz', part: null, format: 'csv' },
  ])
  expect(await staging.rows(tables[0]!)).toEqual([
    [2, '007', 'Ann'],
    [3, '008', 'Bob'],
  ])
})

test('a cut off compressed file is refused, and says why', async () => {
  const whole = gzipSync('id,name\n'.repeat(10_000))
  await expect(staging.stage('people.csv.gz', whole.subarray(0, whole.length - 20))).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining('damaged or cut off'),
  })
})

test('what unpacks to two hundred times its size and more is refused without filling the disk', async () => {
  const bomb = gzipSync(Buffer.alloc(400 * 1024 * 1024))
  await expect(staging.stage('bomb.csv.gz', bomb)).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining('200 times'),
  })
})

test('tables of a Markdown document, named by their headings, every row where it stands', async () => {
  const text =
    '# People\n\n| id | name |\n|---|---|\n| 1 | A \\| B |\n| 2 | |\n\ntext\n\n## Pets\nname | kind\n--- | ---\nRex | dog\n'
  const { tables } = await staging.stage('notes.md', text)
  expect(tables.map(({ name, row_count }) => [name, row_count])).toEqual([
    ['notes.md#People', 2],
    ['notes.md#Pets', 1],
  ])
  expect(await staging.rows(tables[0]!)).toEqual([
    [5, '1', 'A | B'],
    [6, '2', null],
  ])
  expect(tables.map(countedRows)).toEqual([4, 3])
})

test('a nesting of archives ends somewhere', async () => {
  let bytes = Buffer.from('id\n1\n')
  for (let level = 0; level < 8; level++) bytes = gzipSync(bytes)
  await expect(staging.stage('deep.gz', bytes)).rejects.toMatchObject({
    code: 'file_unreadable',
    message: expect.stringContaining('archives deep'),
  })
})
