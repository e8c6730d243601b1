import { noWords, yesWords } from '../../profile/index.ts'
import { fold, nameWords } from '../match/name-words.ts'
import { concepts } from '../words/concepts.ts'
import { stateNames } from '../words/regions.ts'
import { valueGroups } from '../words/value-words.ts'

/** Words that the engine and everybody else knows: they say nothing about one customer. Folded, word by word. */
const publicWords: ReadonlySet<string> = new Set(
  [
    ...concepts.flatMap(({ phrases }) => phrases),
    ...valueGroups.flat(),
    ...Object.entries(stateNames).flat(2),
    ...yesWords,
    ...noWords,
    // how the planner itself words reasons and messages
    'a an and are as at be been but by cannot cell cells column columns count counted different each empty every field file files filled first for from group had has have header heading headings here if in into is it its kept last latest leave left like list lost many more most name named no not of on one only or other others out record records repeated row rows same so table than that the their them there they this those to total totals twice usable valid value values was were what where which whole with without yet imported importable deleted duplicate duplicates entry',
    'csv tsv txt json jsonl ndjson parquet xlsx xls gz export exports data sheet all full',
  ].flatMap((phrase) => wordsOf(phrase)),
)

/** The words of a text as they are compared: folded, names like `CamelCase` cut where people would. */
export function wordsOf(value: string): string[] {
  return [...new Set([...fold(value.replaceAll('_', ' ')).split(' '), ...nameWords(value)])].filter(
    (word) => word !== '',
  )
}

/** Words that may be carried over: public ones, and those of the account's own templates and of the source's headers. */
export type KnownWords = { has(word: string): boolean }

export function knownWords(...texts: readonly string[]): KnownWords {
  const own = new Set(texts.flatMap((each) => wordsOf(each)))
  return { has: (word) => publicWords.has(word) || own.has(word) }
}

/** Whether a text is made of known words only. Long numbers and addresses never are. */
export function isKnownText(value: string, known: KnownWords): boolean {
  if (/@|\d{4,}|\/\/|www\./.test(value)) return false
  const folded = fold(value.replaceAll('_', ' '))
  return folded.split(' ').every((word) => word === '' || /^\d{1,2}$/.test(word) || known.has(word))
}
