/**
 * Dates with the month in words, in English, German, French, Spanish, Italian, Dutch and Portuguese, and what Danish and
 * Swedish share with them. Patterns are for text in lower case without accents; `|` between beginnings and whole words.
 */
const months: readonly (readonly [english: string, pattern: string])[] = [
  ['Jan', 'jan(?:uary|uar|uari|vier|v|eiro)?|janner|ene(?:ro)?|gen(?:naio)?'],
  ['Feb', 'feb(?:ruary|ruar|ruari|rero|braio|r|b)?|fev(?:rier|r|ereiro)?|feber'],
  ['Mar', 'mar(?:ch|s|zo|z|co|ts)?|maerz|mrz|maart|mrt'],
  ['Apr', 'apr(?:il|ile)?|avr(?:il)?|abr(?:il)?'],
  ['May', 'may(?:o)?|mai(?:o)?|mei|mag(?:gio)?|maj'],
  ['Jun', 'jun(?:e|i|io|ho)?|juin|giu(?:gno)?'],
  ['Jul', 'jul(?:y|i|io|ho)?|juil(?:let)?|lug(?:lio)?'],
  ['Aug', 'aug(?:ust|usti|ustus)?|aout?|ago(?:sto)?'],
  ['Sep', 'sep(?:t|tember|tembre|tiembre)?|set(?:embro|tembre|iembre)?'],
  ['Oct', 'oct(?:ober|obre|ubre)?|okt(?:ober)?|out(?:ubro)?|ott(?:obre)?'],
  ['Nov', 'nov(?:ember|embre|iembre|embro)?'],
  ['Dec', 'dec(?:ember|embre)?|dez(?:ember|embro)?|dic(?:iembre|embre)?'],
]

const weekdays = [
  '(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?',
  '(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|mo|di|mi|do|fr|sa|so',
  'lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|lun|mer|jeu|ven|sam|dim',
  'lunes|martes|miercoles|jueves|viernes|sabado|domingo|mie|jue|vie|sab|dom',
  'lunedi|martedi|mercoledi|giovedi|venerdi|sabato|domenica|gio',
  '(?:maan|dins|woens|donder|vrij|zater|zon)dag|ma|wo|vr|za|zo',
  '(?:segunda|terca|quarta|quinta|sexta)(?:-feira)?|seg|ter|qua|qui|sex',
].join('|')

/** Offsets of the zone names that mean one place; `ist` and other names of several are not read. */
const zones: Readonly<Record<string, string>> = {
  '+0000': 'utc|gmt|z|wet',
  '+0100': 'cet|mez|bst|west',
  '+0200': 'cest|mesz|eet|sast',
  '+0300': 'eest|msk',
  '-0500': 'est|cdt',
  '-0400': 'edt',
  '-0600': 'cst|mdt',
  '-0700': 'mst|pdt',
  '-0800': 'pst',
  '-0300': 'brt',
  '+0800': 'awst|sgt|hkt',
  '+0900': 'jst|kst',
  '+0930': 'acst',
  '+1000': 'aest',
  '+1100': 'aedt',
  '+1200': 'nzst',
  '+1300': 'nzdt',
}

const quoted = (pattern: string) => `'${pattern.replaceAll("'", "''")}'`
type Step = readonly [pattern: string, replacement: string]

const steps: readonly Step[] = [
  // Wed Mar 03 2021 14:05:00 GMT+0100 (CET)
  [String.raw`\s*\([^)]*\)$`, ''],
  [String.raw`\b(?:utc|gmt) ?([+-]\d)`, String.raw`\1`],
  // Times: 14h30, 14.30 Uhr, 14 Uhr, 2pm, 2:05p.m.
  [String.raw`\b(\d{1,2}) ?h ?(\d{2})\b`, String.raw`\1:\2`],
  [String.raw`\b(\d{1,2})[.:](\d{2}) ?(?:uhr|h)\b`, String.raw`\1:\2`],
  [String.raw`\b(\d{1,2}) ?(?:uhr|h)\b`, String.raw`\1:00`],
  [String.raw`(\d) ?([ap])\. ?m\b\.?`, String.raw`\1 \2m`],
  [String.raw`(^|[^:\d])(\d{1,2}) ?([ap]m)\b`, String.raw`\1\2:00 \3`],
  [String.raw`(:\d{2})([ap]m)\b`, String.raw`\1 \2`],
  // Days: 3rd, 1er, 3º, 3.
  [String.raw`\b(\d{1,2})(?:st|nd|rd|th|er|re|de|ste|e)\b`, String.raw`\1`],
  [String.raw`\b(\d{1,2})[º°ª]`, String.raw`\1 `],
  [`[’'‘]`, ' '],
  // 3-Mar-2021, 03MAR2021
  ['([a-z])[-/.,]+', String.raw`\1 `],
  ['[-/.,]+ ?([a-z])', String.raw` \1`],
  ['([a-z]{3})([0-9])', String.raw`\1 \2`],
  ['([0-9])([a-z]{3})', String.raw`\1 \2`],
  [String.raw`\s+`, ' '],
  [String.raw`,|\.(?: |$)`, ' '],
  // mar. 3 janv. (a Tuesday in French) against mar 3 2021.
  [String.raw`^(?:mar|set) (\d{1,2} +[a-z]{3})`, String.raw`\1`],
  [String.raw`^(?:am|den|le|el|il|the|on|op|lo) `, ''],
  [String.raw`\b(?:${weekdays})\b`, ' '],
  [String.raw`\b(?:feira|de|del|of|the|den|der|le|el|il|um|uhr|at|om|as|a|las|alle|ore|kl|klo|o|clock|d|l|den)\b`, ' '],
  ...months.map(([english, pattern]): Step => [String.raw`\b(?:${pattern})\b`, english.toLowerCase()]),
  ...Object.entries(zones).map(
    ([offset, names]): Step => [String.raw` (?:${names})( \d{4})?$`, String.raw` ${offset}\1`],
  ),
  [String.raw`\s+`, ' '],
  // Tue Mar 3 14:05:00 2021 and with its zone before the year.
  [String.raw`^ ?([a-z]{3} \d{1,2}) (\d{1,2}:\d{2}(?::\d{2})?)( [+-]\d{4})? (\d{4})$`, String.raw`\1 \4 \2\3`],
]

/**
 * SQL of a date in words as `3 mar 2021 14:05 +0100`, of the text that `sql` names (used once). Text that is no such date
 * comes out as something that no format fits.
 */
export const writtenDateSql = (sql: string): string =>
  `trim(${steps.reduce((inner, [pattern, replacement]) => `regexp_replace(${inner}, ${quoted(pattern)}, ${quoted(replacement)}, 'g')`, `lower(strip_accents(left(${sql}, 80)))`)})`

const times = ['', ' %H:%M', ' %H:%M:%S', ' %I:%M %p', ' %I:%M:%S %p']
const list = (bases: readonly string[]) =>
  `[${bases.flatMap((base) => times.map((time) => `'${base}${time}'`)).join(', ')}]`
const bound = (sql: string, name: string, body: string) => `list_transform([${sql}], lambda ${name}: ${body})[1]`

/** Minutes of the offset at the end of a text (`+0100`, `-05:30`, `+02`), which the name holds. */
export const offsetMinutesSql = (name: string): string =>
  bound(
    `regexp_extract(${name}, '[+-]\\d{2}(?::?\\d{2})?$')`,
    '_o',
    `(CASE WHEN _o LIKE '-%' THEN -1 ELSE 1 END) * (60 * coalesce(try_cast(substr(_o, 2, 2) AS INTEGER), 0) + coalesce(try_cast(regexp_extract(_o, '^.\\d{2}:?(\\d{2})$', 1) AS INTEGER), 0))`,
  )

/**
 * SQL: the moment as a TIMESTAMP, UTC where the text has a zone; NULL for what is no date in words. The offset is taken
 * off first: with `%z` among several formats DuckDB moves days that do not exist into the next month.
 */
export const writtenInstantSql = (sql: string): string =>
  bound(
    writtenDateSql(sql),
    '_dw',
    bound(
      String.raw`regexp_replace(_dw, ' [+-]\d{4}$', '')`,
      '_dn',
      `CASE WHEN regexp_matches(_dn, '\\d{4}') THEN try_strptime(_dn, ${list(['%d %b %Y', '%b %d %Y', '%Y %b %d'])})
      ELSE try_strptime(_dn, ${list(['%d %b %y', '%b %d %y'])}) END
      - to_minutes(CASE WHEN _dn = _dw THEN 0 ELSE ${offsetMinutesSql('_dw')} END)`,
    ),
  )

/** Whether a text could be a date in words: a month's name and a day and a year as numbers, and little else. */
export const writtenDatePattern = String.raw`(?:\p{L}{1,10}[.,]?[ -]?(?:feira)?,? ?){0,3}(?:\d{1,2}(?:st|nd|rd|th|er|º|°|ª|e|ste)?[.,]?(?:[ /.-]+| de | of )?(?:d['’])?(?:\p{L}{3,10})[.,]?[ /.-]*(?:de |del |of )?['’]?(?:\d{4}|\d{2})|\p{L}{3,10}\.?[ /.-]*(?:the )?\d{1,2}(?:st|nd|rd|th)?[.,]{0,2}[ /.-]*['’]?\d{4}|\d{4}[ /.-]\p{L}{3,10}\.?[ /-]\d{1,2}|\p{L}{3} +\d{1,2} \d{1,2}:\d{2}(?::\d{2})? (?:[A-Z]{3,4} )?\d{4})(?:,? .{0,60}|T.{0,30})?`
