import type { SemanticKind } from '@godwit/contract'
import { describe, expect, test } from 'vitest'
import { judgeMeaning } from './judge-meaning.ts'
import { meaningOfHeader } from './meaning-words.ts'

const meaningOf = (column: string, values: string[], kind: SemanticKind = 'enumeration') =>
  judgeMeaning({ column, kind, values: values.map((value) => ({ value, count: 3 })) })

describe('a header says what its column names', () => {
  test.each([
    ['First Name', 'first_name'],
    ['Nachname', 'last_name'],
    ['billing_city', 'city'],
    ['ShippingZip', 'postcode'],
    ['Bundesland', 'region'],
    ['Straße', 'street'],
    ['Prénom', 'first_name'],
    ['Código Postal', 'postcode'],
    ['Address 2', 'street'],
    ['Company Name', 'organisation'],
    ['Land', 'country'],
    ['country.of.origin', 'country'],
  ])('%s: %s', (header, meaning) => expect(meaningOfHeader(header)).toBe(meaning))
  test.each(['Email address', 'IP Address', 'Name', 'Landing page', 'Statement', 'Notes'])('%s: nothing', (header) =>
    expect(meaningOfHeader(header)).toBeNull(),
  )
})

describe('values show it', () => {
  test.each<[string, string, string[]]>([
    ['country', 'c1', ['Germany', 'Frankreich', 'España', 'Portugal', 'United Kingdom']],
    ['region', 'c2', ['New South Wales', 'Victoria', 'Queensland', 'Tasmania']],
    ['currency', 'c3', ['EUR', 'USD', 'AUD']],
    ['postcode', 'c4', ['SW1A 1AA', 'M1 1AE', 'B33 8TH', 'CR2 6XH', 'DN55 1PT']],
  ])('%s without a header', (meaning, column, values) => expect(meaningOf(column, values)).toBe(meaning))
  test('codes of two letters prove nothing alone, and with a header what it says', () => {
    expect(meaningOf('x', ['CA', 'DE', 'IN', 'AL'])).toBeNull()
    expect(meaningOf('State', ['CA', 'DE', 'IN', 'AL'])).toBe('region')
    expect(meaningOf('Country', ['CA', 'DE', 'IN', 'AL'])).toBe('country')
  })
  test('a header that the values contradict is not believed', () => {
    expect(meaningOf('Country', ['1', '2', '3'])).toBeNull()
    expect(meaningOf('State', ['12', '14'], 'integer')).toBeNull()
    expect(meaningOf('City', ['100 200 300', '4711 x'], 'text')).toBeNull()
  })
  test('measures and dates name nothing', () => {
    expect(meaningOf('Country', ['2023-01-01'], 'date')).toBeNull()
    expect(meaningOf('City', [], 'empty')).toBeNull()
  })
})
