/** A number as people write it in a sentence (`1,000`, `2.5k`, `€ 1.234,50`, `50 %`); null for anything else. */
export function readNumber(said: string): number | null {
  const bare = said.trim().replace(/^[$€£¥]\s*|\s*(?:[$€£¥%]|eur|usd|gbp|euros?|dollars?)$/gi, '')
  const match = /^(-?)(\d[\d.,' ]*)\s*(k|m|million|thousand)?$/i.exec(bare)
  if (!match) return null
  const number = readDigits(match[2]!.replace(/['\s]/g, ''))
  if (number === null) return null
  const unit = match[3]?.toLowerCase()
  const factor = unit === undefined ? 1 : unit.startsWith('k') || unit.startsWith('t') ? 1_000 : 1_000_000
  const value = number * factor * (match[1] === '-' ? -1 : 1)
  return Number.isFinite(value) ? value : null
}

/** The mark that comes last, or that is followed by other than three digits, is the decimal mark. */
function readDigits(digits: string): number | null {
  if (/^\d+(?:\.\d+)?$/.test(digits) && !/^\d{1,3}\.\d{3}$/.test(digits)) return Number(digits)
  if (/^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(digits)) return Number(digits.replaceAll(',', ''))
  if (/^\d{1,3}(?:\.\d{3})+(?:,\d+)?$/.test(digits)) {
    // A single point before three digits is a decimal point to half of the world: 1.500 is read as written in code.
    return /^\d{1,3}\.\d{3}$/.test(digits) ? Number(digits) : Number(digits.replaceAll('.', '').replace(',', '.'))
  }
  return /^\d+,\d+$/.test(digits) ? Number(digits.replace(',', '.')) : null
}
