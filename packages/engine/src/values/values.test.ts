import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  countriesOfCity,
  countryCode,
  countryName,
  countryOfPhone,
  currencyCode,
  findRegion,
  givenAndFamily,
  languageCode,
  monthNumber,
  nearest,
  parseMoney,
  parsePrice,
  phoneNumber,
  roundedDecimal,
  splitAddress,
  splitName,
  weekdayNumber,
} from './index.ts'

test('no text makes a reader fail or hang', () => {
  const texts = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 400 }),
    fc
      .array(
        fc.constantFrom(
          '1',
          '1.234',
          ',',
          ' ',
          '€',
          'Jr.',
          'van',
          'St',
          '\n',
          '(',
          ')',
          '-',
          "'",
          'IL',
          '10115',
          'März',
        ),
        {
          maxLength: 60,
        },
      )
      .map((parts) => parts.join(' ')),
  )
  fc.assert(
    fc.property(texts, (text) => {
      for (const read of [
        parsePrice,
        parseMoney,
        splitAddress,
        splitName,
        givenAndFamily,
        countryCode,
        countryName,
        languageCode,
        currencyCode,
        monthNumber,
        weekdayNumber,
        countryOfPhone,
        countriesOfCity,
      ])
        read(text)
      phoneNumber(text, text)
      findRegion(text, 'US')
      findRegion(text, text)
    }),
    { numRuns: 300 },
  )
})

describe('money', () => {
  const locales = [
    'en-US',
    'en-IN',
    'de-DE',
    'de-CH',
    'fr-FR',
    'es-ES',
    'it-IT',
    'nl-NL',
    'pt-BR',
    'pl-PL',
    'sv-SE',
    'cs-CZ',
    'tr-TR',
    'da-DK',
  ]
  const currencies = ['EUR', 'USD', 'GBP', 'CHF', 'PLN', 'SEK', 'CZK', 'BRL', 'INR', 'TRY', 'DKK']
  test('what is written in any locale reads as what was meant', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -99_999_999_99, max: 99_999_999_99 }),
        fc.constantFrom(...locales),
        fc.constantFrom(...currencies),
        fc.constantFrom('symbol' as const, 'code' as const, 'narrowSymbol' as const),
        (cents, locale, currency, currencyDisplay) => {
          const text = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay }).format(
            cents / 100,
          )
          const read = parseMoney(text)
          expect(read === null ? null : Number(read), text).toBe(cents === 0 ? 0 : cents / 100)
          if (currencyDisplay === 'code') expect(parsePrice(text).code, text).toBe(currency)
        },
      ),
    )
  })
  test.each([
    ['1.234,56 €', '1234.56', '€', 'EUR'],
    ["CHF 1'234.50", '1234.5', 'CHF', 'CHF'],
    ['(1,234.50)', '-1234.5', null, null],
    ['1234-', '-1234', null, null],
    ['₹ 12,34,567.89', '1234567.89', '₹', 'INR'],
    ['35€ 99', '35.99', '€', 'EUR'],
    ['US$:12.99', '12.99', 'US$', 'USD'],
    ['$1,190.00 AUD', '1190', 'AUD', 'AUD'],
    ['Rp 31.500', '31500', 'Rp', 'IDR'],
    ['2.5 Mio. €', '2500000', '€', 'EUR'],
    ['40% OFF', null, null, null],
    ['Not Available', null, null, null],
  ])('%s is %s', (text, amount, currency, code) => {
    expect(parsePrice(text)).toEqual({ amount, currency, code })
  })
  test('an amount among other words is a price, but not money that a cell can be', () => {
    expect(parsePrice('From 26 to 50 €').amount).toBe('26')
    expect(parseMoney('From 26 to 50 €')).toBeNull()
    expect(parseMoney('5 days')).toBeNull()
  })
  test('rounding is exact and away from zero', () => {
    expect(roundedDecimal('-0.005', 2)).toBe('-0.01')
    expect(roundedDecimal('99999999999999999999.995', 2)).toBe('100000000000000000000.00')
    expect(roundedDecimal('-0.001', 2)).toBe('0.00')
    expect(roundedDecimal('7', 0)).toBe('7')
  })
})

describe('addresses', () => {
  test.each([
    [
      '1600 Pennsylvania Avenue NW, Washington, DC 20500, United States',
      ['1600', 'Pennsylvania Avenue NW', null, 'Washington', 'DC', '20500', 'US'],
    ],
    ['123 Main St Springfield IL 62701', ['123', 'Main St', null, 'Springfield', 'IL', '62701', 'US']],
    ['Springfield, IL 62701', [null, null, null, 'Springfield', 'IL', '62701', 'US']],
    ['PO Box 123, Boise, ID 83701', [null, 'PO Box 123', null, 'Boise', 'ID', '83701', 'US']],
    ['24 Sussex Drive, Ottawa ON K1M1M4', ['24', 'Sussex Drive', null, 'Ottawa', 'ON', 'K1M1M4', 'CA']],
    [
      'Flat 2, 221B Baker Street, London NW1 6XE, UK',
      ['221B', 'Baker Street', 'Flat 2', 'London', null, 'NW1 6XE', 'GB'],
    ],
    [
      '14 High Street, Leeds, West Yorkshire, LS1 4DY',
      ['14', 'High Street', null, 'Leeds', 'West Yorkshire', 'LS1 4DY', 'GB'],
    ],
    ['Hauptstr. 5a, D-10115 Berlin', ['5a', 'Hauptstr.', null, 'Berlin', null, '10115', 'DE']],
    ['Straße des 17. Juni 135, 10623 Berlin', ['135', 'Straße des 17. Juni', null, 'Berlin', null, '10623', null]],
    ['12 bis, rue de la Paix, 75002 Paris, France', ['12 bis', 'rue de la Paix', null, 'Paris', null, '75002', 'FR']],
    ['Calle Mayor, 5, 3º B, 28013 Madrid, España', ['5', 'Calle Mayor', '3º B', 'Madrid', null, '28013', 'ES']],
    ['Keizersgracht 123, 1015 CJ Amsterdam', ['123', 'Keizersgracht', null, 'Amsterdam', null, '1015 CJ', 'NL']],
    ['Via Roma, 12, 20121 Milano MI, Italia', ['12', 'Via Roma', null, 'Milano', 'MI', '20121', 'IT']],
    [
      'Rua de Santa Catarina, 25, 2º Esq, 4000-447 Porto, Portugal',
      ['25', 'Rua de Santa Catarina', '2º Esq', 'Porto', null, '4000-447', 'PT'],
    ],
    ['5/12 Smith St, Fitzroy VIC 3065', ['12', 'Smith St', '5', 'Fitzroy', 'VIC', '3065', 'AU']],
    [
      'Av. Paulista 1578, São Paulo - SP, 01310-200, Brasil',
      ['1578', 'Av. Paulista', null, 'São Paulo', 'SP', '01310-200', 'BR'],
    ],
    [
      'Suite 4, Level 2/55 Collins St, Melbourne VIC 3000',
      ['55', 'Collins St', 'Level 2, Suite 4', 'Melbourne', 'VIC', '3000', 'AU'],
    ],
    [
      '1234 Elm Street Apt. 5 Chicago, Illinois 60614',
      ['1234', 'Elm Street', 'Apt. 5', 'Chicago', 'Illinois', '60614', 'US'],
    ],
    ['Via Garibaldi, 5 - 10122 Torino (TO)', ['5', 'Via Garibaldi', null, 'Torino', 'TO', '10122', 'IT']],
    ['Bahnhofstr. 12, CH-8001 Zürich', ['12', 'Bahnhofstr.', null, 'Zürich', null, '8001', 'CH']],
    ['12 Main St\nSpringfield, IL 62701\nUSA', ['12', 'Main St', null, 'Springfield', 'IL', '62701', 'US']],
    ['1015 CJ', [null, null, null, null, null, '1015 CJ', null]],
  ])('%s', (text, [number, street, unit, city, region, postcode, code]) => {
    const { countryCode: found, country, line, ...rest } = splitAddress(text)
    void country
    void line
    expect({ ...rest, code: found }).toEqual({ number, street, unit, city, region, postcode, code })
  })
})

describe('names of people', () => {
  test.each([
    ['Dr. Juan Q. Xavier de la Vega III (Doc Vega)', ['Dr.', 'Juan', 'Q. Xavier', 'de la Vega', 'III', 'Doc Vega']],
    ['de la Vega, Dr. Juan Q., III', ['Dr.', 'Juan', 'Q.', 'de la Vega', 'III', null]],
    ['Berg, Anna van der', [null, 'Anna', null, 'van der Berg', null, null]],
    ['Herr Prof. Dr. med. Hans-Peter Müller', ['Herr Prof. Dr. med.', 'Hans-Peter', null, 'Müller', null, null]],
    ['José Ortega y Gasset', [null, 'José', null, 'Ortega y Gasset', null, null]],
    ['J. R. R. Tolkien', [null, 'J.', 'R. R.', 'Tolkien', null, null]],
    ['Dean Martin', [null, 'Dean', null, 'Martin', null, null]],
    ['John Smith, PhD', [null, 'John', null, 'Smith', 'PhD', null]],
    ['DUPONT Jean', [null, 'Jean', null, 'DUPONT', null, null]],
    ['Mrs. Smith', ['Mrs.', null, null, 'Smith', null, null]],
    ['Madonna', [null, 'Madonna', null, null, null, null]],
  ])('%s', (text, [title, first, middle, last, suffix, nickname]) => {
    expect(splitName(text)).toEqual({ title, first, middle, last, suffix, nickname })
  })
  test('given and family name lose nothing but the title', () => {
    expect(givenAndFamily('Dr. Ada King Lovelace')).toEqual({ given: 'Ada', family: 'King Lovelace' })
    expect(givenAndFamily('Lovelace, Ada King')).toEqual({ given: 'Ada King', family: 'Lovelace' })
  })
})

describe('places, languages, currencies', () => {
  test.each([
    ['Germnay', 'DE'],
    ['Vereinigtes Königreich', 'GB'],
    ['EE.UU.', 'US'],
    ['Îles Féroé', 'FO'],
    ['日本', 'JP'],
    ['Niger', 'NE'],
    ['Nigeria', 'NG'],
    ['Atlantis', null],
  ])('%s is the country %s', (text, code) => expect(countryCode(text)).toBe(code))
  test('a region is of its country, or of the only one that has it', () => {
    expect(findRegion('WA', 'AU')?.name).toBe('Western Australia')
    expect(findRegion('WA', 'US')?.name).toBe('Washington')
    expect(findRegion('WA')).toBeNull()
    expect(findRegion('Bavaria')?.code).toBe('BY')
    expect(findRegion('Limburg')).toBeNull()
  })
  test('of two names that are as near none is meant', () => {
    expect(nearest('abcdx', ['abcda', 'abcdb'])).toBeNull()
    expect(nearest('abcdx', ['abcda'])).toBe('abcda')
    expect(nearest('abc', ['abd'])).toBeNull()
  })
  test('languages and currencies have one code, or none', () => {
    expect(['Deutsch', 'nld', 'pt-BR', 'Klingon'].map(languageCode)).toEqual(['de', 'nl', 'pt', null])
    expect(['€', 'usd', 'zł', '$', 'kr'].map(currencyCode)).toEqual(['EUR', 'USD', 'PLN', null, null])
  })
})

describe('phones', () => {
  test.each([
    ['0412 345 678', 'AU', '+61412345678'],
    ['0061 412 345 678', 'AU', '+61412345678'],
    ['Tel.: 030 123456', 'Deutschland', '+4930123456'],
    ['+44 (0)20 7946 0958', null, '+442079460958'],
    ['020 7946 0958 x12', 'GB', null],
    ['call 020 7946 0958 after six', 'GB', null],
    ['12', 'GB', null],
  ])('%s in %s is %s', (text, region, number) => expect(phoneNumber(text, region)).toBe(number))
})
