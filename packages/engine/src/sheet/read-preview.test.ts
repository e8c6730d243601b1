import { previewSchema } from '@godwit/contract'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { input, makeTemplate, openSheetBench, type SheetBench } from '../../test/support/sheet-bench.ts'
import { readPreview, readSheetPage } from './index.ts'

let bench: SheetBench
beforeAll(async () => {
  bench = await openSheetBench()
})
afterAll(() => bench.close())

test('a preview is a page of each sheet, with the invalid cells at their places on it', async () => {
  const rows = Array.from({ length: 25 }, (_, index) => [index % 10 === 3 ? null : `n${index}`])
  const table = await bench.stage('t', ['a'], rows)
  const filled = await bench.fill(
    {
      inputs: [input('t')],
      sheets: [{ template: 's', from: 't', columns: { a: { sql: 't."a"', why: 'same name', confidence: 0.9 } } }],
    },
    [makeTemplate('s', [{ name: 'a', required: true }, { name: 'b' }])],
    [table],
  )
  const [sheet] = filled.sheets
  const set = {
    ...filled,
    recipe_version: 3,
    plan: 'words',
    sheets: filled.sheets.map((each) => ({ ...each, rows_key: '', issues_key: '' })),
  }
  const read = (filter: 'all' | 'valid' | 'invalid', limit: number, offset: number) =>
    readPreview({
      db: bench.db,
      set,
      pathOf: () => ({ rows: sheet!.rows_path, issues: sheet!.issues_path }),
      filter,
      limit,
      offset,
    })

  const preview = previewSchema.parse(await read('all', 3, 12))
  expect(preview.sheets[0]).toMatchObject({
    rows: [
      ['a', 'b'],
      ['n12', ''],
      ['', ''],
      ['n14', ''],
    ],
    invalid_cells: [{ row: 1, column: 'a', value: '', rule: 'required', message: 'Is required, but empty' }],
    total_rows: 25,
    invalid_rows: 3,
    columns: [
      { name: 'a', expression: 't."a"', from: [{ table: 't', column: 'a' }], why: 'same name', confidence: 0.9 },
      { name: 'b', expression: null, from: [], why: '', confidence: null },
    ],
  })
  expect((await read('invalid', 2, 1)).sheets[0]?.invalid_cells.map(({ row }) => row)).toEqual([0, 1])
  const page = await readSheetPage({
    db: bench.db,
    rowsPath: sheet!.rows_path,
    issuesPath: sheet!.issues_path,
    filter: 'valid',
    limit: 1,
    offset: 3,
  })
  expect(page).toEqual({
    rows: [{ _id: 5, cells: ['n4', null], origin: [{ table: 't', row: 6 }] }],
    issues: [],
    total: 22,
  })
})
