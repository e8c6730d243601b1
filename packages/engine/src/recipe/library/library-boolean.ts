import { textList } from '../../sql/quote.ts'
import { bind, bindText, type InnerMacro, type LibraryFunction } from './library-function.ts'

// English, German, French, Spanish, Italian, Dutch, Portuguese, and what programs write.
const yes = [
  ...['true', 't', 'yes', 'y', 'on', '1', 'x', '✓', '✔', '☑', 'checked', 'enabled', 'active'],
  ...['ja', 'j', 'wahr', 'oui', 'o', 'vrai', 'sí', 'si', 's', 'verdadero', 'sì', 'vero', 'waar', 'sim', 'verdadeiro'],
]
const no = [
  ...['false', 'f', 'no', 'n', 'off', '0', '✗', '✘', '☐', 'unchecked', 'disabled', 'inactive'],
  ...['nein', 'falsch', 'non', 'faux', 'falso', 'nee', 'onwaar', 'não', 'nao'],
]

export const booleanInnerMacros: readonly InnerMacro[] = []

const formatted = (empty: string) =>
  bindText(
    'x',
    '_w',
    bind(
      '{b: parse_bool(_w), t: clean_text(_w)}',
      '_p',
      `CASE WHEN _p.b THEN yes WHEN NOT _p.b THEN no WHEN _p.t IS NULL THEN ${empty} ELSE _p.t END`,
    ),
  )

export const booleanFunctions: readonly LibraryFunction[] = [
  {
    name: 'parse_bool',
    group: 'boolean',
    kind: 'macro',
    signatures: ['parse_bool(x)'],
    summary:
      'TRUE or FALSE for the usual words in English, German, French, Spanish, Italian, Dutch and Portuguese, 1/0, x and ticks; NULL for anything else.',
    overloads: [
      {
        parameters: ['x'],
        body: bind(
          'lower(trim(CAST(x AS VARCHAR)))',
          '_b',
          `CASE WHEN list_contains(${textList(yes)}, _b) THEN true WHEN list_contains(${textList(no)}, _b) THEN false ELSE NULL END`,
        ),
      },
    ],
    examples: [
      [`parse_bool(' Yes ')`, 'true'],
      [`parse_bool('NEIN')`, 'false'],
      [`parse_bool('0')`, 'false'],
      [`parse_bool('maybe')`, null],
      [`parse_bool(NULL)`, null],
    ],
  },
  {
    name: 'format_bool',
    group: 'boolean',
    kind: 'macro',
    signatures: ['format_bool(x, yes, no)', 'format_bool(x, yes, no, empty)'],
    summary:
      'The target words for true and false; `empty` for an empty cell (empty by default). What is neither stays as it is.',
    overloads: [
      { parameters: ['x', 'yes', 'no'], body: formatted('NULL') },
      { parameters: ['x', 'yes', 'no', 'empty'], body: formatted('empty') },
    ],
    examples: [
      [`format_bool('Y', 'true', 'false')`, 'true'],
      [`format_bool('oui', 'yes', 'no')`, 'yes'],
      [`format_bool('off', 'yes', 'no')`, 'no'],
      [`format_bool('', 'yes', 'no')`, null],
      [`format_bool('', 'yes', 'no', 'no')`, 'no'],
      [`format_bool('maybe', 'yes', 'no')`, 'maybe'],
    ],
  },
]
