import { writtenDatePattern } from '../values/index.ts'

/** One way to write dates: a strptime format, the shapes (see value-shape.ts) it is written in, and what it holds. */
export type DateFormat = {
  format: string
  /** The whole value must match this, on the raw text: strptime alone would take `1/2/23` for the year 23. */
  pattern: string
  hasTime: boolean
  hasZone: boolean
  order: 'day_first' | 'month_first' | 'year_first' | null
}

const day = '(0?[1-9]|[12]\\d|3[01])'
const month = '(0?[1-9]|1[0-2])'
const year = '\\d{4}'
const shortYear = '\\d{2}'
const word = '\\p{L}{3}\\.?'
const longWord = '\\p{L}{4,10}'

type Base = [format: string, pattern: string, order: DateFormat['order']]

function bases(): Base[] {
  const list: Base[] = [
    ['%Y-%m-%d', `${year}-${month}-${day}`, 'year_first'],
    ['%Y/%m/%d', `${year}/${month}/${day}`, 'year_first'],
    ['%Y.%m.%d', `${year}\\.${month}\\.${day}`, 'year_first'],
  ]
  for (const mark of ['/', '.', '-']) {
    const quoted = mark === '.' ? '\\.' : mark
    list.push(
      [`%d${mark}%m${mark}%Y`, `${day}${quoted}${month}${quoted}${year}`, 'day_first'],
      [`%m${mark}%d${mark}%Y`, `${month}${quoted}${day}${quoted}${year}`, 'month_first'],
      [`%d${mark}%m${mark}%y`, `${day}${quoted}${month}${quoted}${shortYear}`, 'day_first'],
      [`%m${mark}%d${mark}%y`, `${month}${quoted}${day}${quoted}${shortYear}`, 'month_first'],
    )
  }
  for (const mark of ['-', ' ', '/']) {
    list.push(
      [`%d${mark}%b${mark}%Y`, `${day}${mark}${word}${mark}${year}`, null],
      [`%d${mark}%b${mark}%y`, `${day}${mark}${word}${mark}${shortYear}`, null],
    )
  }
  list.push(
    ['%d. %m. %Y', `${day}\\. ${month}\\. ${year}`, 'day_first'],
    ['%d %m %Y', `${day} ${month} ${year}`, 'day_first'],
    ['%Y %m %d', `${year} ${month} ${day}`, 'year_first'],
    ['%Y年%m月%d日', `${year}年${month}月${day}日`, 'year_first'],
    ['%G-W%V-%u', `${year}-W[0-5]\\d-[1-7]`, 'year_first'],
    ['%d %B %Y', `${day} ${longWord} ${year}`, null],
    ['%d. %B %Y', `${day}\\. ?${longWord} ${year}`, null],
    ['%B %d, %Y', `${longWord} ${day}, ?${year}`, null],
    ['%b %d, %Y', `${word} ${day}, ?${year}`, null],
    ['%b %d %Y', `${word} ${day} ${year}`, null],
    ['%a %d %b %Y', `${word} ${day} ${word} ${year}`, null],
    ['%a, %d %b %Y', `${word}, ${day} ${word} ${year}`, null],
    ['%a %b %d %Y', `${word} ${word} ${day} ${year}`, null],
    ['%A, %d %B %Y', `${longWord}, ${day} \\p{L}{3,10} ${year}`, null],
  )
  return list
}

type Tail = [format: string, pattern: string, hasZone: boolean]
const hour = '\\d{1,2}'
const tails: Tail[] = [
  [' %H:%M', ` ${hour}:\\d{2}`, false],
  [' %H:%M:%S', ` ${hour}:\\d{2}:\\d{2}`, false],
  [' %H:%M:%S.%g', ` ${hour}:\\d{2}:\\d{2}\\.\\d{1,3}`, false],
  [' %I:%M %p', ` ${hour}:\\d{2} [AaPp]\\.?[Mm]\\.?`, false],
  [' %I:%M%p', ` ${hour}:\\d{2}[AaPp][Mm]`, false],
  [' %I:%M:%S %p', ` ${hour}:\\d{2}:\\d{2} [AaPp][Mm]`, false],
  [' %H:%M:%S %z', ` ${hour}:\\d{2}:\\d{2} [+-]\\d{2}:?\\d{2}`, true],
  [' %H:%M %z', ` ${hour}:\\d{2} [+-]\\d{2}:?\\d{2}`, true],
  [' %H:%M%z', ` ${hour}:\\d{2}[+-]\\d{2}(:?\\d{2})?`, true],
  [', %H:%M', `, ${hour}:\\d{2}`, false],
  [', %H:%M:%S', `, ${hour}:\\d{2}:\\d{2}`, false],
  [', %I:%M:%S %p', `, ${hour}:\\d{2}:\\d{2} [AaPp][Mm]`, false],
  [', %I:%M %p', `, ${hour}:\\d{2} [AaPp][Mm]`, false],
  [' %I:%M:%S%p', ` ${hour}:\\d{2}:\\d{2}[AaPp][Mm]`, false],
  [' %H:%M:%S.%f', ` ${hour}:\\d{2}:\\d{2}\\.\\d{4,6}`, false],
  [' %H:%M:%S%z', ` ${hour}:\\d{2}:\\d{2}[+-]\\d{2}(:?\\d{2})?`, true],
  [' %H:%M Uhr', ` ${hour}:\\d{2} Uhr`, false],
  [' um %H:%M Uhr', ` um ${hour}:\\d{2} Uhr`, false],
  [' à %H:%M', ` à ${hour}:\\d{2}`, false],
  [' às %H:%M', ` às ${hour}:\\d{2}`, false],
  [' a las %H:%M', ` a las ${hour}:\\d{2}`, false],
  [' - %H:%M', ` - ${hour}:\\d{2}`, false],
  [' %H:%M:%S.%f%z', ` ${hour}:\\d{2}:\\d{2}\\.\\d{1,6}[+-]\\d{2}(:?\\d{2})?`, true],
  [' %H:%M:%S UTC', ` ${hour}:\\d{2}:\\d{2} UTC`, true],
  [' %H:%M UTC', ` ${hour}:\\d{2} UTC`, true],
]
const isoTails: Tail[] = [
  ['T%H:%MZ', `T\\d{2}:\\d{2}Z`, true],
  ['T%H:%M:%S.%g', `T\\d{2}:\\d{2}:\\d{2}\\.\\d{1,3}`, false],
  ['T%H:%M:%S.%f', `T\\d{2}:\\d{2}:\\d{2}\\.\\d{4,6}`, false],
  ['T%H:%M:%S.%fZ', `T\\d{2}:\\d{2}:\\d{2}\\.\\d{4,6}Z`, true],
  ['T%H:%M:%S.%f%z', `T\\d{2}:\\d{2}:\\d{2}\\.\\d{4,6}[+-]\\d{2}:?\\d{2}`, true],
  ['T%H:%M%z', `T\\d{2}:\\d{2}[+-]\\d{2}:?\\d{2}`, true],
  ['T%H:%M', `T\\d{2}:\\d{2}`, false],
  ['T%H:%M:%S', `T\\d{2}:\\d{2}:\\d{2}`, false],
  ['T%H:%M:%SZ', `T\\d{2}:\\d{2}:\\d{2}Z`, true],
  ['T%H:%M:%S.%gZ', `T\\d{2}:\\d{2}:\\d{2}\\.\\d{1,3}Z`, true],
  ['T%H:%M:%S%z', `T\\d{2}:\\d{2}:\\d{2}[+-]\\d{2}:?\\d{2}`, true],
  ['T%H:%M:%S.%g%z', `T\\d{2}:\\d{2}:\\d{2}\\.\\d{1,3}[+-]\\d{2}:?\\d{2}`, true],
]

function allFormats(): DateFormat[] {
  const formats: DateFormat[] = []
  for (const [format, pattern, order] of bases()) {
    formats.push({ format, pattern, hasTime: false, hasZone: false, order })
    for (const [tail, tailPattern, hasZone] of [...tails, ...(format === '%Y-%m-%d' ? isoTails : [])]) {
      formats.push({ format: format + tail, pattern: pattern + tailPattern, hasTime: true, hasZone, order })
    }
  }
  formats.push({
    format: '%Y%m%d',
    pattern: `(19|20)\\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])`,
    hasTime: false,
    hasZone: false,
    order: 'year_first',
  })
  for (const [format, time] of [
    ['%Y%m%d%H%M%S', '([01]\\d|2[0-3])[0-5]\\d[0-5]\\d'],
    ['%Y%m%dT%H%M%S', 'T([01]\\d|2[0-3])[0-5]\\d[0-5]\\d'],
    ['%Y%m%dT%H%M%SZ', 'T([01]\\d|2[0-3])[0-5]\\d[0-5]\\dZ'],
  ] as const) {
    formats.push({
      format,
      pattern: `(19|20)\\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\\d|3[01])${time}`,
      hasTime: true,
      hasZone: format.endsWith('Z'),
      order: 'year_first',
    })
  }
  return formats
}

/** Every format that is looked for, most usual first. */
export const dateFormats: readonly DateFormat[] = allFormats()

/** Numbers that count time: 1900-system spreadsheet days, Unix seconds, Unix milliseconds. */
export const encodings = [
  { format: 'excel_serial', pattern: '[2-6]\\d{4}(\\.\\d+)?', hasTime: false },
  { format: 'epoch_s', pattern: '\\d{9,10}', hasTime: true },
  { format: 'epoch_ms', pattern: '\\d{12,13}', hasTime: true },
] as const

/** The month in words, in any language that is known: looked for where no format above reads the value. */
export const inWords = { format: 'words', pattern: writtenDatePattern, hasTime: false } as const

const compiled = [...dateFormats, ...encodings, inWords].map((entry) => ({
  ...entry,
  regex: new RegExp(`^${entry.pattern}$`, 'u'),
}))

/** The formats that values of this look could be written in, judged on samples of one shape. */
export function formatsFor(samples: readonly string[]): string[] {
  const dated = samples.map((sample) => sample.trim()).filter((sample) => couldBeDate.test(sample))
  if (dated.length === 0) return []
  const found = compiled
    .filter(({ format, regex }) => format !== inWords.format && dated.some((sample) => regex.test(sample)))
    .map(({ format }) => format)
  const words = compiled.find(({ format }) => format === inWords.format)!.regex
  // Also beside formats with English names: these do not read `Sept` or `Mar.`, which a few samples may not show.
  return dated.some((sample) => /\p{L}{3}/u.test(sample) && words.test(sample) && hasMonth.test(fold(sample)))
    ? [...found, inWords.format]
    : found
}

/** Cheap first look: a few hundred formats are tried only on what begins like a date. */
const couldBeDate =
  /^(?=.{5,80}$)(?:\d{1,4}[-/. 年]|\d{5,}|\d{1,2}(?:st|nd|rd|th|er|º|°|ª|\p{L}{3})|\p{L}{1,12}[-.,\p{L}]*[ -/])/u
const hasMonth =
  /jan|ene|gen|feb|fev|mar|mrt|maa|mrz|maerz|apr|avr|abr|ma[yij]|mei|mag|jun|juin|giu|jul|juil|lug|aug|aou|ago|sep|set|o[ck]t|out|ott|nov|dec|dez|dic/
const fold = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
/** What is known about a format or an encoding; undefined for a name that is neither. */
export const dateFormat = (
  format: string,
): { format: string; pattern: string; hasTime: boolean; hasZone?: boolean; order?: DateFormat['order'] } | undefined =>
  compiled.find((entry) => entry.format === format)
