import type { LibraryFunction } from './library-function.ts'

export const mappedFunctions: readonly LibraryFunction[] = [
  {
    name: 'clean_phone',
    group: 'contact',
    kind: 'mapped',
    arguments: { min: 1, max: 2 },
    signatures: ['clean_phone(x, region)', 'clean_phone(x)'],
    summary:
      'The number in E.164 form (`+61491570123`); one without a country code belongs to `region`, an ISO alpha-2 code. What is not a valid number stays as it is.',
    examples: [
      [`clean_phone('(02) 5550 1234', 'AU')`, '+61255501234'],
      [`clean_phone('+44 7700 900494', 'AU')`, '+447700900494'],
      [`clean_phone('0044 7700 900494', 'AU')`, '+447700900494'],
      [`clean_phone('+44 (0)7700 900 167')`, '+447700900167'],
      [`clean_phone('0000', 'AU')`, '0000'],
      [`clean_phone('ask Ada', 'AU')`, 'ask Ada'],
      [`clean_phone('', 'AU')`, null],
    ],
  },
  {
    name: 'phone_or_null',
    group: 'contact',
    kind: 'mapped',
    arguments: { min: 1, max: 2 },
    signatures: ['phone_or_null(x, region)', 'phone_or_null(x)'],
    summary: 'As `clean_phone`, but empty for what is not a valid number.',
    examples: [
      [`phone_or_null('0491 570 123', 'AU')`, '+61491570123'],
      [`phone_or_null('n/a', 'AU')`, null],
    ],
  },
  {
    name: 'country_code',
    group: 'place',
    kind: 'mapped',
    arguments: { min: 1, max: 1 },
    signatures: ['country_code(x)'],
    summary:
      'The ISO 3166-1 alpha-2 code of a country, from its name in any of 20 languages, a usual short form (`U.S.`, `UK`, `Holland`) or an alpha-2 or alpha-3 code. What is not known stays as it is.',
    examples: [
      [`country_code('Germany')`, 'DE'],
      [`country_code('Deutschland')`, 'DE'],
      [`country_code(' u.s.a. ')`, 'US'],
      [`country_code('aus')`, 'AU'],
      [`country_code('Côte d’Ivoire')`, 'CI'],
      [`country_code('Atlantis')`, 'Atlantis'],
      [`country_code(NULL)`, null],
    ],
  },
  {
    name: 'country_name',
    group: 'place',
    kind: 'mapped',
    arguments: { min: 1, max: 1 },
    signatures: ['country_name(x)'],
    summary:
      'The English name of a country, from whatever `country_code` understands. What is not known stays as it is.',
    examples: [
      [`country_name('de')`, 'Germany'],
      [`country_name('Österreich')`, 'Austria'],
      [`country_name('Atlantis')`, 'Atlantis'],
    ],
  },
]

export const valueMapFunctions: readonly LibraryFunction[] = [
  {
    name: 'map_value',
    group: 'lookup',
    kind: 'value_map',
    signatures: [`map_value(x, 'map')`],
    summary:
      "The value that the sheet's `value_maps` give for x, compared trimmed and in any case; a value that is not in the map passes through as it is, one that is mapped to null is emptied. The map's name is written as a constant.",
    examples: [],
  },
]
