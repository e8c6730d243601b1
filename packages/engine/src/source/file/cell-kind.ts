import { type Cell, isBlank } from './dialect.ts'

/** What the text of one cell looks like. Rough on purpose: it serves to find headers and dialects, not to type data. */
export type CellKind = 'blank' | 'number' | 'date' | 'email' | 'url' | 'code' | 'text'

const numberPattern =
  /^[-+(]?\s?(?:\p{Sc}|[A-Z]{3}\s)?\s?[-+]?(?:\d{1,3}(?:[,.' \u00a0]\d{2,3})+(?:[.,]\d+)?|\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][-+]?\d+)?\s?(?:%|\p{Sc}|[kKmM]|[A-Z]{2,3})?\)?-?$/u
const datePattern =
  /^(?:\p{L}{2,9}\.?,? )?(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}|\d{1,2}(?:st|nd|rd|th|\.)?[-/ .]\p{L}{3,9}\.?,?(?:[-/ ]\d{2,4})?|\p{L}{3,9} \d{1,2},? \d{4}|\d{4}[-/]\d{2}|\d{8}T\d{6})(?:[T ,]+\d{1,2}:\d{2}.*)?$/u
const timePattern = /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AaPp]\.?[Mm]\.?)?$/
const emailPattern = /^[^\s@<>,;]+@[^\s@<>,;]+\.[\p{L}]{2,}$/u
const urlPattern = /^(?:https?:\/\/|www\.)\S+$/i
/** No blanks, with at least one digit: article numbers, phones, identifiers. */
const codePattern = /^(?=.*\d)[\p{L}\d][\p{L}\d\-_./#:+()]*$/u

export function cellKind(cell: Cell | undefined): CellKind {
  if (isBlank(cell)) return 'blank'
  const text = cell!.trim()
  if (text.length > 120) return 'text'
  if (numberPattern.test(text)) return 'number'
  if (timePattern.test(text) || datePattern.test(text)) return 'date'
  if (emailPattern.test(text)) return 'email'
  if (urlPattern.test(text)) return 'url'
  return codePattern.test(text) ? 'code' : 'text'
}

/** Plain words without the characters that separate cells somewhere. */
const wordsPattern = /^[\p{L}\p{N}+#*$€£"'([<@._-][\p{L}\p{N}\p{M} .'’&\-/()#:@_+*!?%=<>[\]"°–—]*$/u

/** Whether a whole cell reads as one value; what is left when a file is cut at the wrong characters mostly does not. */
export function readsAsOneValue(cell: Cell): boolean {
  if (isBlank(cell)) return true
  const text = cell!.trim()
  return cellKind(text) !== 'text' || wordsPattern.test(text)
}
