import type { Answer, Question } from '@godwit/contract'
import { fold, readValue } from './read-answers.ts'
import { count, list } from './say.ts'

/** What a free text settles, and what is wrong with the rest of it, in sentences for the person who sent it. */
export type MatchedAnswers = { answers: Answer[]; remarks: string[] }

/**
 * Finds answers to open questions in one free text, such as “1. day first; 2. skip” or “use Work Email”. Only what is
 * plain is taken: the questions that are left are asked again, and the remarks say why.
 *
 * - One open question: the whole text is the answer where it names a choice, or where the question takes any text.
 * - Several: pieces that start with the question's number, id or column; “… for all”; else a piece that names a choice of
 *   exactly one question.
 * - A choice is named by its id, its label, its place (“the second one”) or inside a sentence. Two choices for one
 *   question contradict each other: neither counts.
 */
export function matchAnswers(questions: readonly Question[], text: string, by: string): MatchedAnswers {
  const settled = new Map<string, string>()
  const remarks: string[] = []
  const torn = new Set<string>()
  const settle = (question: Question, value: string) => {
    const before = settled.get(question.id)
    if (before === undefined || before === value) settled.set(question.id, value)
    else {
      torn.add(question.id)
      remarks.push(
        `For “${about(question)}” you said both ${sayChoice(question, before)} and ${sayChoice(question, value)}, which cannot both be.`,
      )
    }
  }
  const [only] = questions
  if (only && questions.length === 1) {
    const read = readPiece(only, text, true)
    if ('value' in read) settle(only, read.value)
    else if (read.problem !== null) remarks.push(read.problem)
  } else for (const piece of splitPieces(text)) readOne(questions, piece, settle, remarks)
  const answers = questions.flatMap(({ id, question }) => {
    const value = torn.has(id) ? undefined : settled.get(id)
    return value === undefined ? [] : [{ id, question, value, by }]
  })
  return { answers, remarks }
}

/** Reads one piece: of one question that it names, of all, or of the one that has such a choice. */
function readOne(
  questions: readonly Question[],
  piece: string,
  settle: (question: Question, value: string) => void,
  remarks: string[],
): void {
  const addressed = findAddressed(questions, piece)
  if (addressed.length > 0) {
    for (const { question, rest } of addressed) {
      const read = readPiece(question, rest, true)
      if ('value' in read) settle(question, read.value)
      else if (read.problem !== null) remarks.push(read.problem)
    }
    return
  }
  const forAll = readForAll(piece)
  const readings = questions.flatMap((question) => {
    const read = readPiece(question, forAll ?? piece, false)
    return 'value' in read ? [{ question, value: read.value }] : []
  })
  if (readings.length === 1 || (forAll !== null && readings.length > 0)) {
    for (const { question, value } of readings) settle(question, value)
    return
  }
  // “day first, keep the last”: two answers in one piece.
  const parts = piece.split(/,\s+|\s+(?:and|und)\s+/i).filter((part) => part.trim() !== '')
  if (parts.length > 1) for (const part of parts) readOne(questions, part, settle, remarks)
  else if (readings.length > 1)
    remarks.push(`“${short(piece)}” could answer ${count(readings.length, 'question')}: say which, by its number.`)
  else remarks.push(`“${short(piece)}” is none of the choices that there are.`)
}

/** Pieces are lines, or parts between semicolons, or what numbers in a row (“1. … 2. …”) begin. */
function splitPieces(text: string): string[] {
  return text
    .split(/[\n;]+|(?<!,|&|\band|\bund)(?=(?:^|\s)\d{1,2}[.):]\s)|(?<!(?:^|\s)\d{1,2})\.\s+(?=\p{L})/u)
    .map((piece) => piece.trim())
    .filter(Boolean)
}

/** What “the same for all: …” or “… for all of them” says of every question; null for anything else. */
function readForAll(piece: string): string | null {
  const all = '(?:all|everything|each|every (?:one|question)|both|the rest|alle|überall)'
  const front = new RegExp(
    `^(?:the same )?(?:for |bei )?${all}(?: of (?:them|these|those))?\\s*[:,=-]?\\s+(.+)$`,
    'is',
  ).exec(piece)
  if (front) return front[1]!
  return (
    new RegExp(`^(.+?),?\\s+(?:for|in|to|bei) ${all}(?: of (?:them|these|those)| questions?)?[.!]?$`, 'is').exec(
      piece,
    )?.[1] ?? null
  )
}

/** The questions that a piece names at its start (“2:”, “1 and 3:”, “Start date is …”), and what it says about them. */
function findAddressed(questions: readonly Question[], piece: string): { question: Question; rest: string }[] {
  const numbered =
    /^(?:(?:questions?|q|fragen?|no\.?|#)\s*)?(\d{1,2}(?:\s*(?:,|and|und|&)\s*\d{1,2})*)\s*(?:[.):=-]|(?:is|are|→|->)(?=\s))\s*(.+)$/is.exec(
      piece,
    )
  if (numbered) {
    const counted = numbered[1]!.split(/\D+/).map((number) => questions[Number(number) - 1])
    if (counted.every((question) => question !== undefined))
      return counted.map((question) => ({ question: question!, rest: numbered[2]! }))
  }
  for (const question of questions) {
    const names = [question.id, question.about.template_column, question.about.column].filter((name) => name !== null)
    for (const name of names) {
      const sharers = questions.filter(({ id, about: own }) => [id, own.template_column, own.column].includes(name))
      const bare = piece
        .trim()
        .replace(/^(?:for|in|as for|für|bei)\s+(?:the\s+)?["“]?/i, '')
        .replace(/^["“]/, '')
      if (sharers.length !== 1 || !fold(bare).startsWith(fold(name))) continue
      const rest = /^["”]?\s*(?::|=|-|–|,|is\b|are\b|should be\b|use\b|→|->)\s*(.+)$/is.exec(
        bare.slice(name.length),
      )?.[1]
      if (rest) return [{ question, rest }]
    }
  }
  return []
}

const ordinals: readonly (readonly string[])[] = [
  ['first', '1st', 'one', 'erste', 'ersten'],
  ['second', '2nd', 'two', 'zweite', 'zweiten'],
  ['third', '3rd', 'three', 'dritte', 'dritten'],
  ['fourth', '4th', 'four', 'vierte', 'vierten'],
  ['fifth', '5th', 'five', 'fünfte', 'fünften'],
  ['sixth', '6th', 'six'],
  ['seventh', '7th', 'seven'],
  ['eighth', '8th', 'eight'],
]
const yes = /^(?:yes|yep|yeah|sure|ok(?:ay)?|correct|right|ja|oui|sí)\b/i
const no = /^(?:no|nope|nein|non)$/i

type Reading = { value: string } | { problem: string | null }

/** What a piece answers: a choice named whole, by its place (“the second”), or inside a sentence; else free text. */
function readPiece(question: Question, piece: string, freeText: boolean): Reading {
  const bare = piece.replace(/^["'“”‘’\s]+|["'“”‘’\s.!]+$/g, '')
  const chosen = readValue({ ...question, allowCustom: false }, bare)
  if (chosen !== null) return { value: chosen }
  const words = fold(bare)
  const placed = freeText ? placedOption(question, words) : undefined
  if (placed) return { value: placed }
  const agreed = question.options.filter(({ label }) =>
    (yes.test(words) ? yes : no.test(words) ? no : /^(?!)/).test(fold(label)),
  )
  if (agreed.length === 1) return { value: agreed[0]!.id }
  // “Frozen = closed” speaks of one of the values and not of all of them.
  const speaksOfValues = question.about.samples.some((sample) => containsWords(words, fold(sample)))
  if (freeText && question.allowCustom && speaksOfValues) return { value: bare }
  const named = longestOnly(
    question.options.filter((option) => callsOf(option).some((call) => containsWords(words, call))),
  )
  // “not Work Email” names a choice without taking it.
  if (named.length === 1 && !/\b(?:not|neither|don't|don’t|no|nicht|kein)\b/.test(words)) return { value: named[0]!.id }
  if (freeText && question.allowCustom && named.length === 0 && bare !== '') return { value: bare }
  // With values of its own to be told apart, a text may well name several choices.
  if (freeText && question.allowCustom && named.length > 1 && /[:=→]|\b(?:as|is|to|means|becomes)\b/.test(words))
    return { value: bare }
  if (named.length > 1)
    return {
      problem: `“${short(bare)}” names more than one choice of “${about(question)}”: ${list(named.map(({ label }) => `“${label}”`))}. Only one can be.`,
    }
  const labels = question.options.slice(0, 8).map(({ label }) => `“${label}”`)
  return {
    problem: freeText
      ? `“${short(bare)}” is none of the choices of “${about(question)}”: ${labels.join(', ')}${question.options.length > labels.length ? ', …' : ''}.`
      : null,
  }
}

/** `the second one`, `option 2`, `number three`, `the last`: the choice at that place. */
function placedOption({ options }: Question, words: string): string | undefined {
  const place =
    /^(?:(?:i (?:take|choose|want)|take|use|choose|nimm)\s+)?(?:the |die |das |den )?(?:option |number |no\.? |nr\.? |choice |#)?([\p{L}\d]+)(?: one| option| choice)?$/u.exec(
      words,
    )?.[1]
  if (place === undefined) return undefined
  if (place === 'last' || place === 'letzte') return options.at(-1)?.id
  const index = /^\d{1,2}$/.test(place) ? Number(place) - 1 : ordinals.findIndex((names) => names.includes(place))
  return options[index]?.id
}

type Option = Question['options'][number]

/** What an option is called: its label, the words before a bracket or colon in it, its id in words. */
const callsOf = ({ id, label }: Option): string[] => {
  const calls = [label, label.split(/\s*[(:–—]/)[0]!, id.replace(/^use:/, '').replaceAll('_', ' ')].map(fold)
  return [...new Set(calls)].filter((call) => call.length > 1)
}

/** Of “customer” and “key customer”, both found at one place, the longer is meant. */
const longestOnly = (options: readonly Option[]): Option[] =>
  options.filter(
    (option) =>
      !options.some(
        (other) =>
          other !== option &&
          callsOf(other).some((call) =>
            callsOf(option).every((own) => call.length > own.length && containsWords(call, own)),
          ),
      ),
  )

function containsWords(text: string, words: string): boolean {
  if (words === '') return false
  const isLetter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character)
  for (let at = text.indexOf(words); at >= 0; at = text.indexOf(words, at + 1)) {
    if (!isLetter(text[at - 1]) && !isLetter(text[at + words.length])) return true
  }
  return false
}

const sayChoice = ({ options }: Question, value: string): string =>
  `“${short(options.find(({ id }) => id === value)?.label ?? value)}”`

/** What a question is about, short enough to be quoted. */
const about = ({ about: { template, template_column, column }, question }: Question): string =>
  template_column !== null ? [template, template_column].filter(Boolean).join('.') : (column ?? short(question))

const short = (text: string): string => (text.length > 60 ? `${text.slice(0, 60)}…` : text)
