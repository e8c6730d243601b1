import chardet from 'chardet'

/** Encodings with a byte for each character, by how common they are: of two that read a text alike, the first counts. */
const singleByte = [
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1253',
  'windows-1254',
  'windows-1257',
  'windows-1255',
  'windows-1256',
  'iso-8859-2',
  'iso-8859-15',
  'iso-8859-5',
  'koi8-r',
  'macintosh',
  'ibm866',
  'windows-874',
] as const
const multiByte = ['shift_jis', 'euc-jp', 'gb18030', 'big5', 'euc-kr'] as const

/** Every encoding that a file may be said to have, besides those of Unicode. */
export const legacyEncodings: readonly LegacyEncoding[] = [...singleByte, ...multiByte, 'iso-8859-1']

/** Encodings older than Unicode. `iso-8859-1` is windows-1252 without the characters that only that one has. */
export type LegacyEncoding = (typeof singleByte)[number] | (typeof multiByte)[number] | 'iso-8859-1'

export const isMultiByte = (encoding: string): boolean => (multiByte as readonly string[]).includes(encoding)

/** What the detector calls by the name of a smaller set of the same characters. */
const sameAs: Record<string, LegacyEncoding> = {
  'iso-8859-1': 'windows-1252',
  'iso-8859-7': 'windows-1253',
  'iso-8859-8': 'windows-1255',
  'iso-8859-9': 'windows-1254',
  'iso-8859-6': 'windows-1256',
}
/** The detector knows letter sequences of languages, which decides where words look alike. */
const hintWeight = 0.3
/** How much likelier the encoding of Western Europe is than any other, where a few letters leave it open. */
const mostCommon = 0.05

/** How much it counts that all letters with marks are of one language. */
const languageWeight = 0.4

/** How sure a detector has to be of an encoding of several bytes that the text obeys. */
const leastConfidence = 30

/**
 * The encoding of text that is not Unicode, from a part of it that holds other bytes than ASCII. Several bytes a
 * character: one whose rules every byte obeys and whose characters are common ones. Else the one in which the
 * text looks most like words.
 */
export function detectEncoding(sample: Buffer): LegacyEncoding {
  const found = new Map(chardet.analyse(sample).map(({ name, confidence }) => [name.toLowerCase(), confidence]))
  // A detector that is sure of one of them may be wrong about which: the usual characters decide.
  const candidates = multiByte
    .map((encoding) => ({ encoding, confidence: found.get(encoding) ?? 0, usual: usualShare(sample, encoding) }))
    .filter(({ encoding }) => obeys(sample, encoding))
  const isEastern = candidates.some(({ confidence }) => confidence >= leastConfidence)
  const eastern = candidates
    .filter(({ confidence, usual }) => confidence >= leastConfidence || (isEastern && confidence > 0 && usual > 0.95))
    .sort((a, b) => b.confidence * b.usual ** 2 - a.confidence * a.usual ** 2)[0]
  const fewLetters = sample.filter((byte) => byte >= 0x80).length < 8
  const hints = new Map(
    (fewLetters ? [] : [...found]).map(([name, confidence]) => [sameAs[name] ?? name, confidence / 100]),
  )
  let best: { encoding: LegacyEncoding; likeness: number; score: number } | undefined
  for (const encoding of singleByte) {
    const text = new TextDecoder(encoding).decode(sample)
    const likeness =
      wordlikeness(text) + hintWeight * (hints.get(encoding) ?? 0) + (encoding === 'windows-1252' ? mostCommon : 0)
    const score = likeness + languageWeight * languageShare(text)
    if (!best || score > best.score + 1e-9) best = { encoding, likeness, score }
  }
  const isUnread = new TextDecoder(best!.encoding).decode(sample).includes('\ufffd')
  if (eastern && (isUnread || eastern.confidence >= 60 || best!.likeness < 0.85)) return eastern.encoding
  if (best!.encoding !== 'windows-1252') return best!.encoding
  return sample.some((byte) => byte >= 0x80 && byte < 0xa0) ? 'windows-1252' : 'iso-8859-1'
}

function obeys(sample: Buffer, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(sample, { stream: true })
    return true
  } catch {
    return false
  }
}

/** Letters that languages written in these encodings use most, beyond ASCII. */
const common = new Set(
  'äöüßÄÖÜéèêëàâçùûîïôœÉÈÀÇñáíóúÑÁÍÓÚ¿¡ãõâêôÃÕæøåÆØÅìò' +
    'łąęśćżźńóŁĄĘŚĆŻŹŃščřžýáíéěůúďťňľĺŕôäŠČŘŽÁÍÉĚŮÚĎŤŇőűŐŰăâîșțşţĂÎŞŢđĐ' +
    'ğşıİçĞŞÇėįųūąčęšžāēīļņķģĖĮŲŪĀĒĪĻŅĶĢ',
)
/** Letters beyond ASCII, by languages that share them. */
const alphabets = [
  'äöüßéèàç', // German
  'éèêëàâçùûîïôœæüÿ', // French
  'ñáíóúüçèéàòï', // Spanish, Catalan
  'ãõâêôáéíóúçàü', // Portuguese
  'àèéìíîòóùú', // Italian
  'æøåäöéáíóúýþð', // Nordic
  'ëïéèöüáóíêâûîôúŷŵ', // Dutch, Welsh
  'ąćęłńóśźż', // Polish
  'áčďéěíňóřšťúůýžľĺŕôä', // Czech, Slovak
  'áéíóöőúüű', // Hungarian
  'ăâîșțşţ', // Romanian
  'čćđšž', // Slovene, Croatian
  'çğışöüâîû', // Turkish
  'äöüõšž', // Estonian
  'āčēģīķļņšūž', // Latvian
  'ąčęėįšųūž', // Lithuanian
].map((letters) => new Set(letters + letters.toUpperCase() + (letters.includes('ı') ? 'İ' : '')))

/** The share of the Latin letters beyond ASCII that one language explains; 1 where there are none. */
function languageShare(text: string): number {
  const letters = [...text].filter((character) => character > '\u007f' && /\p{Script=Latin}/u.test(character))
  if (letters.length === 0) return 1
  return (
    Math.max(...alphabets.map((alphabet) => letters.filter((letter) => alphabet.has(letter)).length)) / letters.length
  )
}

/** The lead and trail bytes of the characters that nearly all text consists of. */
const usualBytes: Record<(typeof multiByte)[number], readonly [number, number, number, number][]> = {
  shift_jis: [
    [0x81, 0x83, 0x40, 0xfc],
    [0x88, 0x97, 0x40, 0xfc],
  ],
  'euc-jp': [
    [0xa1, 0xa5, 0xa1, 0xfe],
    [0xb0, 0xcf, 0xa1, 0xfe],
  ],
  gb18030: [
    [0xa1, 0xa3, 0xa1, 0xfe],
    [0xb0, 0xd7, 0xa1, 0xfe],
  ],
  big5: [
    [0xa1, 0xc6, 0x40, 0x7e],
    [0xa1, 0xc6, 0xa1, 0xfe],
  ],
  'euc-kr': [
    [0xa1, 0xa3, 0xa1, 0xfe],
    [0xb0, 0xc8, 0xa1, 0xfe],
  ],
}

/** The share of its characters of two bytes that are usual ones. Kana of half the width, of one byte, seldom fill a text. */
function usualShare(sample: Buffer, encoding: (typeof multiByte)[number]): number {
  let seen = 0
  let usual = 0
  for (let at = 0; at < sample.length; at++) {
    const lead = sample[at]!
    if (lead < 0x80) continue
    seen++
    if (encoding === 'shift_jis' && lead >= 0xa0 && lead < 0xe0) {
      usual += 0.5
      continue
    }
    const trail = sample[++at] ?? 0
    const isUsual = usualBytes[encoding].some(
      ([first, last, from, to]) => lead >= first && lead <= last && trail >= from && trail <= to,
    )
    if (isUsual) usual++
  }
  return seen === 0 ? 1 : usual / seen
}

/** Signs that stand beside words and numbers. */
const signs = new Set('€£°§“”„‘’‚–—…«»•·®©™²³½¼µ№ª\u00a0')

/** How much the characters beyond ASCII look as those of words do: about 1 for text read rightly, below 0 for noise. */
function wordlikeness(text: string): number {
  let seen = 0
  let score = 0
  let previous = ''
  for (const character of text) {
    if (character > '\u007f') {
      seen++
      score += scoreCharacter(character, previous)
    } else if (
      previous > '\u007f' &&
      /[A-Za-z0-9]/.test(character) &&
      isLetter(previous) &&
      scriptOf(previous) !== 'latin'
    ) {
      score -= 1
    }
    previous = character
  }
  return seen === 0 ? 0 : score / seen
}

function scoreCharacter(character: string, previous: string): number {
  if (/\p{L}|\p{M}/u.test(character)) {
    // A capital in the middle of a word, or letters of two scripts in one, are none that anyone wrote.
    if (/\p{Lu}/u.test(character) && isLower(previous)) return -1
    // A final sigma ends its word.
    if (previous === 'ς') return -1
    if (isLetter(previous) && scriptOf(previous) !== scriptOf(character)) return -1
    if (scriptOf(character) !== 'latin') return 0.95
    // In Latin scripts a letter with a mark seldom follows another.
    return isLetter(previous) && previous > '\u007f' ? 0.2 : common.has(character) ? 1 : 0.4
  }
  if (signs.has(character))
    return isLetter(previous) && !/[\p{Pd}\p{Pi}\p{Pf}\p{Z}…\u00ad]/u.test(character) ? -0.5 : 0.6
  return /\p{Cc}|\p{Cn}|\ufffd/u.test(character) ? -3 : -0.5
}

const isLetter = (character: string): boolean => /\p{L}/u.test(character)
const isLower = (character: string): boolean => /\p{Ll}/u.test(character)

const scripts = {
  latin: /\p{Script=Latin}/u,
  cyrillic: /\p{Script=Cyrillic}/u,
  greek: /\p{Script=Greek}/u,
  hebrew: /\p{Script=Hebrew}/u,
  arabic: /\p{Script=Arabic}/u,
  thai: /\p{Script=Thai}/u,
}
const scriptOf = (character: string): string =>
  Object.entries(scripts).find(([, pattern]) => pattern.test(character))?.[0] ?? 'other'
