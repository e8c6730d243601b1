import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hostileTexts } from '../../test/support/hostile-texts.ts'
import { openTestStaging } from './test-staging.ts'

let staging: Awaited<ReturnType<typeof openTestStaging>>
beforeAll(async () => {
  staging = await openTestStaging()
})
afterAll(() => staging.close())

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`
const asNeeded = (text: string) => (/[",\r\n]|^\s|\s$/.test(text) || text === '' ? quoted(text) : text)
/** Rows that leave no doubt which line is the header. */
const rest = (at: number) => `2024-01-${String(1 + (at % 28)).padStart(2, '0')},${at}.50`
const categories = Object.entries(hostileTexts)

test('there are more than five hundred of them', () => {
  const all = categories.flatMap(([, texts]) => texts)
  expect(all.length).toBeGreaterThan(515)
  expect(all.every((text) => text.isWellFormed())).toBe(true)
})

describe.each([
  ['quoted', quoted],
  ['quoted where they must be', asNeeded],
])('cells, %s,', (_, write) => {
  test.each(categories)('come back byte for byte: %s', async (_, texts) => {
    const lines = texts.map((text, at) => `${at + 1},${write(text)},${rest(at)}`)
    // Enough plain rows around them that the columns are clear.
    const plain = Array.from({ length: 5 }, (_, at) => `${at + 1001},plain,${rest(at)}`)
    const { tables } = await staging.stage('hostile.csv', `${['id,text,day,amount', ...plain, ...lines].join('\n')}\n`)
    expect(tables.length).toBe(1)
    const rows = await staging.rows(tables[0]!)
    expect(rows.slice(5).map((row) => row[2])).toEqual([...texts])
    expect(rows.length).toBe(texts.length + 5)
  })
})

describe('headers', () => {
  test.each(categories)('come back byte for byte: %s', async (_, texts) => {
    // A line of numbers alone, or of texts of pages, is no header; between words it is.
    const wanted = texts.flatMap((text, at) => [text.slice(0, 1000), `name ${at}`])
    const header = ['id', ...wanted.map(quoted), 'amount'].join(',')
    const row = (at: number) =>
      [at + 1, ...wanted.map((_, column) => `2024-01-${10 + (column % 19)}`), `${at}.50`].join(',')
    const content = `${header}\n${Array.from({ length: 6 }, (_, at) => row(at)).join('\n')}\n`
    const { tables } = await staging.stage('hostile.csv', content)
    expect(tables.length).toBe(1)
    expect(tables[0]!.columns.map((column) => column.header)).toEqual(['id', ...wanted, 'amount'])
    const names = tables[0]!.columns.map(({ name }) => name.toLowerCase())
    expect(new Set(names).size).toBe(names.length)
    expect(tables[0]!.row_count).toBe(6)
  })
})

describe('file names', () => {
  test.each(categories)('come back byte for byte: %s', async (_, texts) => {
    const taken = new Set<string>()
    for (const text of texts.slice(0, 25)) {
      const { tables } = await staging.stage(`${text}.csv`, 'id,amount\n1,2.50\n2,3.50\n', { tableNames: taken })
      expect(tables[0]!.source).toMatchObject({ file_name: `${text}.csv` })
      expect(tables[0]!.name).not.toBe('')
      expect(taken.has(tables[0]!.name)).toBe(false)
      taken.add(tables[0]!.name)
    }
  })
})
