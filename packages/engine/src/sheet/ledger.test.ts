import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { input, makeTemplate, openSheetBench, type SheetBench } from '../../test/support/sheet-bench.ts'

let bench: SheetBench
let single: SheetBench
beforeAll(async () => {
  bench = await openSheetBench(4)
  single = await openSheetBench(1)
})
afterAll(async () => {
  await bench.close()
  await single.close()
})

const value = fc.constantFrom('a', 'b', 'c', 'A ', '', ' ', null, '[1,2]', '[]', '{"x":1}')
const rows = fc.array(fc.tuple(value, value, value), { maxLength: 12 })
const condition = (ref: string) =>
  fc.constantFrom(`${ref}."k" = 'a'`, `${ref}."v" IS NULL`, `length(${ref}."w") > 1`, 'true', `${ref}._row % 2 = 0`)

const shapes = (ref: string) =>
  fc.subarray([
    { op: 'drop', when: `${ref}."k" = 'b'`, reason: 'is b' },
    { op: 'section', when: `${ref}."v" = 'c'`, value: `${ref}."w"`, column: 'part', reason: 'heading' },
    { op: 'fill_down', columns: ['v'], within: `${ref}."k"` },
    { op: 'compute', columns: { both: `${ref}."k" || ${ref}."v"` } },
    { op: 'pivot', by: ['k'], name: 'w', value: 'v', columns: { v: 'a', w: 'b' } },
    { op: 'unpivot_groups', groups: [{ label: '1', columns: { w: 'w' } }], name: 'number' },
    { op: 'unpivot', columns: ['w'], name: 'name', value: 'cell' },
    { op: 'unnest', column: 'v', as: 'element' },
    { op: 'unnest', column: 'k', as: 'piece', separator: ' ', at: 'place', keep_empty: true },
  ])

const recipe = fc.record({
  one: shapes('one'),
  from: fc.constantFrom('one', 'two', 'all_rows', 'twice'),
  second: fc.option(fc.constantFrom('one', 'two', 'all_rows')),
  join: fc.option(fc.constantFrom('l."k" = REF."k"', 'l."k" = REF."k" AND l."v" IS NOT NULL', 'l."k" >= REF."k"')),
  drop: fc.boolean(),
  dropInvalid: fc.boolean(),
  group: fc.boolean(),
  keep: fc.option(fc.constantFrom('first', 'last', 'most_complete', 'by')),
})

test('every staged row of any recipe over any tables is accounted for once, whatever the number of threads', async () => {
  await fc.assert(
    fc.asyncProperty(recipe, rows, rows, condition('REF'), async (made, oneRows, twoRows, when) => {
      const sheet = (template: string, ref: string, plain: boolean) => {
        const grouped = made.group && !plain
        const k = grouped ? `first(${ref}."k" ORDER BY ${ref}."v")` : `${ref}."k"`
        const by = grouped ? `max(${ref}."v")` : `${ref}."v"`
        return {
          template,
          from: ref,
          joins: made.join && !plain ? [{ input: 'two', as: 'l', on: made.join.replaceAll('REF', ref) }] : [],
          drop: made.drop ? [{ when: when.replaceAll('REF', ref), reason: 'by rule' }] : [],
          drop_invalid: made.dropInvalid ? ['k'] : [],
          group: grouped ? { by: [`lower(trim(${ref}."k"))`] } : null,
          columns: { k: { sql: k }, v: { sql: by } },
          dedupe: made.keep ? { key: ['k'], keep: made.keep === 'by' ? { by } : made.keep, fill: ['v'] } : null,
        }
      }
      // What some shapes take away or add, the others of a union need not have: w stays out of it.
      const body = {
        inputs: [
          input('one', made.one),
          input('two'),
          { ref: 'all_rows', union: ['one', 'two'], shape: [] },
          { ref: 'twice', union: ['two', 'all_rows'], shape: [] },
        ],
        sheets: [sheet('s', made.from, false), ...(made.second ? [sheet('u', made.second, true)] : [])],
      }
      const usesW = when.includes('"w"') && made.drop && made.one.some(({ op }) => op === 'unpivot')
      fc.pre(!usesW)
      const templates = ['s', 'u'].map((slug) => makeTemplate(slug, [{ name: 'k' }, { name: 'v', unique: true }]))
      const run = async (on: SheetBench) => {
        const tables = [
          await on.stage('one', ['k', 'v', 'w'], oneRows),
          await on.stage('two', ['k', 'v', 'w'], twoRows),
          await on.stage('spare', ['k'], [['x']], { excluded: [{ reason: 'blank', ranges: [[3, 4]], rows: 2 }] }),
        ]
        const filled = await on.fill(body, templates, tables)
        const { proof, coverage, sheets } = filled
        return {
          proof,
          coverage,
          ledger: await on.ledger(filled),
          counts: sheets.map((each) => [each.row_count, each.invalid_rows]),
        }
      }
      const result = await run(bench)
      expect(result.coverage.balanced).toBe(true)
      expect(result.coverage.tables.map((table) => table.rows)).toEqual([oneRows.length + 1, twoRows.length + 1, 3])
      expect(result.ledger.length).toBe(oneRows.length + twoRows.length + 5)
      expect(new Set(result.ledger.map((line) => line.split(' ')[0])).size).toBe(result.ledger.length)
      expect(result.coverage.tables[2]?.dropped).toContainEqual({ reason: 'table not used', rows: 1 })
      expect(await run(single)).toEqual(result)
    }),
    { numRuns: Number(process.env['GODWIT_SOAK'] ? 300 : 25) },
  )
}, 300_000)
