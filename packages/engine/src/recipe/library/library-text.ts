import { bind, bindText, type InnerMacro, type LibraryFunction } from './library-function.ts'

/** All of Unicode's white space, and what looks like nothing: zero-width space and byte order mark. */
export const whiteSpace = String.raw`\s\x{0085}\x{00a0}\x{1680}\x{2000}-\x{200b}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}`

// Most cells are clean ASCII already: one match is cheaper than replacing.
const cleanBody = (name: string) =>
  `CASE WHEN regexp_full_match(${name}, '[!-~]+(?: [!-~]+)*') THEN ${name}
   ELSE nullif(trim(regexp_replace(${name}, '[${whiteSpace}]+', ' ', 'g')), '') END`

export const textInnerMacros: readonly InnerMacro[] = []

export const textFunctions: readonly LibraryFunction[] = [
  {
    name: 'clean_text',
    group: 'text',
    kind: 'macro',
    signatures: ['clean_text(x)'],
    summary:
      'Trims, turns every run of white space (line breaks and no-break spaces too) into one space; blank is empty.',
    overloads: [{ parameters: ['x'], body: bindText('x', '_t', cleanBody('_t')) }],
    examples: [
      [`clean_text('  Ada   Lovelace ')`, 'Ada Lovelace'],
      [`clean_text('two' || chr(13) || chr(10) || 'lines')`, 'two lines'],
      [`clean_text(chr(160) || 'Zoë' || chr(160))`, 'Zoë'],
      [`clean_text('   ')`, null],
      [`clean_text(NULL)`, null],
      [`clean_text(12)`, '12'],
    ],
  },
  {
    name: 'null_if_any',
    group: 'text',
    kind: 'macro',
    signatures: ['null_if_any(x, [placeholders])'],
    summary: 'Empty when the trimmed text is one of the placeholders, in any case; otherwise x as it is.',
    overloads: [
      {
        parameters: ['x', 'placeholders'],
        body: bindText(
          'x',
          '_t',
          `CASE WHEN list_contains(list_transform(placeholders, lambda _p: lower(_p)), lower(trim(_t))) THEN NULL ELSE _t END`,
        ),
      },
    ],
    examples: [
      [`null_if_any(' N/A ', ['n/a', '-'])`, null],
      [`null_if_any('-', ['n/a', '-'])`, null],
      [`null_if_any('Anna', ['n/a', '-'])`, 'Anna'],
      [`null_if_any(NULL, ['n/a'])`, null],
    ],
  },
  {
    name: 'pick_first',
    group: 'text',
    kind: 'macro',
    signatures: ['pick_first(a, b, …)'],
    summary: 'The first argument that is not empty or blank, as it is. Two to eight arguments.',
    overloads: [2, 3, 4, 5, 6, 7, 8].map((count) => {
      const parameters = Array.from({ length: count }, (_, index) => `x${index + 1}`)
      const filled = parameters.map((name) =>
        bindText(name, '_t', `CASE WHEN regexp_full_match(_t, '[${whiteSpace}]*') THEN NULL ELSE _t END`),
      )
      return { parameters, body: `coalesce(${filled.join(', ')})` }
    }),
    examples: [
      [`pick_first('', '  ', 'c')`, 'c'],
      [`pick_first('a', 'b')`, 'a'],
      [`pick_first(NULL, NULL)`, null],
    ],
  },
  {
    name: 'join_text',
    group: 'text',
    kind: 'macro',
    signatures: ['join_text(separator, [parts])'],
    summary: 'The cleaned parts that are not empty, with the separator between them; empty if there is none.',
    overloads: [
      {
        parameters: ['separator', 'parts'],
        body: `nullif(substr(list_reduce(list_filter(list_transform(parts, lambda _p: ${bindText('_p', '_t', cleanBody('_t'))}), lambda _q: _q IS NOT NULL), lambda _a, _b: _a || separator || _b, ''), length(separator) + 1), '')`,
      },
    ],
    examples: [
      [`join_text(', ', ['1 High St', '', NULL, ' Leeds '])`, '1 High St, Leeds'],
      [`join_text(' ', ['', NULL])`, null],
    ],
  },
  {
    name: 'title_case',
    group: 'text',
    kind: 'macro',
    signatures: ['title_case(x)'],
    summary: 'First letter of each word large, the others small; words end at spaces, hyphens, dots and apostrophes.',
    overloads: [
      {
        parameters: ['x'],
        body: bindText(
          'x',
          '_t',
          `nullif(array_to_string(list_transform(regexp_extract_all(lower(trim(_t)), '[\\p{L}\\p{M}\\p{N}]+|[^\\p{L}\\p{M}\\p{N}]+'), lambda _w: upper(_w[1]) || _w[2:]), ''), '')`,
        ),
      },
    ],
    examples: [
      [`title_case('JEAN-LUC o''neill')`, `Jean-Luc O'Neill`],
      [`title_case('éva van der berg')`, 'Éva Van Der Berg'],
      [`title_case('')`, null],
    ],
  },
  {
    name: 'first_word',
    group: 'text',
    kind: 'macro',
    signatures: ['first_word(x)'],
    summary: 'What stands before the first white space.',
    overloads: [
      { parameters: ['x'], body: bindText('x', '_t', `nullif(regexp_extract(_t, '[^${whiteSpace}]+'), '')`) },
    ],
    examples: [
      [`first_word('  Ada King Lovelace')`, 'Ada'],
      [`first_word('Ada')`, 'Ada'],
      [`first_word(' ')`, null],
    ],
  },
  {
    name: 'rest_words',
    group: 'text',
    kind: 'macro',
    signatures: ['rest_words(x)'],
    summary: 'What stands after the first word; empty for a single word.',
    overloads: [
      {
        parameters: ['x'],
        body: bind(
          'clean_text(x)',
          '_t',
          `CASE WHEN contains(_t, ' ') THEN substr(_t, strpos(_t, ' ') + 1) ELSE NULL END`,
        ),
      },
    ],
    examples: [
      [`rest_words(' Ada  King Lovelace ')`, 'King Lovelace'],
      [`rest_words('Ada')`, null],
    ],
  },
  {
    name: 'last_word',
    group: 'text',
    kind: 'macro',
    signatures: ['last_word(x)'],
    summary: 'What stands after the last white space; the whole of a single word.',
    overloads: [{ parameters: ['x'], body: `nullif(regexp_extract(clean_text(x), '[^ ]+$'), '')` }],
    examples: [
      [`last_word('Ada King Lovelace ')`, 'Lovelace'],
      [`last_word('Ada')`, 'Ada'],
      [`last_word('')`, null],
    ],
  },
  {
    name: 'split_part_of',
    group: 'text',
    kind: 'macro',
    signatures: ['split_part_of(x, separator, n)'],
    summary:
      'The nth part between separators, trimmed; n counts from 1, or from the end when negative; empty if there is none.',
    overloads: [
      {
        parameters: ['x', 'separator', 'n'],
        body: `nullif(trim(split_part(CAST(x AS VARCHAR), separator, n)), '')`,
      },
    ],
    examples: [
      [`split_part_of('1 High St, Leeds, UK', ',', 2)`, 'Leeds'],
      [`split_part_of('1 High St, Leeds, UK', ',', -1)`, 'UK'],
      [`split_part_of('Leeds', ',', 2)`, null],
    ],
  },
  {
    name: 'before',
    group: 'text',
    kind: 'macro',
    signatures: ['before(x, separator)'],
    summary: 'What stands before the first separator, trimmed; the whole text where there is no separator.',
    overloads: [
      { parameters: ['x', 'separator'], body: `nullif(trim(split_part(CAST(x AS VARCHAR), separator, 1)), '')` },
    ],
    examples: [
      [`before('Smith, Ada', ',')`, 'Smith'],
      [`before('Smith', ',')`, 'Smith'],
      [`before(', Ada', ',')`, null],
    ],
  },
  {
    name: 'after',
    group: 'text',
    kind: 'macro',
    signatures: ['after(x, separator)'],
    summary: 'What stands after the first separator, trimmed; empty where there is no separator.',
    overloads: [
      {
        parameters: ['x', 'separator'],
        body: bind(
          '{x: CAST(x AS VARCHAR), s: CAST(separator AS VARCHAR)}',
          '_t',
          `CASE WHEN contains(_t.x, _t.s) THEN nullif(trim(substr(_t.x, strpos(_t.x, _t.s) + length(_t.s))), '') ELSE NULL END`,
        ),
      },
    ],
    examples: [
      [`after('Smith, Ada, Dr', ',')`, 'Ada, Dr'],
      [`after('Smith', ',')`, null],
    ],
  },
  {
    name: 'digits',
    group: 'text',
    kind: 'macro',
    signatures: ['digits(x)'],
    summary: 'Only the digits 0 to 9 of x.',
    overloads: [{ parameters: ['x'], body: `nullif(regexp_replace(CAST(x AS VARCHAR), '[^0-9]', '', 'g'), '')` }],
    examples: [
      [`digits('AB-012 345')`, '012345'],
      [`digits('none')`, null],
    ],
  },
  {
    name: 'letters',
    group: 'text',
    kind: 'macro',
    signatures: ['letters(x)'],
    summary: 'Only the letters of x, of every script.',
    overloads: [
      { parameters: ['x'], body: `nullif(regexp_replace(CAST(x AS VARCHAR), '[^\\p{L}\\p{M}]', '', 'g'), '')` },
    ],
    examples: [
      [`letters('12 kg')`, 'kg'],
      [`letters('Zoë 3')`, 'Zoë'],
      [`letters('12')`, null],
    ],
  },
  {
    name: 'regex_extract',
    group: 'text',
    kind: 'macro',
    signatures: ['regex_extract(x, pattern)', 'regex_extract(x, pattern, group)'],
    summary: 'The first match of an RE2 pattern, or of its nth group; empty where nothing matches.',
    overloads: [
      { parameters: ['x', 'pattern'], body: `nullif(regexp_extract(CAST(x AS VARCHAR), pattern), '')` },
      { parameters: ['x', 'pattern', 'grp'], body: `nullif(regexp_extract(CAST(x AS VARCHAR), pattern, grp), '')` },
    ],
    examples: [
      [`regex_extract('Order #1042 (paid)', '#(\\d+)', 1)`, '1042'],
      [`regex_extract('Order #1042', '\\d+')`, '1042'],
      [`regex_extract('Order', '\\d+')`, null],
    ],
  },
  {
    name: 'json_text',
    group: 'text',
    kind: 'macro',
    signatures: ['json_text(x, path)'],
    summary: 'The value at a path (`$.a[0].b`) of JSON text, as text; empty where x is not JSON or has no such value.',
    overloads: [
      {
        parameters: ['x', 'path'],
        body: bindText(
          'x',
          '_t',
          `CASE WHEN json_valid(_t) THEN nullif(json_extract_string(_t, path), '') ELSE NULL END`,
        ),
      },
    ],
    examples: [
      [`json_text('{"a": [{"b": 7}]}', '$.a[0].b')`, '7'],
      [`json_text('{"a": null}', '$.a')`, null],
      [`json_text('not json', '$.a')`, null],
    ],
  },
]
