import { plainKey } from './plain-key.ts'

/** A person's name in its parts, each as it is written; null where the name has none. */
export type PersonName = {
  title: string | null
  first: string | null
  middle: string | null
  last: string | null
  suffix: string | null
  nickname: string | null
}

const set = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

const titles = set(`
  mr mrs ms miss mx master mister madam maam dr doctor prof professor sir dame lord lady rev reverend fr father sister brother
  hon honorable judge justice pres president gov senator sen rep capt captain col colonel gen general lt lieutenant maj major
  sgt sergeant cpl pvt cmdr commander adm admiral rabbi imam sheikh pastor bishop dean dipl ing mag univ herr frau fraulein
  hr fr frl mme mmes mlle monsieur madame mademoiselle m mgr me maitre sr sra srta senor senora senorita don dona d dna
  sig sigra signor signora signorina dott dottssa dottor ing avv geom rag dhr mevr mevrouw meneer de heer drs ir mw
  dipling rt exmo exma dra profa eng enga arq arqa lic
`)
/** Titles that are as well names or words when written without a dot: they need the dot, or to stand before two names. */
const weakTitles = set(
  'm d de me heer fr don dean judge major general hon master father brother sister president justice bishop mag rag rep ir ing mw col lic eng',
)

const suffixes = set(`
  jr jnr junior sr snr senior ii iii iv v vi vii viii 2nd 3rd 4th esq esquire phd ph d md dds dvm do jd llb llm llm ba bsc bs ma msc ms mba mph
  mphil dphil edd psyd rn cpa cfa cfp pmp pe ra aia ret usa usn usaf usmc obe cbe mbe kbe kcb qc kc mp frs ab be dba rph np pa
  fils pere filho neto sobrinho junior dipl ing bc mgr csc
`)
/** Suffixes that are names or initials as well: only behind a comma or with dots. */
const weakSuffixes = set('v d ma ba do ra pa pe ab be ms bs np senior usa mp bc sr d ph ing junior')

const particles = set(`
  de da do das dos di del della dello dei degli delle dal dalla la le les lo du des d van von vom zu zum zur zer der den dem het
  ter te ten tot op t af av ibn bin bint ben al el abu abd san santa st saint mac della y e i und vander vande vandevan ap
`)
/** Joins the names on both sides. */
const joiners = set('y e i')

/**
 * Takes a person's name apart: `Dr. Juan Q. Xavier de la Vega III (Doc)`, `van der Berg, Anna Maria`, `J.R.R. Tolkien`,
 * `Last, First Middle, Jr.`. Of several words between first and last name, particles belong to the last name.
 */
export function splitName(text: string): PersonName {
  const { bare, nickname } = takeNickname(
    text
      .slice(0, 300)
      .replace(/[\s\u00a0\u202f]+/g, ' ')
      .trim(),
  )
  const parts = bare
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  if (parts.length === 0) return { title: null, first: null, middle: null, last: null, suffix: null, nickname }
  const endings: string[] = []
  while (
    parts.length > 1 &&
    (isSuffixes(parts.at(-1)!) || (parts.length > 2 && /^[A-Z][A-Z.]{1,6}$/.test(parts.at(-1)!)))
  )
    endings.unshift(parts.pop()!)
  const han = /^(欧阳|司马|上官|诸葛|歐陽|司馬|諸葛|\p{Script=Han})(\p{Script=Han}{1,2})$/u.exec(bare)
  if (han) return { title: null, first: han[2]!, middle: null, last: han[1]!, suffix: null, nickname }
  if (parts.length === 1) return finish(plain(wordsOf(parts[0]!)), endings, nickname)
  const [family, ...given] = parts
  const title: string[] = []
  const words = wordsOf(given.join(' '))
  const before = wordsOf(family!)
  takeTitles(before, title, false)
  takeTitles(words, title, false)
  while (words.length > 1 && isSuffix(words.at(-1)!, false)) endings.unshift(words.pop()!)
  const own: string[] = []
  while (before.length > 1 && isSuffix(before.at(-1)!, false)) own.unshift(before.pop()!)
  // `Berg, Anna van der`: particles behind the given names belong in front of the family name.
  const moved: string[] = []
  while (words.length > 1 && isParticle(words.at(-1)!)) moved.unshift(words.pop()!)
  return finish(
    {
      title: orNull(title),
      first: words[0] ?? null,
      middle: orNull(words.slice(1)),
      last: orNull([...moved, ...before]),
      suffix: null,
    },
    [...own, ...endings],
    nickname,
  )
}

/**
 * The name in two parts that together hold all of it but the title: of `Last, First Middle` the given names are all that
 * stands behind the comma, of other names the first word.
 */
export function givenAndFamily(text: string): { given: string | null; family: string | null } {
  const { first, middle, last, suffix } = splitName(text)
  const words = (...parts: (string | null)[]) => parts.filter((part) => part !== null).join(' ') || null
  const inverted =
    last !== null && plainKey(text).indexOf(plainKey(last)) < plainKey(text).lastIndexOf(plainKey(first ?? '\u0000'))
  return inverted
    ? { given: words(first, middle), family: words(last, suffix) }
    : { given: first, family: words(middle, last, suffix) }
}

const orNull = (words: readonly string[]): string | null => (words.length === 0 ? null : words.join(' '))
const wordsOf = (text: string): string[] =>
  text
    .replace(/\.(?=\p{Lu}\p{Ll}{2,})/gu, '. ')
    .split(' ')
    .filter((word) => word !== '')
const keyOf = (word: string): string => plainKey(word).replaceAll(' ', '')
const isParticle = (word: string): boolean =>
  (particles.has(keyOf(word)) && !/^\p{Lu}\.?$/u.test(word)) || /^(?:'t|d'|l')$/i.test(word)

function isSuffix(word: string, afterComma: boolean): boolean {
  const key = keyOf(word)
  if (!suffixes.has(key)) return false
  if (afterComma || !weakSuffixes.has(key)) return true
  // `V.` is an initial, `M.A.` is a degree, `Sr.` and `Jr.` are what they are.
  return /\..*\./.test(word) || /^(?:sr|jr|ing)\.$/i.test(word) || /^(?:MA|BA|MBA|USA|MP|BSc|Sr|V)$/.test(word)
}
const isSuffixes = (part: string): boolean => wordsOf(part).every((word) => isSuffix(word, true))

function takeNickname(text: string): { bare: string; nickname: string | null } {
  const found =
    /\s*(?:\(([^()]*)\)|"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]|«([^»]*)»|(?<=^|\s)'([^']+)'(?=\s|$|,)|‘([^’]+)’)\s*/u.exec(
      text,
    )
  if (!found) return { bare: text, nickname: null }
  const inner =
    found
      .slice(1)
      .find((group) => group !== undefined)
      ?.trim() ?? ''
  const bare = `${text.slice(0, found.index)} ${text.slice(found.index + found[0].length)}`.replace(/ ,/g, ',').trim()
  return { bare, nickname: inner === '' ? null : inner }
}

function isTitle(word: string, next: string | undefined, plenty: boolean): boolean {
  const key = keyOf(word)
  if (!titles.has(key)) return false
  if (!weakTitles.has(key)) return true
  return word.endsWith('.') ? word.length > 2 || key === 'm' : plenty && next !== undefined && key.length > 2
}

function takeTitles(words: string[], title: string[], atLeastOne: boolean): void {
  while (words.length > (atLeastOne ? 1 : 0) && isTitle(words[0]!, words[1], words.length > 2)) {
    title.push(words.shift()!)
    // `Prof. Dr. med.`, `Dipl.-Ing.`, `Mr. and Mrs.`
    while (
      words.length > 1 &&
      /^(?:med|phil|jur|nat|rer|h\.?c|pol|oec|ing|habil|vet|dent|iur|theol)\.?(?:\s|$)|^\(?(?:FH|TU)\)?$|^-Ing\.$/i.test(
        words[0]!,
      ) &&
      /\.$|^\(/.test(words[0]!)
    )
      title.push(words.shift()!)
    if (words.length > 2 && /^(?:and|und|et|y|e|en|&|of|the)$/i.test(words[0]!) && isTitle(words[1]!, words[2], true))
      title.push(words.shift()!)
  }
}

type Plain = Omit<PersonName, 'nickname'>

function plain(words: string[]): Plain {
  const title: string[] = []
  const suffix: string[] = []
  takeTitles(words, title, true)
  while (words.length > 1 && isSuffix(words.at(-1)!, false)) suffix.unshift(words.pop()!)
  if (words.length === 1) {
    // `Mrs. Smith` says a family name, `Smith` or `Ada` alone a given one.
    const family = title.length > 0 && !/^(?:sir|dame|sister|brother|father|don|dona)$/.test(keyOf(title[0]!))
    return {
      title: orNull(title),
      first: family ? null : words[0]!,
      middle: null,
      last: family ? words[0]! : null,
      suffix: orNull(suffix),
    }
  }
  // JOHN SMITH is no help, but in `Anna SMITH JONES` the capitals are the family name.
  const capitals = words.findIndex((word, at) => at > 0 && isCapitals(word))
  if (
    capitals > 0 &&
    !words.slice(0, capitals).some(isCapitals) &&
    words.slice(capitals).every((word) => isCapitals(word) || isParticle(word))
  ) {
    let start = capitals
    while (start > 1 && isParticle(words[start - 1]!)) start -= 1
    return {
      title: orNull(title),
      first: words[0]!,
      middle: orNull(words.slice(1, start)),
      last: orNull(words.slice(start)),
      suffix: orNull(suffix),
    }
  }
  // DUPONT Jean: the family name comes first, and in capitals.
  const given = words.findIndex((word) => !isCapitals(word) && !isParticle(word))
  if (given > 0 && words.slice(0, given).some(isCapitals) && !words.slice(given).some(isCapitals))
    return {
      title: orNull(title),
      first: words[given]!,
      middle: orNull(words.slice(given + 1)),
      last: orNull(words.slice(0, given)),
      suffix: orNull(suffix),
    }
  let start = words.length - 1
  // Joiners bind both sides (Ortega y Gasset), particles what follows them (de la Vega).
  const first = words.findIndex(
    (word, at) =>
      at > 0 && at < words.length - 1 && isParticle(word) && !(joiners.has(keyOf(word)) && word.length === 1),
  )
  if (first > 0) start = first
  while (start > 2 && joiners.has(keyOf(words[start - 1]!)) && /^\p{Ll}$/u.test(words[start - 1]!)) start -= 2
  return {
    title: orNull(title),
    first: words[0]!,
    middle: orNull(words.slice(1, start)),
    last: orNull(words.slice(start)),
    suffix: orNull(suffix),
  }
}

const isCapitals = (word: string): boolean => /^\p{Lu}[\p{Lu}'’-]{2,}$/u.test(word)

const finish = (name: Plain, endings: readonly string[], nickname: string | null): PersonName => ({
  title: name.title,
  first: name.first,
  middle: name.middle,
  last: name.last,
  suffix: [...(name.suffix === null ? [] : name.suffix.split(' ')), ...endings].join(', ') || null,
  nickname,
})
