const marks = /\p{M}+/gu

/** A text as it is compared: lower case, without accents, every run of other signs one blank. */
export function foldText(value: string): string {
  return value
    .normalize('NFKD')
    .replace(marks, '')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/&/g, ' and ')
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** Letters and digits alone. */
export const foldCode = (value: string): string => foldText(value).replaceAll(' ', '')

/**
 * The words of a longer text. A designation written with hyphens or dots inside (`PS-LX350H`) also stands as one word,
 * because others write it as such.
 */
export function foldWords(value: string): string {
  const folded = foldText(value)
  const joined = value.split(/\s+/).flatMap((piece) => {
    const inner = piece.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')
    return /[\p{L}\p{N}][-./][\p{L}\p{N}]/u.test(inner) && /\d/.test(inner) && inner.length <= 24
      ? [foldCode(inner)]
      : []
  })
  return joined.length === 0 ? folded : `${folded} ${joined.join(' ')}`
}
