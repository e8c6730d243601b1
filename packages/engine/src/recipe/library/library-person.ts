import { bind, type InnerMacro, type LibraryFunction } from './library-function.ts'

const titles = '(?i:mr|mrs|ms|miss|mx|dr|prof|sir|dame|rev|hr|herr|frau|fr|m|mme|mlle|sr|sra|srta|sig|dhr|mevr)'
const bareName = `regexp_replace(clean_text(x), '^(?:${titles}\\.? )+', '')`

export const personInnerMacros: readonly InnerMacro[] = []

export const personFunctions: readonly LibraryFunction[] = [
  {
    name: 'first_name',
    group: 'person',
    kind: 'macro',
    signatures: ['first_name(x)'],
    summary:
      'The given name in a full name: what stands after the comma of `Last, First`, else the first word after titles.',
    overloads: [
      {
        parameters: ['x'],
        body: bind(
          bareName,
          '_n',
          `CASE WHEN contains(_n, ',') THEN nullif(trim(substr(_n, strpos(_n, ',') + 1)), '') ELSE nullif(split_part(_n, ' ', 1), '') END`,
        ),
      },
    ],
    examples: [
      [`first_name('Ada King Lovelace')`, 'Ada'],
      [`first_name('Lovelace, Ada')`, 'Ada'],
      [`first_name('Dr. Ada Lovelace')`, 'Ada'],
      [`first_name('Ada')`, 'Ada'],
      [`first_name('')`, null],
    ],
  },
  {
    name: 'last_name',
    group: 'person',
    kind: 'macro',
    signatures: ['last_name(x)'],
    summary:
      'The family name in a full name: what stands before the comma of `Last, First`, else all words after the first.',
    overloads: [
      {
        parameters: ['x'],
        body: bind(
          bareName,
          '_n',
          `CASE WHEN contains(_n, ',') THEN nullif(trim(split_part(_n, ',', 1)), '')
             WHEN contains(_n, ' ') THEN substr(_n, strpos(_n, ' ') + 1) ELSE NULL END`,
        ),
      },
    ],
    examples: [
      [`last_name('Ada King Lovelace')`, 'King Lovelace'],
      [`last_name('Lovelace, Ada')`, 'Lovelace'],
      [`last_name('Herr Jan de Vries')`, 'de Vries'],
      [`last_name('Ada')`, null],
    ],
  },
]
