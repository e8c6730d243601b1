import { remember } from '../../util/remember.ts'
import { simplifiedForms } from '../words/concepts/chinese.ts'
import { concepts } from '../words/concepts.ts'

const special: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', þ: 'th' }

/** Lower case, without accents, every run of other characters one blank: what words are compared as. */
export function fold(value: string): string {
  return value
    .toLowerCase()
    .replace(/(?<!\p{L})n[º°]/gu, 'no ')
    .replace(/[ßæœøłđþ]/g, (letter) => special[letter]!)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}#%]+/gu, ' ')
    .trim()
}

/** The words of a column or table name: `EmailAddr`, `e-mail_addr.` and `HTTPCode2` fall apart where people would. */
export const nameWords: (name: string) => readonly string[] = remember(splitName)

function splitName(name: string): string[] {
  return name.split(/[\s_]+/).flatMap((chunk) => {
    const whole = fold(chunk)
    // MwSt. and iPhone are words for all their capitals.
    if (!whole.includes(' ') && phraseIndex.has(whole)) return [whole]
    const spaced = chunk
      .replace(/(\p{Ll}|\d)(\p{Lu})/gu, '$1 $2')
      .replace(/(\p{Lu})(\p{Lu}\p{Ll})/gu, '$1 $2')
      .replace(/(\p{L}{3,})(\d)/gu, '$1 $2')
    const folded = fold(spaced)
    return folded === '' ? [] : folded.split(' ').flatMap((word) => (hasHan.test(word) ? hanWords(word) : [word]))
  })
}

const hasHan = /\p{Script=Han}/u
const simplified = new Map<string, string>()
for (let at = 0; at < simplifiedForms.length; at += 2) simplified.set(simplifiedForms[at]!, simplifiedForms[at + 1]!)

/** Chinese is written without blanks: the longest known words from the left, what is between them by itself. */
function hanWords(text: string): string[] {
  const letters = [...text].map((letter) => simplified.get(letter) ?? letter)
  const words: string[] = []
  let unknown = ''
  for (let at = 0; at < letters.length; ) {
    let length = Math.min(6, letters.length - at)
    while (length > 0 && !phraseIndex.has(letters.slice(at, at + length).join(''))) length--
    if (length === 0) {
      unknown += letters[at]
      at += 1
      continue
    }
    if (unknown !== '') words.push(unknown)
    unknown = ''
    words.push(letters.slice(at, at + length).join(''))
    at += length
  }
  return unknown === '' ? words : [...words, unknown]
}

const stopWords = new Set(
  'the a an of for in on at to and or by as is are per from with de la le les du des d l el los del do da dos das der die das den dem des von vom zu zum am im um und oder fur het een van voor en y e p # s'.split(
    ' ',
  ),
)

/** One meaning-bearing piece of a name: its text and the concepts that it can stand for. */
export type NameUnit = {
  text: string
  concepts: readonly string[]
  weight: number
  /** Concepts of known words that an unknown short one may be cut from: `bez` of Bezeichnung. */
  hints?: readonly string[]
}

const phraseIndex = new Map<string, string[]>()
let longestPhrase = 1
for (const { concept, phrases } of concepts) {
  for (const phrase of phrases) {
    const key = phrase.replaceAll('_', ' ')
    phraseIndex.set(key, [...(phraseIndex.get(key) ?? []), concept])
    longestPhrase = Math.max(longestPhrase, key.split(' ').length)
  }
}

/** Concepts that a word or phrase can stand for; singular forms are tried too. */
export function conceptsOf(phrase: string): readonly string[] {
  return phraseIndex.get(phrase) ?? phraseIndex.get(singular(phrase)) ?? phraseIndex.get(withoutUmlauts(phrase)) ?? []
}

/** Umlauts that were written as two letters: `empfaenger`, `prioritaet`. */
const withoutUmlauts = (phrase: string): string => phrase.replace(/ae/g, 'a').replace(/oe/g, 'o').replace(/ue/g, 'u')

/** `companies` → `company`, `statuses` → `status`, `jobs` → `job`. Good enough to compare, not to print. */
export function singular(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`
  if (word.length > 4 && /(ss|sh|ch|x|us)es$/.test(word)) return word.slice(0, -2)
  if (word.length > 3 && word.endsWith('s') && !/(ss|us|is)$/.test(word)) return word.slice(0, -1)
  return word
}

/** `signed` → `sign`, `opening` → `open`, `plans` → `plan`: what is left of a word without its usual ending. */
export function stem(word: string): string {
  const bare = singular(word)
  const cut = bare.length >= 6 ? bare.replace(/(?:ing|ed)$/, '') : bare
  return cut.replace(/([b-df-hj-np-tv-z])\1$/, '$1')
}

/** Whether a name says nothing about its column: blank, or made up by the program that wrote the file. */
export const isBlankName = (name: string): boolean =>
  /^(column|col|field|feld|spalte|colonne|columna|coluna|kolom|unnamed|unknown|header|f|c|var|x|v)?[ _:.#-]*\d*( \(\d+\))?$/i.test(
    name.trim(),
  )

/** Words that many names carry: they tell less than the others. */
const common = new Set('name id number no nr code date type value text field key datum'.split(' '))
/** What exports wrap names in, and what only says of which kind the values are: hardly anything. */
const technical = new Set(
  'property properties custom customfield cf attr attribute hs hubspot sf fivetran airbyte sdc x c col column udf fld timestamp datetime ts dt flag bool indicator yn utc txt str'.split(
    ' ',
  ),
)

/** The pieces of a name: longest known phrases first, compounds split where both halves are known. */
export const nameUnits: (name: string) => readonly NameUnit[] = remember(readUnits)

function readUnits(name: string): NameUnit[] {
  const words = nameWords(name)
  const units: NameUnit[] = []
  for (let start = 0; start < words.length; ) {
    let taken = 0
    for (let length = Math.min(longestPhrase, words.length - start); length >= 2; length--) {
      const phrase = words.slice(start, start + length).join(' ')
      const found = conceptsOf(phrase)
      if (found.length === 0) continue
      units.push({ text: phrase, concepts: found, weight: 1 + 0.4 * (length - 1) })
      taken = length
      break
    }
    if (taken === 0) {
      units.push(...wordUnits(words[start]!))
      taken = 1
    }
    start += taken
  }
  return units
}

/** Words of two letters that stand at the end of compounds: `personeelsnr`, `kundenid`. */
const shortTails = new Set(['nr', 'no', 'id', 'dt'])

function wordUnits(word: string): NameUnit[] {
  if (stopWords.has(word)) return []
  const found = conceptsOf(word)
  const weight = technical.has(word) ? 0.15 : common.has(word) ? 0.5 : /^\d+$/.test(word) ? 0.4 : 1
  if (found.length > 0) {
    // Two units of the same text mean the same: what is known of one pair is remembered for all.
    const bare = singular(word)
    const same = conceptsOf(bare).join() === found.join()
    return [{ text: same ? bare : word, concepts: found, weight }]
  }
  for (let cut = word.length - 2; cut >= 3; cut--) {
    const head = word.slice(0, cut)
    const tail = word.slice(cut)
    if (tail.length < 3 && !shortTails.has(tail)) continue
    const bare = head.endsWith('s') ? head.slice(0, -1) : head
    const first = conceptsOf(head).length > 0 ? head : conceptsOf(bare).length > 0 ? bare : null
    if (first === null || conceptsOf(tail).length === 0) continue
    return [first, tail].flatMap((part) => wordUnits(part))
  }
  const hints = hintsOf(word)
  return [{ text: singular(word), concepts: [], weight, ...(hints.length > 0 ? { hints } : {}) }]
}

/** More than so many meanings say nothing. */
const mostHints = 5

/** What a word of a few letters may be the beginning of, or the consonants of: `bez`, `bestd`, `knd`. */
const hintsOf = remember((word: string): readonly string[] => {
  if (!/^[a-z]{3,5}$/.test(word)) return []
  const meant = new Set<string>()
  for (const [known, found] of phraseIndex) {
    if (known.length < word.length + 2 || known[0] !== word[0] || known.includes(' ')) continue
    if (known.startsWith(word) || isCutFrom(word, known)) for (const concept of found) meant.add(concept)
    if (meant.size > mostHints) return []
  }
  return [...meant]
})

/** Its letters in their order, from the first to the last, without vowels after the first. */
function isCutFrom(short: string, long: string): boolean {
  if (short.at(-1) !== long.at(-1) || !/^.{0,3}[^aeiou]{2,}$/.test(short)) return false
  let at = 0
  for (const letter of long) if (letter === short[at]) at += 1
  return at === short.length && long.length <= short.length + 5
}
