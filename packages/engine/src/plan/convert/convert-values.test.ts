import type { Answer } from '@godwit/contract'
import { expect, test } from 'vitest'
import { planOver, type Rows, templateOf } from '../../../test/support/plan-over.ts'
import { evaluateMapped, libraryMacros } from '../../recipe/index.ts'
import { sql } from '../../sql/quote.ts'

/** The expressions planned for one table, what is asked, and what is pointed out. */
async function plan(columns: Parameters<typeof templateOf>[1], data: Rows, answers: Answer[] = []) {
  const { recipe, questions, db } = await planOver([templateOf('people', columns)], { 'people.csv': data }, answers)
  const sheet = recipe.sheets[0]!
  const of = (name: string) => sheet.columns[name]!.sql
  /** What a planned expression without mapped functions gives, row by row. */
  const cells = async (name: string) => {
    await db.exec(libraryMacros())
    const rows = await db.rows<{ v: string | null }>(
      sql(`SELECT CAST(${of(name)} AS VARCHAR) AS v FROM people ORDER BY people._row`),
    )
    return rows.map(({ v }) => v)
  }
  return { of, cells, questions, sheet, db }
}

const answered = (id: string, value: string): Answer => ({ id, value, by: 'user', question: '' }) as unknown as Answer

const people = ['Ann Lee', 'Bo Chan', 'Cy Young', 'Di Oz', 'Ed Ray']

test('phone numbers without a country code belong to the country that the other numbers, towns or money show', async () => {
  const columns = [{ name: 'name' }, { name: 'phone', type: 'phone' as const }]
  const phones = ['020 7946 0958', '+44 7700 900123', '0161 496 0000', '01632 960001', '0117 496 0123']
  expect((await plan(columns, { Name: people, Phone: phones })).of('phone')).toContain(`, 'GB')`)
  const national = ['030 123456', '089 1234567', '0221 987654', '040 7654321', '0711 445566']
  const towns = ['Berlin', 'München', 'Köln', 'Hamburg', 'Stuttgart']
  expect((await plan(columns, { Name: people, Phone: national, Town: towns })).of('phone')).toContain(`, 'DE')`)
  const countries = ['Germany', 'France', 'Germany', 'Spain', 'Germany']
  expect((await plan(columns, { Name: people, Phone: national, Country: countries })).of('phone')).toMatch(
    /clean_phone\(people\."Phone", people\."Country"/,
  )
})

test('groups of digits that one country alone writes show it', async () => {
  const columns = [{ name: 'name' }, { name: 'phone', type: 'phone' as const }]
  const { of, questions } = await plan(columns, {
    Name: people,
    Phone: ['(555) 123-4567', '(555) 234-5678', '555-345-6789', '(555) 456-7890', '(555) 567-8901'],
  })
  expect(of('phone')).toContain(`, 'US')`)
  expect(questions).toHaveLength(0)
})

test('where nothing shows the country it is asked, and the answer is followed', async () => {
  const columns = [{ name: 'name' }, { name: 'phone', type: 'phone' as const }]
  const data = { Name: people.slice(0, 3), Phone: ['020 7946 0958', '030 123456', '0161 496 0000'] }
  const open = await plan(columns, data)
  expect(open.questions).toHaveLength(1)
  expect(open.questions[0]!.question).toContain('no country code')
  const { id } = open.questions[0]!
  for (const [said, region] of [
    ['they are German', 'DE'],
    ['GB', 'GB'],
    ['Pays-Bas', 'NL'],
  ] as const) {
    const settled = await plan(columns, data, [answered(id, said)])
    expect(settled.of('phone')).toContain(`, '${region}')`)
    expect(settled.questions).toHaveLength(0)
  }
  const left = await plan(columns, data, [answered(id, 'none')])
  expect(left.of('phone')).toBe('clean_phone(people."Phone")')
  expect((await plan(columns, data, [answered(id, 'blue')])).questions).toHaveLength(1)
})

test('addresses in one cell fill the columns that take them apart', async () => {
  const { of } = await plan(
    ['name', 'street', 'house_number', 'postcode', 'city'].map((name) => ({ name })),
    {
      Name: people.slice(0, 3),
      Address: ['Hauptstr. 5, 10115 Berlin', 'Lindenweg 7a, 80331 München', 'Am Markt 1, 50667 Köln'],
    },
  )
  expect(of('street')).toContain(`'street'`)
  expect(of('house_number')).toContain(`'number'`)
  expect(of('postcode')).toContain(`'postcode'`)
  expect(of('city')).toContain(`'city'`)
})

test('a street of its own stays as it is', async () => {
  const { of } = await plan(
    ['name', 'street', 'city', 'postcode'].map((name) => ({ name })),
    {
      Name: people.slice(0, 3),
      Street: ['12 Main St', '5 Oak Ave', '1 Elm St'],
      City: ['Springfield', 'Austin', 'Boise'],
      Zip: ['62701', '78701', '83701'],
    },
  )
  expect(of('street')).toBe('clean_text(people."Street")')
  expect(of('city')).toBe('clean_text(people."City")')
})

test('names with titles or the family name first are taken apart by what they are, plain ones at the first blank', async () => {
  const columns = ['first_name', 'last_name', 'email'].map((name) => ({ name }))
  const mails = ['a@x.example', 'b@x.example', 'c@x.example']
  const messy = await plan(columns, {
    Name: ['Dr. Juan de la Vega', 'Smith, John Michael', 'Ms Ann Lee'],
    Email: mails,
  })
  expect(messy.of('first_name')).toContain(`name_part(people."Name", 'given')`)
  expect(messy.of('last_name')).toContain(`name_part(people."Name", 'family')`)
  const plain = await plan(columns, { Name: ['Juan Vega', 'John Smith', 'Ann Lee'], Email: mails })
  expect(plain.of('first_name')).toContain('first_word(')
})

test('each number of a column with two ways of writing is read by its own marks', async () => {
  const { of } = await plan([{ name: 'name' }, { name: 'amount', type: 'decimal' }], {
    Name: people,
    Amount: ['1.234,50 €', '$1,234.50', '12,50', '7.25', 'on request'],
  })
  expect(of('amount')).toContain('format_money(')
  const read = ['1.234,50 €', '$1,234.50', '12,50', '7.25', 'on request'].map((text) =>
    evaluateMapped['format_money']!([text, '2']),
  )
  expect(read).toEqual(['1234.50', '1234.50', '12.50', '7.25', 'on request'])
})

test('days of birth in words and two digits are of the last century, days that do not exist stay', async () => {
  const { cells } = await plan([{ name: 'name' }, { name: 'birthday', type: 'date' }], {
    Name: people,
    Geburtsdatum: ['3. März 1955', '12. Mai 60', '1. Oktober 2001', '31. Februar 1990', '5. Januar 1980'],
  })
  expect(await cells('birthday')).toEqual(['1955-03-03', '1960-05-12', '2001-10-01', '31. Februar 1990', '1980-01-05'])
})

test('a day that is written with an offset is the day that is written', async () => {
  const { cells } = await plan([{ name: 'name' }, { name: 'signed', type: 'date' }], {
    Name: people,
    Signed: [
      '2021-03-03T23:30:00-05:00',
      '2021-03-01T00:00:00+01:00',
      '2021-04-01T12:00:00+02:00',
      '2021-05-01T00:30:00+02:00',
      '2021-06-30T23:59:59-07:00',
    ],
  })
  expect(await cells('signed')).toEqual(['2021-03-03', '2021-03-01', '2021-04-01', '2021-05-01', '2021-06-30'])
})

test('names of states and languages become the codes that a column asks for', async () => {
  const { of } = await plan(
    [
      { name: 'name' },
      { name: 'state', description: 'Two-letter state code.' },
      { name: 'language', description: 'Language code (ISO 639-1).' },
    ],
    {
      Name: people,
      State: ['Texas', 'California', 'Ohio', 'Nevada', 'Maine'],
      Language: ['German', 'Englisch', 'français', 'Dutch', 'es'],
    },
  )
  expect(of('state')).toBe(`region_code(people."State", 'US')`)
  expect(of('language')).toBe('language_code(people."Language")')
})

test('an identifier in scientific notation is pointed out and not written out', async () => {
  const { cells, sheet } = await plan([{ name: 'name' }, { name: 'account_number', unique: true }], {
    Name: people,
    'Account number': ['00123', '1.23457E+15', '00456', '00789', '00111'],
  })
  expect((await cells('account_number'))[1]).toBe('1.23457E+15')
  expect(sheet.review?.some(({ column, message }) => column === 'account_number' && message.includes('digits'))).toBe(
    true,
  )
})
