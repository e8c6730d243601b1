import { describe, expect, test } from 'vitest'
import { readValueAnswer } from './ask/read-answer.ts'
import { matchOption } from './match/match-options.ts'
import { nameSimilarity } from './match/name-similarity.ts'
import { compilePattern, readPieces } from './match/pattern.ts'
import { readDateFormat } from './match/read-date-format.ts'
import { readOptionWords } from './match/read-option-words.ts'
import { readPeriod, readTitle } from './shape/read-period.ts'

describe('names that mean the same', () => {
  test.each([
    ['email', 'E-mail Address'],
    ['email', 'EmailAddr'],
    ['email', 'login_email'],
    ['phone', 'Telefonnummer'],
    ['first_name', 'Vorname'],
    ['last_name', 'Surname'],
    ['sku', 'Artikel-Nr.'],
    ['vat_rate', 'MwSt.'],
    ['stock', 'Lagerbestand'],
    ['cost_centre', 'CC'],
    ['country', 'Country/Region'],
    ['department', 'dept'],
    ['postcode', 'PLZ'],
    ['city', 'Ville'],
    ['company', 'Empresa'],
    ['quantity', 'Lineitem quantity'],
    ['created_on', 'Angelegt am'],
    ['due_date', 'Fälligkeitsdatum'],
  ])('%s and %s', (target, source) => {
    expect(nameSimilarity(target, source)).toBeGreaterThanOrEqual(0.5)
  })
  test.each([
    ['email', 'Phone'],
    ['city', 'Quantity'],
    ['name', 'Created at'],
    ['country', 'Discount'],
  ])('but not %s and %s', (target, source) => {
    expect(nameSimilarity(target, source)).toBeLessThan(0.5)
  })
  test('the object itself counts little', () => {
    expect(nameSimilarity('customer_id', 'id', ['customers'], ['customers'])).toBeGreaterThan(0.75)
  })
  test('comparing is symmetric and between 0 and 1', () => {
    const names = ['Kunden-Nr.', 'customer_id', 'E-Mail', 'Straße', '', '---', 'Address Line 1', 'n°', 'MwSt', '客户']
    for (const a of names) {
      for (const b of names) {
        expect(nameSimilarity(a, b)).toBeCloseTo(nameSimilarity(b, a), 10)
        expect(nameSimilarity(a, b)).toBeGreaterThanOrEqual(0)
        expect(nameSimilarity(a, b)).toBeLessThanOrEqual(1)
      }
    }
  })
})

describe('the entry of a list that a value means', () => {
  const match = (value: string, options: string[], words = {}) => matchOption(value, options, words)?.option ?? null
  test('case, separators and spelling', () => {
    expect(match('Sales Qualified Lead', ['lead', 'sales_qualified_lead'])).toBe('sales_qualified_lead')
    expect(match(' IN PROGRESS', ['in_progress', 'completed'])).toBe('in_progress')
    expect(match('Compleeted', ['in_progress', 'completed'])).toBe('completed')
  })
  test('synonyms and languages', () => {
    expect(match('Elektro', ['Tools', 'Electrical'])).toBe('Electrical')
    expect(match('LOGISTICS_AND_SUPPLY_CHAIN', ['Software', 'Logistics', 'Food'])).toBe('Logistics')
    expect(match('chq', ['bank', 'cheque'])).toBe('cheque')
  })
  test('numbers, percentages and fractions', () => {
    expect(match('0,19', ['19', '7', '0'])).toBe('19')
    expect(match('7 %', ['19', '7', '0'])).toBe('7')
    expect(match('0,00', ['19', '7', '0'])).toBe('0')
  })
  test('abbreviations', () => {
    expect(match('N. Depot', ['North Depot', 'South Depot'])).toBe('North Depot')
    expect(match('New South Wales', ['VIC', 'NSW'])).toBe('NSW')
    expect(match('MQL', ['lead', 'marketing_qualified_lead'])).toBe('marketing_qualified_lead')
  })
  test('an opposite is never a slip of the pen', () => {
    expect(match('unsubscribed', ['subscribed', 'none'])).toBeNull()
    expect(match('Unqualified', ['lead', 'sales_qualified_lead', 'other'])).toBeNull()
    expect(match('inactive', ['active'])).toBeNull()
  })
  test('what nothing speaks for is left open', () => {
    expect(match('Deleted', ['quote', 'completed'])).toBeNull()
    expect(match('', ['a'])).toBeNull()
  })
})

describe('what a description says about a list', () => {
  test.each<[string, string[], Record<string, string[]>, string | undefined]>([
    [
      'true for A/active/1/yes, false for I/inactive/0/no.',
      ['true', 'false'],
      { true: ['a', 'active', '1', 'yes'], false: ['i', 'inactive', '0', 'no'] },
      undefined,
    ],
    [
      'true for Ja/J/X, false for Nein/N/empty.',
      ['true', 'false'],
      { true: ['ja', 'j', 'x'], false: ['nein', 'n', ''] },
      undefined,
    ],
    [
      'active (also trialing, past_due) or ended (canceled, unpaid).',
      ['active', 'ended'],
      { active: ['trialing', 'past_due'], ended: ['canceled', 'unpaid'] },
      undefined,
    ],
    ['yes when payment was received, else no.', ['yes', 'no'], {}, 'no'],
    [
      'subscribed / unsubscribed (cleaned = unsubscribed)',
      ['subscribed', 'unsubscribed'],
      { unsubscribed: ['cleaned'] },
      undefined,
    ],
    ['Job status.', ['quote', 'completed'], {}, undefined],
  ])('%s', (said, options, words, otherwise) => {
    const reading = readOptionWords(said, options)
    expect(reading.words).toMatchObject(words)
    expect(reading.otherwise).toBe(otherwise)
  })
})

describe('the format of dates', () => {
  test.each([
    ['Hire date as YYYY-MM-DD.', '%Y-%m-%d'],
    ['YYYY-MM-DDTHH:MM:SSZ', '%Y-%m-%dT%H:%M:%SZ'],
    ['Create Date as YYYY-MM-DD HH:MM (24 h).', '%Y-%m-%d %H:%M'],
    ['DD/MM/YYYY', '%d/%m/%Y'],
    ['dd.mm.yyyy', '%d.%m.%Y'],
    ['Any text.', null],
  ])('%s', (said, format) => {
    expect(readDateFormat(said, null)).toBe(format)
  })
  test('is read from a pattern where nothing is said', () => {
    expect(readDateFormat('', '^\\d{4}-\\d{2}-\\d{2}$')).toBe('%Y-%m-%d')
    expect(readDateFormat('', '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ$')).toBe('%Y-%m-%dT%H:%M:%SZ')
    expect(readDateFormat('EAN', '^\\d{8}$')).toBeNull()
  })
})

describe('dates in column headers', () => {
  const title = readTitle(['TIMESHEET July 2024'])
  test.each([
    ['1-Jul', '2024-07-01'],
    ['31 Jul', '2024-07-31'],
    ['Mo 1-Jul', '2024-07-01'],
    ['2024-07-05', '2024-07-05'],
    ['5', '2024-07-05'],
    ['Jan 2023', '2023-01-01'],
    ['32', null],
    ['Total', null],
    ['Name', null],
    ['31-Jun', null],
  ])('%s', (header, date) => {
    expect(readPeriod(header, title)?.date ?? null).toBe(date)
  })
  test('a title may be written in numbers or in German', () => {
    expect(readTitle(['Stunden 07/2024'])).toEqual({ year: 2024, month: 7 })
    expect(readTitle(['Stundenzettel Dezember 2023'])).toEqual({ year: 2023, month: 12 })
  })
})

describe('answers about values outside a list', () => {
  const options = ['lead', 'customer', 'other']
  const read = (answer: string, values = ['Unqualified']) => readValueAnswer(answer, values, options)
  test('choices by their id', () => {
    expect(read('use:other')).toEqual(new Map([['unqualified', 'other']]))
    expect(read('empty')).toEqual(new Map([['unqualified', null]]))
    expect(read('drop')).toEqual(new Map([['unqualified', { drop: true }]]))
  })
  test('plain words', () => {
    expect(read('Use other.')).toEqual(new Map([['unqualified', 'other']]))
    expect(read('Do not import deleted jobs.', ['Deleted'])).toEqual(new Map([['deleted', { drop: true }]]))
    expect(read('please leave these cells blank')).toEqual(new Map([['unqualified', null]]))
    expect(read('skip those rows')).toEqual(new Map([['unqualified', { drop: true }]]))
  })
  test('value by value', () => {
    expect(read('Unqualified = other; Junk: leave empty', ['Unqualified', 'Junk'])).toEqual(
      new Map([
        ['unqualified', 'other'],
        ['junk', null],
      ]),
    )
  })
  test('what names no choice is not understood', () => {
    expect(read('purple')).toBeNull()
    expect(read('lead or customer')).toBeNull()
  })
})

describe('patterns', () => {
  test('fixed text and counts of digits', () => {
    expect(readPieces('^CC-\\d{4}$')).toEqual([
      { kind: 'literal', text: 'CC-' },
      { kind: 'digits', length: 4 },
    ])
    expect(readPieces('^INV-\\d{4}-\\d{4}$')?.filter(({ kind }) => kind === 'digits')).toHaveLength(2)
    expect(readPieces('^[a-z]+$')).toBeNull()
    expect(readPieces('^\\d{4,6}$')).toBeNull()
  })
  test('match whole values only', () => {
    expect(compilePattern('^\\d{6}$')!.test('123456')).toBe(true)
    expect(compilePattern('\\d{6}')!.test('1234567')).toBe(false)
  })
})
