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
