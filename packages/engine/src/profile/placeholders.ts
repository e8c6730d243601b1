/** Texts that stand for "nothing" whatever the column holds. Compared trimmed and lower-cased. */
const always = new Set([
  '-',
  '--',
  '---',
  '–',
  '—',
  '?',
  '??',
  '.',
  'n/a',
  'n.a.',
  '#n/a',
  'null',
  '(null)',
  'nil',
  '<null>',
  'undefined',
  'nan',
  'k.a.',
  'k. a.',
  'keine angabe',
  'n.v.t.',
  'n.d.',
  's/d',
  'sin datos',
  'non renseigné',
  'non communiqué',
  'geen',
])

/** Texts that stand for "nothing" where the other values are of a kind that they do not fit. */
const whereUnfit = new Set([
  'na',
  'none',
  'no',
  'unknown',
  'tba',
  'tbc',
  'tbd',
  'pending',
  'missing',
  'empty',
  'blank',
  'unbekannt',
  'offen',
  'keine',
  'kein',
  'inconnu',
  'aucun',
  'desconocido',
  'ninguno',
  'onbekend',
  'desconhecido',
  'nenhum',
  'x',
  'xxx',
  '0',
  '00',
  'not provided',
  'not available',
  'not applicable',
  'on file',
  'on request',
  'auf anfrage',
  'sur demande',
  '#ref!',
  '#value!',
])

/** Dates that mean "no date". A real date is never among them. */
const emptyDate =
  /^(0000-00-00|00[./-]00[./-]0000|0[./-]0[./-]0000|9999-12-31|31[./-]12[./-]9999|12\/31\/9999|1900-01-00)([ T].*)?$/

/**
 * Whether a value stands for nothing in a column most of whose other values are of a typed kind (`typed`), such as
 * dates or numbers. In a column of free text only what can't be meant literally counts.
 */
export function isPlaceholder(value: string, typed: boolean): boolean {
  const word = value.trim().toLowerCase()
  if (always.has(word) || emptyDate.test(word)) return true
  return typed && !/^\d+$/.test(word) && whereUnfit.has(word)
}

/** What programs write where a date is wanted and none is known; each of them is also a real day. */
const sentinelDate =
  /^(?:(1753|1900|1970)[-/.]01[-/.]01|0?1[-/.]0?1[-/.](1753|1900|1970)|(1899)-12-3[01]|(?:30|31)[-/.]12[-/.](1899)|12\/3[01]\/(1899)|(2099|2100|2999)-12-31|31[-/.]12[-/.](2099|2100|2999)|12\/31\/(2099|2100|2999)|(0001)-01-01|0?1[-/.]0?1[-/.](0001))(?:[ T]00:00(?::00)?(?:\.0+)?Z?)?$/

type Counted = { value: string; count: number }

/**
 * Values that stand for nothing though they could be meant: a word for "unknown" that fills many rows of a column in
 * which hardly another value comes twice, and a first or last day of a calendar that many rows share and that lies ten
 * years and more from every other date.
 */
export function findFillers(values: readonly Counted[], distinctCount: number, filled: number): string[] {
  const few = Math.max(3, filled * 0.005)
  const repeated = values.filter(({ count }) => count >= few)
  return repeated
    .filter(({ value, count }) => {
      const word = value.trim().toLowerCase()
      if (whereUnfit.has(word) && !/^\d+$/.test(word)) return (distinctCount - 1) / Math.max(1, filled - count) >= 0.9
      const year = sentinelDate
        .exec(value.trim())
        ?.slice(1)
        .find((each) => each !== undefined)
      return year !== undefined && isFarFromOthers(Number(year), values)
    })
    .map(({ value }) => value)
}

function isFarFromOthers(year: number, values: readonly Counted[]): boolean {
  const years = values
    .filter(({ value }) => !sentinelDate.test(value.trim()))
    .flatMap(({ value }) => /(?<!\d)([012]\d{3})(?!\d)/.exec(value)?.[1] ?? [])
    .map(Number)
  return years.length > 0 && years.every((each) => Math.abs(each - year) >= 10)
}
