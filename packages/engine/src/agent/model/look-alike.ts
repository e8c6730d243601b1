import { createHash } from 'node:crypto'

/** Longer values say no more about their pattern. */
const maxLength = 60
const marks = new Set(' @.-/:,()+_#%&;\'"€$£')
const letters = 'abcdefghijklmnopqrstuvwxyz'

/**
 * What a value looks like: `A` and `a` for letters, `9` for digits, marks as they are (`·` for unusual ones, and never
 * more than two in a row). Two values of one shape cannot be told apart by anything made from it.
 */
export function shapeOf(value: string): string {
  const shape = [...value.slice(0, maxLength * 2).trim()].slice(0, maxLength).map(shapeOfCharacter)
  return shape.filter((mark, at) => /[Aa9]/.test(mark) || !isMark(shape[at - 1]) || !isMark(shape[at - 2])).join('')
}

const isMark = (character: string | undefined) => character !== undefined && !/[Aa9]/.test(character)

function shapeOfCharacter(character: string): string {
  if (/\p{Nd}/u.test(character)) return '9'
  if (/\p{Lu}/u.test(character)) return 'A'
  if (/[\p{L}\p{M}]/u.test(character)) return 'a'
  if (/\s/.test(character)) return ' '
  return marks.has(character) ? character : '·'
}

/** A made-up value of a shape. It depends on shape and seed alone, so it tells nothing else. */
export function lookAlike(shape: string, seed: string): string {
  const noise = createHash('sha512').update(`${seed}\n${shape}`).digest()
  return [...shape]
    .map((mark, at) => {
      const byte = noise[at % noise.length]!
      if (mark === '9') return String(byte % 10)
      if (mark === 'a') return letters[byte % 26]!
      if (mark === 'A') return letters[byte % 26]!.toUpperCase()
      return mark
    })
    .join('')
}
