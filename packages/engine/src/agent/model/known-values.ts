import type { TableProfile } from '@godwit/contract'

/** A value of this length or less tells nobody anything. */
const harmlessLength = 2
const longest = 120

export type KnownValues = {
  /** Whether a text is one of the data's values. */
  is(text: string): boolean
  /** Whether a text holds one of the data's values. */
  within(text: string): boolean
  /** The text with each of the data's values in it replaced. */
  replace(text: string, replacement: (value: string) => string): string
}

const fold = (value: string) => value.normalize('NFC').toLowerCase().replace(/\s+/g, ' ').trim()

/**
 * The values of the data, as far as profiles list them, for finding them in other texts.
 *
 * @param spare texts that are no secret, because they stand in headers or templates.
 */
export function knownValues(profiles: readonly TableProfile[], spare: Iterable<string> = []): KnownValues {
  const known = new Set<string>()
  const add = (value: string) => {
    const folded = fold(value)
    if (folded.length > harmlessLength && folded.length <= longest) known.add(folded)
  }
  for (const { columns } of profiles) {
    for (const { top_values, placeholders, dates, numbers } of columns) {
      for (const { value } of top_values) add(value)
      for (const value of placeholders) add(value)
      for (const fit of [...dates, ...numbers]) for (const value of fit.samples_of_misfits) add(value)
    }
  }
  for (const text of spare) known.delete(fold(text))
  const lengths = [...new Set([...known].map((value) => value.length))].sort((a, b) => b - a)

  /** The longest known value that begins at a place; null when none does. */
  const at = (folded: string, place: number, whole: boolean): number | null => {
    for (const length of lengths) {
      if (place + length > folded.length || !known.has(folded.slice(place, place + length))) continue
      if (!whole || (isEdge(folded, place) && isEdge(folded, place + length))) return length
    }
    return null
  }
  return {
    is: (text) => known.has(fold(text)),
    within(text) {
      const folded = fold(text)
      for (let place = 0; place < folded.length; place++) if (at(folded, place, false) !== null) return true
      return false
    },
    replace(text, replacement) {
      // Runs of blanks do not count; otherwise folding keeps places, or the text is compared as it is.
      const plain = text.normalize('NFC').replace(/\s+/g, ' ')
      const lower = plain.toLowerCase()
      const folded = lower.length === plain.length ? lower : plain
      let out = ''
      for (let place = 0; place < plain.length; ) {
        const length = at(folded, place, true)
        out += length === null ? plain[place] : replacement(plain.slice(place, place + length))
        place += length ?? 1
      }
      return out
    },
  }
}

/** Whether a word may begin or end here. */
function isEdge(text: string, place: number): boolean {
  const isWord = (character: string | undefined) => character !== undefined && /[\p{L}\p{N}]/u.test(character)
  return !(isWord(text[place - 1]) && isWord(text[place]))
}
