const grouped = /^[-+]?\d{1,3}(?:[,.' \u00a0\u202f]\d{3})+(?:[.,]\d+)?$/
const plain = /^[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)$/

/** A cell's number and how many decimals it shows, in whatever style; undefined for other text. For adding up, not for import. */
export function readPlainNumber(text: string): { value: number; decimals: number } | undefined {
  const trimmed = text.trim().replace(/^\((.*)\)$/, '-$1')
  if (trimmed.length > 30) return undefined
  if (grouped.test(trimmed)) {
    const group = /[,.' \u00a0\u202f]/.exec(trimmed)![0]
    return read(trimmed.split(group).join('').replace(',', '.'))
  }
  return plain.test(trimmed) ? read(trimmed.replace(',', '.')) : undefined
}

function read(text: string): { value: number; decimals: number } {
  const point = text.indexOf('.')
  return { value: Number(text), decimals: point < 0 ? 0 : text.length - point - 1 }
}
