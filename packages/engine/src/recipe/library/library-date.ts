import { offsetMinutesSql, writtenInstantSql } from '../../values/index.ts'
import { bind, bindText, type InnerMacro, type LibraryFunction } from './library-function.ts'

/**
 * `_read_instant(x, formats)`: TIMESTAMP or NULL. `formats` is one strptime format or a list, where names stand for
 * encodings. A name is at the same time a format without fields that no date matches, so the list goes to strptime as it
 * is. Years before 1000 are a two-digit year read with %Y: better unread than wrong.
 */
const named = (name: string) => `CAST(formats AS VARCHAR) LIKE '%${name}%'`
/** `_i`, or the same day a century before where two digits of a year are of the past. `written` is the text. */
const inCentury = (written: string) => `CASE WHEN year(_i) < 1000 THEN NULL
  WHEN ${named('past')} AND year(_i) BETWEEN 2030 AND 2068 AND NOT contains(${written}, CAST(year(_i) AS VARCHAR)) THEN _i - INTERVAL 100 YEARS
  ELSE _i END`

const readInstant = bindText(
  'x',
  '_x',
  bind(
    'trim(_x)',
    '_v',
    bind(
      `coalesce(
        CAST(try_strptime(_v, formats) AS TIMESTAMP),
        CASE WHEN ${named('epoch_s')} AND regexp_full_match(_v, '-?\\d{1,11}(?:\\.\\d+)?')
          THEN make_timestamp(CAST(CAST(try_cast(_v AS DECIMAL(18, 6)) AS DECIMAL(30, 6)) * 1000000 AS BIGINT)) ELSE NULL END,
        CASE WHEN ${named('epoch_ms')} AND regexp_full_match(_v, '-?\\d{1,14}')
          THEN make_timestamp(try_cast(_v AS BIGINT) * 1000) ELSE NULL END,
        CASE WHEN ${named('excel_serial')} AND regexp_full_match(_v, '\\d{1,6}(?:\\.\\d+)?')
          THEN TIMESTAMP '1899-12-30' + to_seconds(round(try_cast(_v AS DOUBLE) * 86400)) ELSE NULL END,
        CASE WHEN ${named('iso')} THEN CAST(try_cast(_v AS TIMESTAMPTZ) AS TIMESTAMP) ELSE NULL END)`,
      '_i',
      inCentury('_v'),
    ),
  ),
)

/**
 * With `%z` among several formats DuckDB moves days that do not exist into the next month: what comes out as a first to
 * third, though a 29th to 31st is written and not also that day and month, is no date.
 */
const writtenOffset = `CASE WHEN regexp_matches(_v, ':\\d{2}.*[+-]\\d{2}(?::?\\d{2})?$') THEN ${offsetMinutesSql('_v')} ELSE 0 END`
const unmoved = bindText(
  'x',
  '_v',
  bind(
    'moment',
    '_s',
    bind(
      `{w: _s + to_minutes(${writtenOffset}), n: list_transform(regexp_extract_all(_v, '\\d+')[1:3], lambda _e: try_cast(_e AS INTEGER))}`,
      '_m',
      `CASE WHEN day(_m.w) < 4 AND list_has_any(_m.n, [29, 30, 31]) AND NOT (list_contains(_m.n, CAST(day(_m.w) AS INTEGER))
        AND list_contains(_m.n, CAST(month(_m.w) AS INTEGER))) THEN NULL ELSE _s END`,
    ),
  ),
)

/**
 * `_instant(x, formats)`: the same with what only some formats need. It stands outside lambdas: there DuckDB folds away
 * what depends on the formats alone, inside it would compile every pattern anew for each vector (1 µs a row).
 */
const instant = `coalesce(
  CASE WHEN ${named('\\%z')} ESCAPE '\\' THEN _unmoved(x, _read_instant(x, formats)) ELSE _read_instant(x, formats) END,
  CASE WHEN ${named('words')} THEN ${bind(writtenInstantSql('CAST(x AS VARCHAR)'), '_i', inCentury('CAST(x AS VARCHAR)'))} ELSE NULL END)`

/** The day that is written, wherever on earth it was: the offset of a time does not move it. */
const day = `_instant(CASE WHEN ${named('\\%z')} ESCAPE '\\' OR ${named('iso')} OR ${named('words')} THEN
    regexp_replace(CAST(x AS VARCHAR), '(:\\d{2}(?:\\.\\d+)?(?: ?[AaPp][Mm])? ?)[+-]\\d{2}(?::?\\d{2})?\\s*$', '\\1+00:00')
    ELSE CAST(x AS VARCHAR) END, formats)`

export const dateInnerMacros: readonly InnerMacro[] = [
  { name: '_read_instant', overloads: [{ parameters: ['x', 'formats'], body: readInstant }] },
  { name: '_unmoved', overloads: [{ parameters: ['x', 'moment'], body: unmoved }] },
  { name: '_instant', overloads: [{ parameters: ['x', 'formats'], body: instant }] },
  { name: '_day', overloads: [{ parameters: ['x', 'formats'], body: day }] },
]

const formatLists = [1, 2, 3, 4, 5, 6].map((count) => Array.from({ length: count }, (_, index) => `f${index + 1}`))
const formatList = (names: readonly string[]) => (names.length === 1 ? names[0] : `[${names.join(', ')}]`)

const about =
  'Formats are strptime formats (`%d/%m/%Y`), tried in order, or `excel_serial`, `epoch_s`, `epoch_ms`, `iso` (ISO 8601 with or without time and offset). Days that do not exist (31 February) are not read.'
const local = (zone: string | null, name: string) => (zone ? `timezone(${zone}, CAST(${name} AS TIMESTAMPTZ))` : name)

const formatted = (read: '_instant' | '_day', out: string, zone: string | null = null) =>
  `coalesce(${bind(`${read}(x, formats)`, '_d', `strftime(${local(zone, '_d')}, ${out})`)}, clean_text(x))`

export const dateFunctions: readonly LibraryFunction[] = [
  {
    name: 'parse_date',
    group: 'date',
    kind: 'macro',
    signatures: ['parse_date(x, format, …)', 'parse_date(x, [formats])'],
    summary: `The day that is written, as a DATE, for comparing and calculating; an offset does not move it. NULL when no format fits. ${about} Up to six formats, or a list.`,
    overloads: formatLists.map((names) => ({
      parameters: ['x', ...names],
      body: `CAST(_day(x, ${formatList(names)}) AS DATE)`,
    })),
    examples: [
      [`parse_date('03/04/2021', '%d/%m/%Y')`, '2021-04-03'],
      [`parse_date('3 Apr 2021', '%d/%m/%Y', '%d %b %Y')`, '2021-04-03'],
      [`parse_date('44289', ['%d/%m/%Y', 'excel_serial'])`, '2021-04-03'],
      [`parse_date('1617408000', 'epoch_s')`, '2021-04-03'],
      [`parse_date('31/02/2021', '%d/%m/%Y')`, null],
      [`parse_date('03/04/21', '%d/%m/%Y')`, null],
      [`parse_date('3. März 2021', 'words')`, '2021-03-03'],
      [`parse_date('2021-W09-3', '%G-W%V-%u')`, '2021-03-03'],
      [`parse_date('soon', '%d/%m/%Y')`, null],
    ],
  },
  {
    name: 'parse_timestamp',
    group: 'date',
    kind: 'macro',
    signatures: ['parse_timestamp(x, format, …)', 'parse_timestamp(x, [formats])'],
    summary: `The moment as a TIMESTAMP; a format with an offset (\`%z\`) gives UTC. NULL when no format fits. ${about}`,
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
    summary: `The day that is written, as text, \`%Y-%m-%d\` unless \`out\` says otherwise; an offset does not move it. What no format fits stays as it is. ${about}`,
    overloads: [
      { parameters: ['x', 'formats'], body: formatted('_day', `'%Y-%m-%d'`) },
      { parameters: ['x', 'formats', 'out'], body: formatted('_day', 'out') },
    ],
    examples: [
      [`format_date('03/04/2021', ['%d/%m/%Y'])`, '2021-04-03'],
      [`format_date('3 April 2021', ['%d/%m/%Y', '%d %B %Y'], '%d.%m.%Y')`, '03.04.2021'],
      [`format_date('31/02/2021', ['%d/%m/%Y'])`, '31/02/2021'],
      [`format_date('31/02/2021', ['%d/%m/%Y', '%d/%m/%Y %H:%M %z'])`, '31/02/2021'],
      [`format_date('Mar 3rd, 2021', ['words'])`, '2021-03-03'],
      [`format_date('lundi 3 mars 2021', ['words'])`, '2021-03-03'],
      [`format_date('31 de febrero de 2021', ['words'])`, '31 de febrero de 2021'],
      [`format_date('03.04.55', ['%d.%m.%y', 'past'])`, '1955-04-03'],
      [`format_date('3 avril 55', ['words', 'past'])`, '1955-04-03'],
      [`format_date('2021-03-03T23:30:00-05:00', ['iso'])`, '2021-03-03'],
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
    summary: `The moment as text, \`%Y-%m-%d %H:%M:%S\` unless \`out\` says otherwise; with a zone, shown there (what has no offset counts as UTC). What no format fits stays as it is. ${about}`,
    overloads: [
      { parameters: ['x', 'formats'], body: formatted('_instant', `'%Y-%m-%d %H:%M:%S'`) },
      { parameters: ['x', 'formats', 'out'], body: formatted('_instant', 'out') },
      { parameters: ['x', 'formats', 'out', 'zone'], body: formatted('_instant', 'out', 'zone') },
    ],
    examples: [
      [`format_timestamp('2021-04-03T07:05:09Z', ['iso'])`, '2021-04-03 07:05:09'],
      [`format_timestamp('3/4/2021 7:05', ['%d/%m/%Y %H:%M'], '%Y-%m-%d %H:%M')`, '2021-04-03 07:05'],
      [`format_timestamp('1617433200', ['epoch_s'], '%Y-%m-%d %H:%M', 'Australia/Sydney')`, '2021-04-03 18:00'],
      [`format_timestamp('03/03/2021 14:05 +0100', ['%d/%m/%Y %H:%M %z'])`, '2021-03-03 13:05:00'],
      [`format_timestamp('3 de março de 2021 às 14h30', ['words'])`, '2021-03-03 14:30:00'],
      [`format_timestamp('March 3rd, 2021 2:05 p.m. EST', ['words'])`, '2021-03-03 19:05:00'],
      [`format_timestamp('asap', ['iso'])`, 'asap'],
    ],
  },
]
