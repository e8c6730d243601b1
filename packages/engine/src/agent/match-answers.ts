import type { Answer, Question } from '@godwit/contract'
import { fold, readValue } from './read-answers.ts'

/**
 * Finds answers to open questions in one free text, such as “1. day first; 2. skip” or “use Work Email”. Only what is
 * plain is taken: the questions that are left are asked again.
 *
 * - One open question: the whole text is the answer where it names a choice, or where the question takes any text.
 * - Several: pieces that start with the question's number, id or column; else a piece that names a choice of exactly
 *   one question.
 */
export function matchAnswers(questions: readonly Question[], text: string, by: string): Answer[] {
  const [only] = questions
  if (only && questions.length === 1) {
    const value = readPiece(only, text, true)
    return value === null ? [] : [{ id: only.id, question: only.question, value, by }]
  }
  const settled = new Map<string, string>()
  for (const piece of splitPieces(text)) {
    const addressed = findAddressed(questions, piece)
    if (addressed) {
      const value = readPiece(addressed.question, addressed.rest, true)
      if (value !== null) settled.set(addressed.question.id, value)
      continue
    }
    const readings = questions.flatMap((question) => {
      const value = readPiece(question, piece, false)
      return value === null ? [] : [{ id: question.id, value }]
    })
    if (readings.length === 1) settled.set(readings[0]!.id, readings[0]!.value)
  }
  return questions.flatMap(({ id, question }) => {
    const value = settled.get(id)
    return value === undefined ? [] : [{ id, question, value, by }]
  })
}

/** Pieces are lines, or parts between semicolons, or what numbers in a row (“1. … 2. …”) begin. */
function splitPieces(text: string): string[] {
  return text
    .split(/[\n;]+|(?=(?:^|\s)\d{1,2}[.):]\s)/)
    .map((piece) => piece.trim())
    .filter(Boolean)
}

/** The question that a piece names at its start, and what it says about it. */
function findAddressed(questions: readonly Question[], piece: string): { question: Question; rest: string } | null {
  const numbered = /^(?:(?:question|q)\s*)?(\d{1,2})\s*[.):=-]\s*(.+)$/is.exec(piece)
  const counted = numbered && questions[Number(numbered[1]) - 1]
  if (counted) return { question: counted, rest: numbered[2]! }
  for (const question of questions) {
    const names = [question.id, question.about.template_column, question.about.column].filter((name) => name !== null)
    for (const name of names) {
      const sharers = questions.filter(({ id, about }) => [id, about.template_column, about.column].includes(name))
      if (sharers.length !== 1 || !fold(piece).startsWith(fold(name))) continue
      const rest = /^\s*(?::|=|-|–|is\b|should be\b|→|->)\s*(.+)$/is.exec(piece.trim().slice(name.length))?.[1]
      if (rest) return { question, rest }
    }
  }
  return null
}

const ordinals = ['first', 'second', 'third', 'fourth', 'fifth']

/** What a piece answers: a choice named whole, by its place (“the second”), or inside a sentence; else free text. */
function readPiece(question: Question, piece: string, freeText: boolean): string | null {
  const bare = piece.replace(/^["'“”‘’\s]+|["'“”‘’\s.!]+$/g, '')
  const chosen = readValue({ ...question, allowCustom: false }, bare)
  if (chosen !== null) return chosen
  const words = fold(bare)
  const place = /^(?:the |option )?(?:(\w+)(?: one| option)?)$/.exec(words)?.[1] ?? ''
  const index = /^\d{1,2}$/.test(place) ? Number(place) - 1 : ordinals.indexOf(place)
  const placed = index >= 0 ? question.options[index] : undefined
  if (placed && freeText) return placed.id
  const named = question.options.filter(({ label }) => containsWords(words, fold(label)))
  // “not Work Email” names a choice without taking it.
  if (named.length === 1 && !/\b(?:not|neither|don't|don’t|no)\b/.test(words)) return named[0]!.id
  return freeText && question.allowCustom && named.length === 0 && bare !== '' ? bare : null
}

function containsWords(text: string, words: string): boolean {
  if (words === '') return false
  const at = text.indexOf(words)
  if (at < 0) return false
  const isLetter = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character)
  return !isLetter(text[at - 1]) && !isLetter(text[at + words.length])
}
