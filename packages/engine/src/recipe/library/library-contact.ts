import { bind, bindText, type InnerMacro, type LibraryFunction } from './library-function.ts'
import { whiteSpace } from './library-text.ts'

// Letters of any script as three ranges: RE2 takes 100 ms to compile these patterns with \p{L} in them.
const letter = String.raw`A-Za-z\x{00c0}-\x{1fff}\x{2c00}-\x{2fff}\x{3005}-\x{d7ff}\x{f900}-\x{fdff}`
const emailAtom = `[${letter}0-9!#$%&''*+/=?^_\`{|}~-]+`
const hostLabel = `[${letter}0-9](?:[${letter}0-9-]*[${letter}0-9])?`
/** RE2, ready to stand in a SQL string. Deliverable addresses only: no quotes, comments or bare hosts. */
export const emailPattern = `${emailAtom}(?:\\.${emailAtom})*@(?:${hostLabel}\\.)+[${letter}][${letter}0-9-]*[${letter}0-9]`
export const urlPattern = `https?://(?:[^\\s/?#@]+@)?(?:(?:${hostLabel}\\.)*${hostLabel}|\\[[0-9A-Fa-f:.]+\\])(?::\\d{1,5})?(?:[/?#]\\S*)?`
const bareHost = `(?:${hostLabel}\\.)+[${letter}]{2,63}(?::\\d{1,5})?(?:[/?#]\\S*)?`
const edge = `[${whiteSpace}]*`

export const contactInnerMacros: readonly InnerMacro[] = []

export const contactFunctions: readonly LibraryFunction[] = [
  {
    name: 'clean_email',
    group: 'contact',
    kind: 'macro',
    signatures: ['clean_email(x)'],
    summary:
      'The address in lower case, taken out of `mailto:` and `Name <address>`; what is not an address stays as it is.',
    overloads: [
      {
        parameters: ['x'],
        body: bindText(
          'x',
          '_w',
          `coalesce(${bind(
            `lower(regexp_replace(_w, '^(?:[^<>]*<)?${edge}(?i:mailto:)?${edge}([^<>]*?)${edge}>?[${whiteSpace};,.]*$', '\\1'))`,
            '_e',
            `CASE WHEN regexp_full_match(_e, '${emailPattern}') THEN _e ELSE NULL END`,
          )}, clean_text(_w))`,
        ),
      },
    ],
    examples: [
      [`clean_email(' Ada@Example.COM ')`, 'ada@example.com'],
      [`clean_email('Ada L <ada@example.com>')`, 'ada@example.com'],
      [`clean_email('mailto:ada@example.com')`, 'ada@example.com'],
      [`clean_email('ada@example.com;')`, 'ada@example.com'],
      [`clean_email('ada@example.com; bo@example.com')`, 'ada@example.com; bo@example.com'],
      [`clean_email('Not known')`, 'Not known'],
      [`clean_email('')`, null],
    ],
  },
  {
    name: 'is_email',
    group: 'contact',
    kind: 'macro',
    signatures: ['is_email(x)'],
    summary: 'Whether the trimmed text is one e-mail address; FALSE for an empty cell.',
    overloads: [
      { parameters: ['x'], body: `coalesce(regexp_full_match(trim(CAST(x AS VARCHAR)), '${emailPattern}'), false)` },
    ],
    examples: [
      [`is_email('ada.l+1@mail.example.com')`, 'true'],
      [`is_email('ada@@example.com')`, 'false'],
      [`is_email('ada@example')`, 'false'],
      [`is_email('a..b@example.com')`, 'false'],
      [`is_email(NULL)`, 'false'],
    ],
  },
  {
    name: 'clean_url',
    group: 'contact',
    kind: 'macro',
    signatures: ['clean_url(x)'],
    summary:
      'An http(s) address with scheme and host in lower case, `https://` added where there is only a host, and no lone slash at the end; what is not an address stays as it is.',
    overloads: [
      {
        parameters: ['x'],
        body: bindText(
          'x',
          '_w',
          `coalesce(${bind(
            `CASE WHEN regexp_full_match(trim(_w), '(?i)https?://.*') THEN trim(_w)
               WHEN regexp_full_match(trim(_w), '${bareHost}') THEN 'https://' || trim(_w) ELSE NULL END`,
            '_u',
            bind(
              `lower(regexp_extract(_u, '^[^/]*//[^/?#]*')) || regexp_replace(regexp_replace(_u, '^[^/]*//[^/?#]*', ''), '^/$', '')`,
              '_l',
              `CASE WHEN regexp_full_match(_l, '${urlPattern}') THEN _l ELSE NULL END`,
            ),
          )}, clean_text(_w))`,
        ),
      },
    ],
    examples: [
      [`clean_url('HTTP://Example.com/About')`, 'http://example.com/About'],
      [`clean_url('www.example.com/')`, 'https://www.example.com'],
      [`clean_url('no website')`, 'no website'],
      [`clean_url(NULL)`, null],
    ],
  },
  {
    name: 'host_of',
    group: 'contact',
    kind: 'macro',
    signatures: ['host_of(x)'],
    summary: 'The host of an address in lower case, without scheme, user, `www.`, port and path.',
    overloads: [
      {
        parameters: ['x'],
        body: `nullif(regexp_extract(lower(trim(CAST(x AS VARCHAR))), '^(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:[^/@\\s]*@)?(?:www\\.)?([^/:?#\\s]+?)\\.?(?:[/:?#\\s].*)?$', 1), '')`,
      },
    ],
    examples: [
      [`host_of('https://www.Example.com:8080/shop?x=1')`, 'example.com'],
      [`host_of('Example.com/')`, 'example.com'],
      [`host_of('ada@mail.example.com')`, 'mail.example.com'],
      [`host_of('')`, null],
    ],
  },
]
