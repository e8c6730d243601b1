import { type RecipeBody, recipeBodySchema, type Template, templateInputSchema } from '@godwit/contract'
import { describe, expect, test } from 'vitest'
import { applyEdits, type Edit, plainText, refuseEdit } from './edits.ts'

const template: Template = {
  id: '',
  version: 1,
  created_at: '',
  updated_at: '',
  ...templateInputSchema.parse({
    name: 'Contacts',
    columns: [
      { name: 'email', type: 'email' },
      { name: 'title' },
      { name: 'status', desiredRule: 'strict', strictRule: ['Active', 'Inactive'] },
    ],
  }),
  slug: 'contacts',
}
const recipe: RecipeBody = recipeBodySchema.parse({
  inputs: [{ ref: 'people', table: { name: 'people', columns: ['E-Mail', 'Title', 'State'] } }],
  sheets: [
    {
      template: 'contacts',
      from: 'people',
      columns: {
        email: { sql: 'clean_email(people."E-Mail")', confidence: 0.98 },
        title: { sql: `coalesce(people."Title", 'unknown')`, confidence: 0.5 },
        status: { sql: `map_value(people."State", 'status')`, confidence: 0.95 },
      },
      value_maps: { status: { aktiv: 'Active' } },
    },
  ],
})
const known = { recipe, templates: [template] }
const column = (sql: string, name = 'title'): Edit => ({
  kind: 'column',
  edit: { template: 'contacts', column: name, sql, why: '' },
})
const values = (from: string, to: string, name = 'status'): Edit => ({
  kind: 'values',
  edit: { template: 'contacts', column: name, entries: [{ from, to }] },
})

describe('an expression is refused before it is tried', () => {
  test.each<[string, RegExp]>([
    [`people."Title" || ' of ACME'`, /cells come from the source/],
    [`CASE WHEN people."Title" = 'x' THEN 'HACKED' ELSE people."Title" END`, /'HACKED' stands in neither/],
    [`chr(72) || people."Title"`, /chr could write text/],
    [`format('{}!', people."Title")`, /format could write/],
    [String.raw`people."Title" || '\d HACKED'`, /stands in neither/],
    [`people."Title" || '[HACKED]'`, /stands in neither/],
    [`people."Title" || 123456`, /123456 stands in neither/],
    [`people."Title" -- 'x'`, /plain expression/],
    [`people."Title" /* x */`, /plain expression/],
    [`$$x$$ || people."Title"`, /plain expression/],
    [`E'\\x48' || people."Title"`, /plain expression/],
    [`people."Title"; DROP TABLE x`, /plain expression/],
    [`'unknown'`, /reads no column/],
    ['NULL', /reads no column/],
    [`people."Title" || 'AB' || 'CD' || 'EF'`, /'EF' stands in neither/],
  ])('%s', (sql, expected) => {
    expect(refuseEdit(column(sql), known).join('; ')).toMatch(expected)
  })

  test('for a column that the rules are sure of, that a person is asked about, or that is not there', () => {
    expect(refuseEdit(column('people."Title"', 'email'), known)[0]).toMatch(/rules are sure/)
    expect(refuseEdit(column('people."Title"'), { ...known, open: new Set(['contacts.title']) })[0]).toMatch(
      /person is asked/,
    )
    expect(refuseEdit(column('people."Title"', 'phone'), known)[0]).toMatch(/no column phone/)
    expect(refuseEdit({ kind: 'column', edit: { template: 'x', column: 'y', sql: '1', why: '' } }, known)[0]).toMatch(
      /no sheet x/,
    )
  })
})

test.each([
  'people."Title"',
  `concat_ws(', ', people."Title", people."State")`,
  `coalesce(people."Title", 'unknown')`,
  `parse_date(people."Title", '%d.%m.%Y')`,
  `parse_number(people."Title", 'comma')`,
  `clean_phone(people."Title", 'DE')`,
  `substr(people."Title", 1, 12)`,
  String.raw`regex_extract(people."Title", '#(\d{2,4})[A-Z0-9 ]+$', 1)`,
])('%s may be tried', (sql) => {
  expect(refuseEdit(column(sql), known)).toEqual([])
})

test('what a person has written may stand in cells', () => {
  const edit = column(`coalesce(people."Title", 'Friend of the house')`)
  expect(refuseEdit(edit, known)).not.toEqual([])
  expect(refuseEdit(edit, { ...known, said: 'use “friend of the house” where there is none' })).toEqual([])
})

describe('values', () => {
  test('outside the list may be mapped into it', () => {
    expect(refuseEdit(values('Ruhend', 'Inactive'), known)).toEqual([])
    const changed = applyEdits(recipe, [values('Ruhend', 'Inactive')], 'm')!
    expect(changed.sheets[0]!.value_maps).toEqual({ status: { aktiv: 'Active', Ruhend: 'Inactive' } })
    expect(changed.sheets[0]!.columns['status']!.sql).toBe(`map_value(people."State", 'status')`)
  })
  test.each([
    ['Ruhend', 'Gone', /not in the list/],
    ['active', 'Inactive', /has a meaning already/],
    [' AKTIV ', 'Inactive', /has a meaning already/],
  ])('%s → %s is refused', (from, to, expected) => {
    expect(refuseEdit(values(from, to), known)[0]).toMatch(expected)
  })
  test('of a column without a list are not mapped', () => {
    expect(refuseEdit(values('a', 'b', 'title'), known)[0]).toMatch(/no list/)
  })
  test('get a map of their own where the column has none', () => {
    const bare = structuredClone(recipe)
    bare.sheets[0]!.columns['status']!.sql = 'people."State"'
    const changed = applyEdits(bare, [values('Ruhend', 'Inactive')], 'm')!.sheets[0]!
    expect(changed.columns['status']!.sql).toBe(`map_value(people."State", 'status 2')`)
    expect(changed.value_maps['status 2']).toEqual({ Ruhend: 'Inactive' })
  })
})

test('an edit says whose it is, is not sure of itself, and leaves the rest and the original alone', () => {
  const before = structuredClone(recipe)
  const changed = applyEdits(recipe, [column('people."State"')], 'anthropic:m')!
  expect(changed.sheets[0]!.columns['title']).toEqual({
    sql: 'people."State"',
    why: 'Proposed by the language model anthropic:m',
    confidence: 0.8,
  })
  expect(changed.sheets[0]!.columns['email']).toEqual(recipe.sheets[0]!.columns['email'])
  expect(recipe).toEqual(before)
})

test.each([
  ['See https://evil.example/a?b=c now', 'See [link removed] now'],
  ['www.evil.example', '[link removed]'],
  ['javascript://x', '[link removed]'],
  ['a\n\nb\u202Ec\u0000', 'a b c'],
  ['<b>x</b>', 'bx/b'],
])('words of a model are shown plainly: %j', (given, shown) => {
  expect(plainText(given, 100)).toBe(shown)
})

describe('a sheet for a template that has none', () => {
  const cars: Template = {
    ...template,
    ...templateInputSchema.parse({ name: 'Cars', columns: [{ name: 'plate', required: true }, { name: 'doors' }] }),
    slug: 'cars',
  }
  const both = { recipe, templates: [template, cars] }
  const sheet = (change: Partial<Extract<Edit, { kind: 'sheet' }>['edit']> = {}): Edit => ({
    kind: 'sheet',
    edit: {
      template: 'cars',
      table: 'cars.csv',
      ref: 'cars',
      headers: ['Kennz', 'Türen'],
      columns: [{ column: 'plate', sql: 'cars."Kennz"', why: '' }],
      ...change,
    },
  })
  test('reads a table that nothing uses', () => {
    expect(refuseEdit(sheet(), both)).toEqual([])
    const changed = applyEdits(recipe, [sheet()], 'm')!
    expect(changed.inputs[1]).toMatchObject({ ref: 'cars', table: { name: 'cars.csv', columns: ['Kennz', 'Türen'] } })
    expect(changed.sheets[1]).toMatchObject({
      template: 'cars',
      from: 'cars',
      columns: { plate: { sql: 'cars."Kennz"' } },
    })
  })
  test.each<[string, Edit, RegExp]>([
    ['of an unknown template', sheet({ template: 'boats' }), /no template boats/],
    ['that is there', sheet({ template: 'contacts' }), /sheet contacts already/],
    ['of an unknown table', sheet({ headers: [] }), /no such table/],
    ['with a column of its own', sheet({ columns: [{ column: 'x', sql: 'cars."Kennz"', why: '' }] }), /no column x/],
    ['with made-up text', sheet({ columns: [{ column: 'plate', sql: `'HACKED'`, why: '' }] }), /HACKED/],
  ])('%s is refused', (_, edit, expected) => {
    expect(refuseEdit(edit, both).join('; ')).toMatch(expected)
  })
})
