/** How alike two short texts are, 0..1: common characters near each other, a common beginning counting more. */
export function jaroWinkler(a: string, b: string): number {
  if (a === b) return 1
  const jaro = jaroOf(a, b)
  if (jaro < 0.7) return jaro
  let prefix = 0
  while (prefix < 4 && prefix < a.length && a[prefix] === b[prefix]) prefix++
  return jaro + prefix * 0.1 * (1 - jaro)
}

function jaroOf(a: string, b: string): number {
  if (a.length === 0 || b.length === 0) return 0
  const reach = Math.max(0, Math.floor(Math.max(a.length, b.length) / 2) - 1)
  const takenA = new Uint8Array(a.length)
  const takenB = new Uint8Array(b.length)
  let common = 0
  for (let i = 0; i < a.length; i++) {
    const end = Math.min(b.length, i + reach + 1)
    for (let j = Math.max(0, i - reach); j < end; j++) {
      if (takenB[j] === 1 || a.charCodeAt(i) !== b.charCodeAt(j)) continue
      takenA[i] = 1
      takenB[j] = 1
      common++
      break
    }
  }
  if (common === 0) return 0
  let moved = 0
  for (let i = 0, j = 0; i < a.length; i++) {
    if (takenA[i] === 0) continue
    while (takenB[j] === 0) j++
    if (a.charCodeAt(i) !== b.charCodeAt(j)) moved++
    j++
  }
  return (common / a.length + common / b.length + (common - moved / 2) / common) / 3
}
