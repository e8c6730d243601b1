import { unitSimilarity } from './name-similarity.ts'
import { type NameUnit, nameUnits } from './name-words.ts'

/** What a description says, as words that can be compared with names, each with how much it tells. */
export type Gloss = readonly { unit: NameUnit; telling: number }[]

const longestRead = 60
/** Words of explanation itself, in several languages. */
const idle = new Set(
  'this that these those which who whom whose when where while with without within into onto has have had been being be was were will would can could may might must should not only also such than then there their its it they them he she his her your our you we all any each other more most used using use contain contains containing represent represents represented describe describes described description indicate indicates indicated specify specified given provided based according due related corresponding term terms text value values numeric category field column automatically assigned unique welche welcher welches wird werden wurde ist sind nicht auch dieser diese dieses eines einer einem beim qui que dont est sont cette ce ces pour dans avec par sur una uno unos este esta estos para con por sobre que deze dit die wordt zijn van met voor uma um este esta para com por'.split(
    ' ',
  ),
)

/** Reads the descriptions of a template: a word that many of them use tells less than one that one of them uses. */
export function readGlosses(descriptions: readonly string[]): Gloss[] {
  const read = descriptions.map((description) =>
    description === ''
      ? []
      : nameUnits(description.slice(0, 600))
          .filter(({ text }) => !idle.has(text) && text.length > 1)
          .slice(0, longestRead),
  )
  const seen = new Map<string, number>()
  for (const units of read)
    for (const text of new Set(units.map((unit) => unit.text))) seen.set(text, (seen.get(text) ?? 0) + 1)
  const all = Math.max(2, descriptions.length)
  return read.map((units) => {
    const first = new Map<string, NameUnit>()
    for (const unit of units) if (!first.has(unit.text)) first.set(unit.text, unit)
    return [...first.values()].map((unit, at) => ({
      unit,
      // What a description is about stands at its beginning.
      telling: (0.3 + 0.7 * (Math.log((all + 1) / seen.get(unit.text)!) / Math.log(all + 1))) / (1 + at / 15),
    }))
  })
}

/** How much of a name a description speaks of, and how much of what it says is in the name, 0..1 together. */
export function glossSimilarity(name: readonly NameUnit[], gloss: Gloss, weightOf: (unit: NameUnit) => number): number {
  if (gloss.length === 0 || name.length === 0) return 0
  let total = 0
  let covered = 0
  const met = new Set<number>()
  for (const unit of name) {
    const weight = weightOf(unit)
    total += weight
    let best = 0
    let bestAt = -1
    for (const [at, word] of gloss.entries()) {
      const likeness = unitSimilarity(unit, word.unit)
      if (likeness < 0.7) continue
      const worth = likeness * (0.4 + 0.6 * Math.min(1, word.telling))
      if (worth > best) {
        best = worth
        bestAt = at
      }
    }
    covered += weight * best
    if (bestAt >= 0) met.add(bestAt)
  }
  if (met.size === 0 || total === 0) return 0
  const said = gloss.reduce((sum, { telling }) => sum + telling, 0)
  const heard = [...met].reduce((sum, at) => sum + gloss[at]!.telling, 0)
  return (covered / total) ** 1.5 * (0.4 + 0.6 * Math.min(1, 2.5 * (heard / said)))
}
