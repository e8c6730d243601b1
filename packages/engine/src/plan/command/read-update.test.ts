import { beforeAll, describe, expect, test } from 'vitest'
import { planOver, templateOf } from '../../../test/support/plan-over.ts'
import type { CommandScope } from './find-column.ts'
import { parseClarify } from './parse-clarify.ts'
import { readUpdate, type UpdateReading } from './read-update.ts'

let scope: CommandScope
beforeAll(async () => {
  const templates = [
    templateOf('contacts', [
      { name: 'email', required: true, unique: true, type: 'email' },
      { name: 'phone', type: 'phone' },
      { name: 'stage', strictRule: ['lead', 'customer'] },
      { name: 'country', type: 'country' },
    ]),
  ]
  const many = (make: (at: number) => string) => Array.from({ length: 20 }, (_, at) => make(at))
  const { recipe, tables } = await planOver(templates, {
    'people.csv': {
      Email: many((at) => `a${at}@x.example`),
      'Work Phone': many((at) => `049157015${10 + at}`),
      Mobile: many((at) => `049157010${10 + at}`),
      Stage: many((at) => (at % 2 ? 'Lead' : 'Customer')),
      Amount: many((at) => `${at}`),
    },
  })
  scope = { recipe, templates, tables, profiles: [] }
})

const apply = (message: string): UpdateReading => readUpdate(message, scope)
const changed = (message: string) => {
  const result = apply(message)
  if (result.kind === 'refused') throw new Error(result.why)
  return result.recipe.sheets[0]!
}

describe('changes in plain words', () => {
  test.each([
    'map Work Phone to phone',
    'Use "Work Phone" for phone',
    'take phone from Work Phone',
    'please fill phone from Work Phone',
  ])('%s', (message) => {
    expect(changed(message).columns['phone']!.sql).toBe('clean_phone(people."Work Phone")')
  })
  test.each(['leave phone empty', 'ignore Mobile', 'unmap phone'])('%s', (message) => {
    const first = apply('map Mobile to phone')
    if (first.kind === 'refused') throw new Error(first.why)
    const second = readUpdate(message, { ...scope, recipe: first.recipe })
    expect(second.kind === 'change' && second.recipe.sheets[0]!.columns['phone']!.sql).toBe('NULL')
  })
  test.each([
    ['drop rows where Stage is Lead', `lower(trim(people."Stage")) IN ('lead')`],
    ['exclude contacts where Email is empty', 'clean_text(people."Email") IS NULL'],
    ['drop rows where Amount > 100', 'parse_number(people."Amount") > 100'],
    ['skip rows where Email contains test', `contains(lower(coalesce(people."Email", '')), 'test')`],
    ['drop rows where Stage is Lead or Customer', `lower(trim(people."Stage")) IN ('lead', 'customer')`],
    ['keep only rows where Stage is Customer', `NOT coalesce(lower(trim(people."Stage")) IN ('customer'), false)`],
  ])('%s', (message, when) => {
    expect(changed(message).drop.at(-1)!.when).toBe(when)
  })
  test('constants, values and duplicates', () => {
    expect(changed('set country to "AU"').columns['country']!.sql).toBe("'AU'")
    expect(changed('map value "Prospect" to "lead" in stage').value_maps['stage']).toMatchObject({ Prospect: 'lead' })
    expect(changed('dedupe by email, keep last').dedupe).toEqual({ key: ['email'], keep: 'last', fill: [] })
  })
  test('several at once, all or nothing', () => {
    const sheet = changed('map Mobile to phone; drop rows where Stage is Lead')
    expect(sheet.columns['phone']!.sql).toContain('Mobile')
    expect(sheet.drop).toHaveLength(1)
    expect(apply('map Mobile to phone; make me a sandwich')).toMatchObject({
      kind: 'refused',
      why: expect.stringContaining('sandwich'),
      understood: [expect.stringContaining('contacts.phone')],
    })
  })
  test('what is not understood says so, and what would be', () => {
    const result = apply('colour everything blue')
    expect(result).toMatchObject({ kind: 'refused', why: expect.stringContaining('colour everything blue') })
    expect('suggestions' in result && result.suggestions.length).toBeGreaterThan(3)
    expect(apply('map Nonsense to phone')).toMatchObject({ why: expect.stringContaining('Nonsense') })
    expect(apply('map Mobile to nonsense')).toMatchObject({ why: expect.stringContaining('nonsense') })
  })
  test('quotes in values cannot leave their place', () => {
    expect(changed(`drop rows where Stage is O'Brien`).drop.at(-1)!.when).toContain("'o''brien'")
    expect(changed(`drop rows where Stage is "x' OR 1=1 --"`).drop.at(-1)!.when).toContain("'x'' or 1=1 --'")
    expect(apply(`drop rows where Stage is O'Brien' OR 1=1 --`)).toMatchObject({ kind: 'refused' })
  })
})

describe('dates that read either way', () => {
  const dates = ['03/04/2024', '05/06/2024', '07/08/2024']
  const members = [templateOf('members', [{ name: 'name' }, { name: 'signed_up', type: 'date' }])]
  const over = async (signup: string[]) => {
    const data = { Name: ['Ann Lee', 'Bo Chan', 'Cy Young'], Signup: signup, Sealed: dates }
    const planned = await planOver(members, { 'people.csv': data })
    await planned.db.close()
    return { templates: members, recipe: planned.recipe, tables: planned.tables, profiles: planned.profiles }
  }
  const say = (scope: CommandScope, message: string) => {
    const result = readUpdate(message, scope)
    if (result.kind === 'refused') throw new Error(result.why)
    return {
      recipe: result.recipe,
      summary: result.said.join(' '),
      sql: result.recipe.sheets[0]!.columns['signed_up']!.sql,
    }
  }
  test('stay as they are written until a person says which, and the answer says how', async () => {
    const open = await over(dates)
    const mapped = say(open, 'map Signup to signed_up')
    expect(mapped.sql).toBe('clean_text(people."Signup")')
    expect(mapped.summary).toContain('"read Signup as day first"')
    const scope = { ...open, recipe: mapped.recipe }
    expect(say(scope, 'read Signup as day first').sql).toContain(`['%d/%m/%Y']`)
    expect(say(scope, 'the dates in signed_up are month first').sql).toContain(`['%m/%d/%Y']`)
    expect(say(open, 'map Signup to signed_up, month first').sql).toContain(`['%m/%d/%Y']`)
  })
  test('that the column proves are told, and can be turned with a warning', async () => {
    const scope = await over(['25/12/2023', '05/06/2024', '07/08/2024'])
    const mapped = say(scope, 'map Signup to signed_up')
    expect(mapped.sql).toContain(`['%d/%m/%Y']`)
    expect(mapped.summary).toContain('read day first')
    const turned = say({ ...scope, recipe: mapped.recipe }, 'read Signup as MM/DD/YYYY')
    expect(turned.sql).toBe(`format_date(people."Signup", ['%m/%d/%Y'], '%Y-%m-%d')`)
    expect(turned.summary).toContain('1 of its dates')
  })
  test('only dates have an order', async () => {
    const scope = await over(dates)
    expect(readUpdate('read Name as day first', scope)).toHaveProperty('kind', 'refused')
  })
})

test.each([
  ['How many rows are in contacts?', { kind: 'row_count', template: 'contacts' }],
  ['how many contacts are invalid', { kind: 'invalid_count', template: 'contacts' }],
  ['How many rows were dropped?', { kind: 'dropped_count' }],
  ['Why were rows dropped?', { kind: 'why_dropped' }],
  ['Why is phone filled like that?', { kind: 'why_column', template: 'contacts', column: 'phone' }],
  ['which columns are not used?', { kind: 'unused_columns' }],
  ['what is the plan?', { kind: 'plan' }],
  ['why is row 3 invalid', { kind: 'row', place: { table: null, template: null, row: 3 } }],
  ['what happened to row 17 of people.csv?', { kind: 'row', place: { table: 'people.csv', row: 17 } }],
  [
    'where does phone of row 2 of contacts come from',
    { kind: 'cell', place: { template: 'contacts', row: 2 }, column: 'phone' },
  ],
  ["what becomes of 'Aktiv'?", { kind: 'value', value: 'Aktiv' }],
  ['what happens to the value Old Lead?', { kind: 'value', value: 'Old Lead' }],
  ['Which rows are invalid, and why?', { kind: 'invalid_count', list: true }],
  ['which rows were left out?', { kind: 'why_dropped', list: true }],
  [
    'how many contacts have no phone?',
    { kind: 'count_where', rows: { template: 'contacts', sql: 'clean_text("phone") IS NULL' } },
  ],
  [
    'How many rows of contacts have stage lead?',
    { kind: 'count_where', rows: { sql: `lower(trim("stage")) IN ('lead')` } },
  ],
  ['How many contacts have green eyes?', { kind: 'unknown' }],
  ['how many contacts where stage is lead', { kind: 'count_where', rows: { sql: `lower(trim("stage")) IN ('lead')` } }],
  ['what questions were asked and how were they answered?', { kind: 'answers' }],
  [
    'what would change if I drop rows where Stage is Lead?',
    { kind: 'what_if', message: 'drop rows where Stage is Lead' },
  ],
  ['what happens if we map Mobile to phone', { kind: 'what_if', message: 'map Mobile to phone' }],
  ['what are you not sure about?', { kind: 'unsure' }],
  ['sing a song', { kind: 'unknown' }],
])('the question "%s" is read', (message, wanted) => {
  expect(parseClarify({ ...scope, message })).toMatchObject(wanted)
})
