import { verbs } from './words.ts'

const wordStart = '(?<![\\p{L}\\p{N}_])'
const wordEnd = '(?![\\p{L}\\p{N}_])'
const beginsWithVerb = new RegExp(`^(?:(?:please|also|then|now|bitte|auch|dann)\\s+)*(?:${verbs})${wordEnd}`, 'iu')

const sentenceEnd = new RegExp(
  `;|\\.\\s+(?=\\p{Lu}|"|(?:${verbs})${wordEnd})|[!?]\\s+|(?:,\\s*|\\s+)(?:and\\s+|und\\s+)?(?:then|after that|afterwards|danach|dann)\\s+(?=\\S)`,
  'iu',
)

/** Sentences of a message: lines, numbered points, what full stops, semicolons and "then" divide. Quotes are hidden. */
export function splitSentences(message: string): string[] {
  return message
    .replace(/\b(if|when|wenn|falls)\b([^;\n.]*?),?\s+(?:then|dann)\s+/gi, '$1$2, ')
    .split(/\n+/)
    .flatMap(splitPoints)
    .flatMap((line) => line.split(sentenceEnd))
    .map((sentence) =>
      sentence
        .trim()
        .replace(/^[,:]\s*|[,.!?]+$/g, '')
        .trim(),
    )
    .filter((sentence) => sentence !== '')
}

/** `1. … 2. … 3. …` on one line, or a single point with its mark. */
function splitPoints(line: string): string[] {
  const bare = line.trim().replace(/^[-*•–]\s+/, '')
  const first = /^\(?(\d{1,2})[.)]\s+/.exec(bare)
  if (!first) return [bare]
  const points: string[] = []
  let rest = bare.slice(first[0].length)
  for (let next = Number(first[1]) + 1; ; next++) {
    const mark = new RegExp(`\\s\\(?${next}[.)]\\s+`).exec(rest)
    if (!mark) break
    points.push(rest.slice(0, mark.index))
    rest = rest.slice(mark.index + mark[0].length)
  }
  return [...points, rest]
}

/** A stretch of a sentence between commas and "and"s, with what joined it to the one before. */
export type Piece = { text: string; joint: string; begins: boolean }

/** Where a sentence may fall into wishes: at commas and "and"; `begins` where a verb follows. */
export function splitPieces(sentence: string): Piece[] {
  const pieces: Piece[] = []
  const joints = new RegExp(
    `,\\s*(?:and|und|&|as well as|plus)?\\s+|\\s+${wordStart}(?:and|und|sowie|as well as|plus)${wordEnd}(?:\\s+also)?\\s+|\\s+&\\s+`,
    'giu',
  )
  let start = 0
  let joint = ''
  for (const match of sentence.matchAll(joints)) {
    pieces.push(piece(sentence.slice(start, match.index), joint))
    joint = match[0]
    start = match.index + match[0].length
  }
  pieces.push(piece(sentence.slice(start), joint))
  return pieces.filter(({ text }) => text !== '')
}

const piece = (text: string, joint: string): Piece => ({
  text: text.trim(),
  joint,
  begins: beginsWithVerb.test(text.trim()),
})

/** The words at the front of a wish that its neighbours may leave out: `map` of "map A to b, C to d". */
export function leadingVerb(clause: string): string | null {
  const match = new RegExp(`^(?:${verbs})${wordEnd}(?:\\s+(?:the|all|columns?|fields?|values?|value))*\\s+`, 'iu').exec(
    clause,
  )
  return match ? match[0] : null
}
