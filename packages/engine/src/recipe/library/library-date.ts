import { bind, bindText, type InnerMacro, type LibraryFunction } from './library-function.ts'

/**
 * `_instant(x, formats)`: TIMESTAMP or NULL. `formats` is one strptime format or a list, where names stand for encodings.
 * A name is at the same time a format without fields that no date matches, so the list goes to strptime as it is. Years
 * before 1000 are a two-digit year read with %Y: better unread than wrong.
 */
const instant = bindText(
  'x',
  '_x',
  bind(
    'trim(_x)',
    '_v',
    bind(
      `coalesce(
        CAST(try_strptime(_v, formats) AS TIMESTAMP),
        CASE WHEN CAST(formats AS VARCHAR) LIKE '%epoch_s%' AND regexp_full_match(_v, '-?\\d{1,11}(?:\\.\\d+)?')
          THEN make_timestamp(CAST(CAST(try_cast(_v AS DECIMAL(18, 6)) AS DECIMAL(30, 6)) * 1000000 AS BIGINT)) ELSE NULL END,
        CASE WHEN CAST(formats AS VARCHAR) LIKE '%epoch_ms%' AND regexp_full_match(_v, '-?\\d{1,14}')
          THEN make_timestamp(try_cast(_v AS BIGINT) * 1000) ELSE NULL END,
        CASE WHEN CAST(formats AS VARCHAR) LIKE '%excel_serial%' AND regexp_full_match(_v, '\\d{1,6}(?:\\.\\d+)?')
          THEN TIMESTAMP '1899-12-30' + to_seconds(round(try_cast(_v AS DOUBLE) * 86400)) ELSE NULL END,
        CASE WHEN CAST(formats AS VARCHAR) LIKE '%iso%' THEN CAST(try_cast(_v AS TIMESTAMPTZ) AS TIMESTAMP) ELSE NULL END)`,
      '_i',
      `CASE WHEN year(_i) >= 1000 THEN _i ELSE NULL END`,
    ),
  ),
)

export const dateInnerMacros: readonly InnerMacro[] = [
  { name: '_instant', overloads: [{ parameters: ['x', 'formats'], body: instant }] },
]

const formatLists = [1, 2, 3, 4, 5, 6].map((count) => Array.from({ length: count }, (_, index) => `f${index + 1}`))
const formatList = (names: readonly string[]) => (names.length === 1 ? names[0] : `[${names.join(', ')}]`)

const named =
  'Formats are strptime formats (`%d/%m/%Y`), tried in order, or `excel_serial`, `epoch_s`, `epoch_ms`, `iso` (ISO 8601 with or without time and offset). Days that do not exist (31 February) are not read.'
const local = (zone: string | null, name: string) => (zone ? `timezone(${zone}, CAST(${name} AS TIMESTAMPTZ))` : name)

const formatted = (out: string, zone: string | null = null) =>
  bindText(
    'x',
    '_w',
    `coalesce(${bind('_instant(_w, formats)', '_d', `strftime(${local(zone, '_d')}, ${out})`)}, clean_text(_w))`,
  )

export const dateFunctions: readonly LibraryFunction[] = [
  {
    name: 'parse_date',
    group: 'date',
    kind: 'macro',
    signatures: ['parse_date(x, format, …)', 'parse_date(x, [formats])'],
    summary: `The day as a DATE, for comparing and calculating; NULL when no format fits. ${named} Up to six formats, or a list.`,
    overloads: formatLists.map((names) => ({
      parameters: ['x', ...names],
      body: `CAST(_instant(x, ${formatList(names)}) AS DATE)`,
    })),
    examples: [
      [`parse_date('03/04/2021', '%d/%m/%Y')`, '2021-04-03'],
      [`parse_date('3 Apr 2021', '%d/%m/%Y', '%d %b %Y')`, '2021-04-03'],
      [`parse_date('44289', ['%d/%m/%Y', 'excel_serial'])`, '2021-04-03'],
      [`parse_date('1617408000', 'epoch_s')`, '2021-04-03'],
      [`parse_date('31/02/2021', '%d/%m/%Y')`, null],
      [`parse_date('03/04/21', '%d/%m/%Y')`, null],
      [`parse_date('soon', '%d/%m/%Y')`, null],
    ],
  },
  {
    name: 'parse_timestamp',
    group: 'date',
    kind: 'macro',
    signatures: ['parse_timestamp(x, format, …)', 'parse_timestamp(x, [formats])'],
    summary: `The moment as a TIMESTAMP; a format with an offset (\`%z\`) gives UTC. NULL when no format fits. ${named}`,
    overloads: formatLists.map((names) => ({ parameters: ['x', ...names], body: `_instant(x, ${formatList(names)})` })),
    examples: [
      [`parse_timestamp('03/04/2021 07:15 PM', '%d/%m/%Y %I:%M %p')`, '2021-04-03 19:15:00'],
      [`parse_timestamp('1617433200000', 'epoch_ms')`, '2021-04-03 07:00:00'],
      [`parse_timestamp('2021-04-03T07:00:00+02:00', 'iso')`, '2021-04-03 05:00:00'],
      [`parse_timestamp('44289.5', 'excel_serial')`, '2021-04-03 12:00:00'],
      [`parse_timestamp('never', 'iso')`, null],
    ],
  },
  {
    name: 'format_date',
    group: 'date',
    kind: 'macro',
    signatures: ['format_date(x, [formats])', 'format_date(x, [formats], out)'],
    summary: `The day as text, \`%Y-%m-%d\` unless \`out\` says otherwise; what no format fits stays as it is. ${named}`,
    overloads: [
      { parameters: ['x', 'formats'], body: formatted(`'%Y-%m-%d'`) },
      { parameters: ['x', 'formats', 'out'], body: formatted('out') },
    ],
    examples: [
      [`format_date('03/04/2021', ['%d/%m/%Y'])`, '2021-04-03'],
      [`format_date('3 April 2021', ['%d/%m/%Y', '%d %B %Y'], '%d.%m.%Y')`, '03.04.2021'],
      [`format_date('31/02/2021', ['%d/%m/%Y'])`, '31/02/2021'],
      [`format_date(' soon ', ['%d/%m/%Y'])`, 'soon'],
      [`format_date('', ['%d/%m/%Y'])`, null],
    ],
  },
  {
    name: 'format_timestamp',
    group: 'date',
    kind: 'macro',
    signatures: [
      'format_timestamp(x, [formats])',
      'format_timestamp(x, [formats], out)',
      'format_timestamp(x, [formats], out, zone)',
    ],
    summary: `The moment as text, \`%Y-%m-%d %H:%M:%S\` unless \`out\` says otherwise; with a zone, shown there (what has no offset counts as UTC). What no format fits stays as it is. ${named}`,
    overloads: [
      { parameters: ['x', 'formats'], body: formatted(`'%Y-%m-%d %H:%M:%S'`) },
      { parameters: ['x', 'formats', 'out'], body: formatted('out') },
      { parameters: ['x', 'formats', 'out', 'zone'], body: formatted('out', 'zone') },
    ],
    examples: [
      [`format_timestamp('2021-04-03T07:05:09Z', ['iso'])`, '2021-04-03 07:05:09'],
      [`format_timestamp('3/4/2021 7:05', ['%d/%m/%Y %H:%M'], '%Y-%m-%d %H:%M')`, '2021-04-03 07:05'],
      [`format_timestamp('1617433200', ['epoch_s'], '%Y-%m-%d %H:%M', 'Australia/Sydney')`, '2021-04-03 18:00'],
      [`format_timestamp('asap', ['iso'])`, 'asap'],
    ],
  },
]
