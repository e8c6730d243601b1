import { remember } from '../../util/remember.ts'
import { nameUnits } from './name-words.ts'

/** How much a piece of a name tells among the names around it, 0..1: the rarer, the more. */
export type Rarity = (text: string) => number

export const everyWord: Rarity = () => 1

const least = 0.22

/**
 * Counts in how many names of either side a piece stands. What most columns of a table carry (`property_`, the object's
 * own name) tells hardly anything, what one carries tells most. A word in two columns may be what tells them from the others.
 */
export function readRarity(sources: readonly string[], targets: readonly string[]): Rarity {
  const sides = [countOf(sources), countOf(targets)]
  return remember((text) => Math.min(...sides.map(({ seen, names }) => rarityOf(seen.get(text) ?? 0, names))))
}

function countOf(names: readonly string[]): { seen: ReadonlyMap<string, number>; names: number } {
  const seen = new Map<string, number>()
  for (const name of names) {
    for (const text of new Set(nameUnits(name).map((unit) => unit.text))) seen.set(text, (seen.get(text) ?? 0) + 1)
  }
  return { seen, names: names.length }
}

function rarityOf(seen: number, names: number): number {
  if (seen < 3 || names < 4) return 1
  const rarity = Math.log(names / seen) / Math.log(names)
  return least + (1 - least) * rarity
}
