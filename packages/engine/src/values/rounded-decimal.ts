/** Decimal text with exactly so many decimals, rounded half away from zero, without binary fractions. */
export function roundedDecimal(amount: string, decimals: number): string {
  const negative = amount.startsWith('-')
  const [whole = '0', part = ''] = amount.replace('-', '').split('.')
  const padded = part.padEnd(decimals + 1, '0')
  const kept = BigInt(whole + padded.slice(0, decimals)) + (padded[decimals]! >= '5' ? 1n : 0n)
  const digits = kept.toString().padStart(decimals + 1, '0')
  const cut = digits.length - decimals
  const text = decimals === 0 ? digits : `${digits.slice(0, cut)}.${digits.slice(cut)}`
  return negative && kept !== 0n ? `-${text}` : text
}
