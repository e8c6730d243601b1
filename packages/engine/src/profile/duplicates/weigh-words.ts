/** Words of one or several fields with how much each says: rare words say more. */
export type WordWeights = ReadonlyMap<string, number>

/** Weights by how few of the records hold a word. */
export function weighWords(values: readonly (string | null)[]): WordWeights {
  const holding = new Map<string, number>()
  let filled = 0
  for (const value of values) {
    if (value === null) continue
    filled++
    for (const word of new Set(value.split(' '))) holding.set(word, (holding.get(word) ?? 0) + 1)
  }
  const weights = new Map<string, number>()
  for (const [word, count] of holding) weights.set(word, Math.log((filled + 1) / count))
  return weights
}

/** The words of a text with their weights, scaled to length one. */
export type WordVector = { words: Map<string, number> }

export function vectorOf(value: string, weights: WordWeights): WordVector {
  const words = new Map<string, number>()
  let squares = 0
  for (const word of new Set(value.split(' '))) {
    const weight = weights.get(word) ?? 0
    // Designations made of letters and digits are names of models more often than not.
    const scaled = /\d/.test(word) && /[a-z]/.test(word) && word.length >= 4 ? weight * 1.5 : weight
    words.set(word, scaled)
    squares += scaled * scaled
  }
  const length = Math.sqrt(squares) || 1
  for (const [word, weight] of words) words.set(word, weight / length)
  return { words }
}

/** How much two texts share of what they say, 0..1. A designation counts for one that begins with it. */
export function cosine(a: WordVector, b: WordVector): number {
  const [few, many] = a.words.size <= b.words.size ? [a, b] : [b, a]
  let sum = 0
  for (const [word, weight] of few.words) {
    const other = many.words.get(word)
    if (other !== undefined) sum += weight * other
    else if (word.length >= 4 && /\d/.test(word)) sum += 0.8 * weight * beginningWith(word, many)
  }
  return Math.min(1, sum)
}

function beginningWith(word: string, { words }: WordVector): number {
  let best = 0
  for (const [other, weight] of words) {
    if (other.length < 4 || weight <= best || !/\d/.test(other)) continue
    if (
      other.startsWith(word) ||
      word.startsWith(other) ||
      (word.length >= 5 && other.endsWith(word)) ||
      (other.length >= 5 && word.endsWith(other))
    )
      best = weight
  }
  return best
}
