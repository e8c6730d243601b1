import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { planOver, templateOf } from '../../../test/support/plan-over.ts'
import type { Duckdb } from '../../duckdb/index.ts'
import { checkRecipe } from '../../recipe/index.ts'
import type { WishScope } from './change.ts'
import { readUpdate } from './read-update.ts'

const templates = [
  templateOf('companies', [
    { name: 'company_id', required: true, unique: true },
    { name: 'company_name', required: true },
    { name: 'domain' },
    { name: 'status', strictRule: ['Active', 'Inactive'] },
  ]),
  templateOf('contacts', [
    { name: 'email', required: true, unique: true, type: 'email' },
    { name: 'first_name' },
    { name: 'last_name' },
    { name: 'phone', type: 'phone' },
    { name: 'stage', strictRule: ['lead', 'customer', 'other'] },
    { name: 'country', type: 'country' },
    { name: 'joined', type: 'date' },
    { name: 'balance', type: 'decimal' },
    { name: 'notes' },
    { name: 'company', linkRule: [{ templateSlug: 'companies', columnName: 'company_id' }] },
  ]),
]
const many = (make: (at: number) => string) => Array.from({ length: 20 }, (_, at) => make(at))
let scope: WishScope
let db: Duckdb
beforeAll(async () => {
  const planned = await planOver(templates, {
    'companies.csv': {
      'Company ID': many((at) => `C${100 + at}`),
      'Company Name': many((at) => `Acme ${at} Ltd`),
      'Company Domain': many((at) => `acme${at}.example`),
      Status: many((at) => (at % 2 ? 'Aktiv' : 'Inaktiv')),
    },
    'contacts.csv': {
      Email: many((at) => (at === 3 ? '' : `a${at}@x.example`)),
      'Full Name': many((at) => `Ann${at} Lee${at}`),
      'Work Phone': many((at) => `+4915701500${10 + at}`),
      Mobile: many((at) => `+4915701000${10 + at}`),
      Stage: many((at) => (at % 2 ? 'Lead' : 'Customer')),
      Country: many((at) => (at % 2 ? 'Germany' : 'Austria')),
      Joined: many((at) => `${(at % 28) + 1}.03.202${at % 5}`),
      Balance: many((at) => `${at * 100}.50`),
      Memo: many((at) => `memo ${at}`),
      'Internal Memo': many((at) => `internal ${at}`),
      Company: many((at) => `C${100 + at}`),
    },
    'older contacts.csv': {
      'E-Mail': many((at) => `old${at}@x.example`),
      'Full Name': many((at) => `Old${at} Lee${at}`),
      Mobile: many((at) => `+4915701000${10 + at}`),
    },
  })
  scope = { recipe: planned.recipe, templates, tables: planned.tables, profiles: planned.profiles }
  db = planned.db
}, 60_000)
afterAll(() => db?.close())

/** What a message changes; every changed recipe must be one that works. */
async function changed(message: string, slug = 'contacts') {
  const result = readUpdate(message, scope)
  if (result.kind === 'refused') throw new Error(result.why)
  expect(await checkRecipe({ db, recipe: result.recipe, templates, tables: scope.tables }), message).toEqual([])
  const sheet = result.recipe.sheets.find(({ template }) => template === slug)!
  return { ...result, sheet, sql: (column: string) => sheet.columns[column]?.sql }
}
const why = (message: string) => {
  const result = readUpdate(message, scope)
  expect(result.kind, message).toBe('refused')
  return result.kind === 'refused' ? result.why : ''
}

describe('columns', () => {
  test.each([
    ['map Memo to notes', 'notes', 'clean_text(contacts."Memo")'],
    ['map "Internal Memo" to notes', 'notes', 'clean_text(contacts."Internal Memo")'],
    ['notes should come from Internal Memo', 'notes', 'clean_text(contacts."Internal Memo")'],
    ['use the Internal Memo column for contacts.notes', 'notes', 'clean_text(contacts."Internal Memo")'],
    ['Internal Memo -> notes', 'notes', 'clean_text(contacts."Internal Memo")'],
    ['map notes to Internal Memo', 'notes', 'clean_text(contacts."Internal Memo")'],
    ['change phone to Mobile', 'phone', 'clean_phone(contacts."Mobile")'],
    ['map intrenal memo to notes', 'notes', 'clean_text(contacts."Internal Memo")'],
    ['Ordne Memo dem Feld notes zu', 'notes', 'clean_text(contacts."Memo")'],
    ['verwende Mobile für phone', 'phone', 'clean_phone(contacts."Mobile")'],
  ])('%s', async (message, column, sql) => {
    expect((await changed(message)).sql(column)).toBe(sql)
  })
  test.each([
    ['leave notes empty', 'notes'],
    ["don't map phone", 'phone'],
    ['ignore the Memo column', 'notes'],
    ['notes should be left empty', 'notes'],
  ])('%s', async (message, column) => {
    const mapped = await changed('map Memo to notes')
    const result = readUpdate(message, { ...scope, recipe: mapped.recipe })
    expect(
      result.kind === 'change' &&
        result.recipe.sheets.find(({ template }) => template === 'contacts')!.columns[column]!.sql,
    ).toBe('NULL')
  })
  test.each([
    ['set notes to "migrated"', 'notes', "'migrated'"],
    ['notes is always "migrated"', 'notes', "'migrated'"],
    ['use "migrated" for notes in every row', 'notes', "'migrated'"],
    ['set stage to Lead', 'stage', "'lead'"],
    ['setze notes auf "migriert"', 'notes', "'migriert'"],
  ])('%s', async (message, column, sql) => {
    expect((await changed(message)).sql(column)).toBe(sql)
  })
  test.each([
    ['use Mobile for a missing phone', 'phone', /^pick_first\(clean_phone\(.*\), clean_phone\(contacts."Mobile"\)\)$/],
    ['if notes is empty use Memo', 'notes', /contacts."Memo"/],
    ['default notes to "none"', 'notes', /'none'\)?$/],
    [
      'fill empty emails with Internal Memo',
      'email',
      /^pick_first\(clean_email\(contacts."Email"\), clean_email\(contacts."Internal Memo"\)\)$/,
    ],
    [
      'combine Full Name and Memo into notes, separated by a comma',
      'notes',
      /^join_text\(', ', \[contacts."Full Name", contacts."Memo"\]\)$/,
    ],
    [
      'build notes from Memo, Internal Memo and Stage with " / " between them',
      'notes',
      /^join_text\(' \/ ', \[.*, .*, .*\]\)$/,
    ],
    ['make notes upper case', 'notes', /^upper\(/],
  ])('%s', async (message, column, sql) => {
    const base = message.startsWith('make') ? 'map Memo to notes, and ' : ''
    expect((await changed(base + message)).sql(column)).toMatch(sql)
  })
  test('a name is split into its parts, other text at its separator', async () => {
    const name = await changed('split Full Name into first_name and last_name')
    expect([name.sql('first_name'), name.sql('last_name')]).toEqual([
      'first_name(contacts."Full Name")',
      'last_name(contacts."Full Name")',
    ])
    const memo = await changed('split Memo into first_name and notes at the space')
    expect(memo.sql('first_name')).toBe(`clean_text(split_part(contacts."Memo", ' ', 1))`)
  })
  test('another table takes the place of a sheet’s source', async () => {
    const { sheet, sql, said } = await changed('fill contacts from older contacts.csv')
    expect(sheet.from).toBe('older_contacts')
    expect(sql('email')).toBe('clean_email(older_contacts."E-Mail")')
    expect(sql('stage')).toBe('NULL')
    expect(said.join(' ')).toContain('nothing for')
  })
  test('a lookup brings further columns in reach', async () => {
    const bare = readUpdate('leave company empty', scope)
    if (bare.kind === 'refused') throw new Error(bare.why)
    const result = readUpdate(
      'join companies.csv to contacts on Company = Company ID, then map Company Name to contacts.notes',
      scope,
    )
    if (result.kind === 'refused') throw new Error(result.why)
    const sheet = result.recipe.sheets.find(({ template }) => template === 'contacts')!
    expect(sheet.joins.at(-1)!.on).toContain('contacts."Company"')
    expect(sheet.columns['notes']!.sql).toMatch(/"Company Name"\)$/)
    expect(await checkRecipe({ db, recipe: result.recipe, templates, tables: scope.tables })).toEqual([])
  })
})

describe('values', () => {
  test.each([
    ['Aktiv means Active', 'companies', 'status', { Aktiv: 'Active' }],
    ['"Lead" means "other"', 'contacts', 'stage', { Lead: 'other' }],
    ['treat Lead as customer', 'contacts', 'stage', { Lead: 'customer' }],
    ['treat "Lead" and "Customer" as other in stage', 'contacts', 'stage', { Lead: 'other', Customer: 'other' }],
    ['Lead means other, Customer means lead', 'contacts', 'stage', { Lead: 'other', Customer: 'lead' }],
    ['replace Lead by other in stage', 'contacts', 'stage', { Lead: 'other' }],
    ['rename value "memo 1" to "first" in notes', 'contacts', 'notes', { 'memo 1': 'first' }],
    ['in stage, Lead becomes other', 'contacts', 'stage', { Lead: 'other' }],
    ['Aktiv bedeutet Inactive', 'companies', 'status', { Aktiv: 'Inactive' }],
    [
      'map values Lead to other and Customer to lead in stage',
      'contacts',
      'stage',
      { Lead: 'other', Customer: 'lead' },
    ],
  ])('%s', async (message, slug, map, wanted) => {
    const { sheet } = await changed(message, slug)
    expect(sheet.value_maps[map]).toMatchObject(wanted)
    expect(sheet.columns[map]!.sql).toContain('map_value(')
  })
  test('a value that the list does not have is refused', () => {
    expect(why('Lead means zebra in stage')).toContain('"lead"')
  })
})

describe('rows', () => {
  test.each([
    [
      'drop rows where Stage is Lead and Balance > 500',
      `lower(trim(contacts."Stage")) IN ('lead') AND parse_number(contacts."Balance") > 500`,
    ],
    ['drop rows where Stage is Lead and > is', null],
    ['drop contacts without a phone', /clean_text\(.*\) IS NULL$/],
    [
      'drop contacts whose Email and Memo are empty',
      'clean_text(contacts."Email") IS NULL AND clean_text(contacts."Memo") IS NULL',
    ],
    ['delete all rows with Stage Lead', `lower(trim(contacts."Stage")) IN ('lead')`],
    [
      'exclude rows where Country is one of Germany, Austria or Switzerland',
      `lower(trim(contacts."Country")) IN ('germany', 'austria', 'switzerland')`,
    ],
    [
      'drop rows where Balance is between 100 and 500',
      '(parse_number(contacts."Balance") >= 100 AND parse_number(contacts."Balance") <= 500)',
    ],
    [
      'drop rows where Joined is before 2021',
      `parse_date(contacts."Joined", ['%d.%m.%Y']) < CAST('2021-01-01' AS DATE)`,
    ],
    [
      'drop rows where Joined is after 31 March 2022',
      `parse_date(contacts."Joined", ['%d.%m.%Y']) >= CAST('2022-04-01' AS DATE)`,
    ],
    ['drop rows where Balance is more than 1,000.50', 'parse_number(contacts."Balance") > 1000.5'],
    ['drop rows where Memo starts with "memo 1"', `starts_with(lower(trim(coalesce(contacts."Memo", ''))), 'memo 1')`],
    ['drop rows where Memo does not contain memo', `NOT contains(lower(coalesce(contacts."Memo", '')), 'memo')`],
    [
      'drop rows where (Stage is Lead or Balance < 5) and Memo is not empty',
      `(lower(trim(contacts."Stage")) IN ('lead') OR parse_number(contacts."Balance") < 5) AND clean_text(contacts."Memo") IS NOT NULL`,
    ],
    [
      'keep only rows where Stage is Lead or Customer and Memo is not empty',
      `NOT coalesce(lower(trim(contacts."Stage")) IN ('lead', 'customer') AND clean_text(contacts."Memo") IS NOT NULL, false)`,
    ],
    ['drop row 5 of contacts.csv', 'contacts._row = 5'],
    [
      'drop rows 3, 7 and 9 to 11 of contacts.csv',
      'contacts._row = 3 OR contacts._row = 7 OR contacts._row BETWEEN 9 AND 11',
    ],
    ['lösche Zeilen, in denen Memo leer ist', 'clean_text(contacts."Memo") IS NULL'],
    ['lösche alle Zeilen mit Stage gleich Lead', `lower(trim(contacts."Stage")) IN ('lead')`],
  ])('%s', async (message, when) => {
    if (when === null) return void expect(why(message)).not.toBe('')
    expect((await changed(message)).sheet.drop.at(-1)!.when).toEqual(
      typeof when === 'string' ? when : expect.stringMatching(when),
    )
  })
  test.each([
    ['contacts without a memo should be dropped', 'clean_text(contacts."Memo") IS NULL'],
    ['remove everyone whose Memo is empty', 'clean_text(contacts."Memo") IS NULL'],
    ['get rid of rows with no memo', 'clean_text(contacts."Memo") IS NULL'],
    ['only import customers where Memo = "x"', `NOT coalesce(lower(trim(contacts."Memo")) IN ('x'), false)`],
    ['behalte nur Kontakte mit Memo', 'NOT coalesce(clean_text(contacts."Memo") IS NOT NULL, false)'],
    ['lösche Zeilen, in denen Memo gleich x ist', `lower(trim(contacts."Memo")) IN ('x')`],
    ['drop all contacts', 'true'],
  ])('%s', async (message, when) => {
    expect((await changed(message)).sheet.drop.at(-1)!.when).toBe(when)
  })
  test.each([
    ['ignore companies', '"companies" is a sheet'],
    ['if Memo is empty then use Stage for notes', 'if Memo is empty'],
    ['use the internal thing for a missing email', 'no column "internal thing"'],
  ])('"%s" is not guessed at', (message, said) => {
    expect(why(message)).toContain(said)
  })
  test('a rule can be lifted again', async () => {
    const ruled = await changed('drop contacts where Stage is Lead and drop contacts where Memo is empty')
    expect(ruled.sheet.drop).toHaveLength(2)
    const lifted = readUpdate("don't drop contacts where Stage is Lead", { ...scope, recipe: ruled.recipe })
    expect(
      lifted.kind === 'change' && lifted.recipe.sheets.find(({ template }) => template === 'contacts')!.drop,
    ).toHaveLength(1)
    const all = readUpdate('keep all contacts', { ...scope, recipe: ruled.recipe })
    expect(all.kind === 'change' && all.recipe.sheets.find(({ template }) => template === 'contacts')!.drop).toEqual([])
  })
  test('rows without a valid value are left out by name', async () => {
    expect((await changed('drop contacts where email is invalid')).sheet.drop_invalid).toContain('email')
  })
  test('what depends on today is refused', () => {
    expect(why('drop rows where Joined is before today')).toContain('Write the date itself')
  })
  test.each([
    ['dedupe contacts by email, keep the last', { key: ['email'], keep: 'last' }],
    ['merge duplicates with the same email and phone', { key: ['email', 'phone'], keep: 'first' }],
    ['one row per email', { key: ['email'], keep: 'first' }],
    [
      'dedupe by email and keep the newest by Joined',
      { key: ['email'], keep: { by: `parse_timestamp(contacts."Joined", ['%d.%m.%Y'])` } },
    ],
    ['remove duplicates by email, keep the most complete one', { key: ['email'], keep: 'most_complete' }],
  ])('%s', async (message, wanted) => {
    expect((await changed(message)).sheet.dedupe).toMatchObject(wanted)
  })
})

describe('several wishes in one message', () => {
  test.each([
    'map Internal Memo to notes, drop rows where Stage is Lead and set contacts.country to "DE"',
    'Please map Internal Memo to notes. Drop rows where Stage is Lead. Set contacts.country to "DE".',
    '1. map Internal Memo to notes\n2. drop rows where Stage is Lead\n3. set contacts.country to "DE"',
    '- map Internal Memo to notes\n- drop rows where Stage is Lead\n- set contacts.country to DE',
    'map Internal Memo to notes; then drop rows where Stage is Lead and then set contacts.country to "DE"',
    'Can you map Internal Memo to notes, and also drop rows where Stage is Lead, and set contacts.country to "DE" please',
  ])('%s', async (message) => {
    const { sheet, said } = await changed(message)
    expect(said).toHaveLength(3)
    expect(sheet.columns['notes']!.sql).toBe('clean_text(contacts."Internal Memo")')
    expect(sheet.drop.at(-1)!.when).toBe(`lower(trim(contacts."Stage")) IN ('lead')`)
    expect(sheet.columns['country']!.sql).toBe("'DE'")
  })
  test('a verb serves for what follows it', async () => {
    const { sql } = await changed('map Memo to notes, Mobile to phone and Full Name to last_name')
    expect([sql('notes'), sql('phone')]).toEqual(['clean_text(contacts."Memo")', 'clean_phone(contacts."Mobile")'])
  })
  test('names in quotes hold together, whatever stands in them', async () => {
    const { sheet } = await changed('drop contacts where Memo is "a, b and drop rows"')
    expect(sheet.drop.at(-1)!.when).toContain(`'a, b and drop rows'`)
  })
  test('one part that is not understood keeps all from happening, and is named', () => {
    const result = readUpdate('map Memo to notes and paint it green', scope)
    expect(result).toMatchObject({ kind: 'refused', understood: [expect.stringContaining('notes')] })
    expect(result.kind === 'refused' && result.why).toContain('paint it green')
  })
})

describe('names', () => {
  test('what several could be meant by is refused with what they are', () => {
    const two = templates.map((template) =>
      template.slug === 'companies'
        ? { ...template, columns: [...template.columns, { ...template.columns[2]!, name: 'notes' }] }
        : template,
    )
    const result = readUpdate('set notes to "x"', { ...scope, templates: two })
    expect(result.kind === 'refused' && result.why).toContain('"companies.notes" or "contacts.notes"')
    expect(readUpdate('set notes to "x" in all sheets', { ...scope, templates: two }).kind).toBe('change')
    expect(readUpdate('set contacts.notes to "x"', { ...scope, templates: two }).kind).toBe('change')
  })
  test('what is not there comes with what is near', () => {
    expect(why('map Memmmo to notes')).toContain('"Memo"')
    expect(why('map Memo to notary')).toContain('"notes"')
  })
})

describe('going back', () => {
  test('one or several changes, or to a version', async () => {
    const first = scope.recipe
    const second = (await changed('map Memo to notes')).recipe
    const third = (await changed('set contacts.country to "DE"')).recipe
    const earlier = [
      { version: 2, recipe: second },
      { version: 1, recipe: first },
    ]
    const back = (message: string) => readUpdate(message, { ...scope, recipe: third, earlier })
    expect(back('undo')).toMatchObject({ kind: 'change', restores: 2 })
    expect(back('undo the last change')).toMatchObject({ restores: 2 })
    expect(back('Please undo the last two changes')).toMatchObject({ restores: 1 })
    expect(back('go back to version 1')).toMatchObject({ restores: 1 })
    expect(back('mach die letzte Änderung rückgängig')).toMatchObject({ restores: 2 })
    expect(back('undo the last 5 changes')).toMatchObject({ kind: 'refused' })
    expect(why('undo')).toContain('no change to undo')
  })
})

test('a person can insist', () => {
  expect(readUpdate('leave email empty anyway', scope)).toMatchObject({ kind: 'change', insists: true })
  expect(readUpdate('leave email empty', scope)).toMatchObject({ kind: 'change', insists: false })
})
