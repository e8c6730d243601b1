import { distance } from 'fastest-levenshtein'

/**
 * The one key that a misspelt text means: one slip from five letters on, two from nine on, and no other key as near.
 * Null where nothing is near or two are.
 */
export function nearest(key: string, keys: readonly string[]): string | null {
  if (key.length < 5) return null
  const allowed = key.length >= 9 ? 2 : 1
  let best: string | null = null
  let least = allowed + 1
  let rivals = 0
  for (const other of keys) {
    if (other.length < 5 || Math.abs(other.length - key.length) > allowed) continue
    // Swapped neighbours are one slip, not two.
    const slips = swapped(key, other) ? 1 : distance(key, other)
    if (slips < least) {
      best = other
      least = slips
      rivals = 0
    } else if (slips === least && other !== best) rivals += 1
  }
  return rivals === 0 ? best : null
}

function swapped(a: string, b: string): boolean {
  if (a.length !== b.length) return false
  const at = [...a].findIndex((letter, index) => letter !== b[index])
  return at >= 0 && a[at] === b[at + 1] && a[at + 1] === b[at] && a.slice(at + 2) === b.slice(at + 2)
}
