/** Codes of one column over sampled rows: equal values have equal codes from 0, an empty cell is -1. */
export type SampledColumn = { codes: Int32Array; distinct: number }

/**
 * How far one column determines another on some rows. `extra` rows are those beyond the first of their group, `deviating`
 * of them differ from the most frequent value of the group; `chance` is the share that would differ if the two columns
 * had nothing to do with each other and everyone guessed the most frequent value.
 */
export type Determination = { extra: number; deviating: number; chance: number }

export function encodeColumn(values: readonly (number | null)[]): SampledColumn {
  const known = new Map<number, number>()
  const codes = new Int32Array(values.length)
  for (const [at, value] of values.entries()) {
    if (value === null) codes[at] = -1
    else {
      const code = known.get(value) ?? known.size
      if (code === known.size) known.set(value, code)
      codes[at] = code
    }
  }
  return { codes, distinct: known.size }
}

/** Row numbers ordered by the code of a column, rows with an empty cell left out. */
export function orderByCode({ codes, distinct }: SampledColumn): Int32Array {
  const starts = new Int32Array(distinct + 1)
  let filled = 0
  for (const code of codes) {
    if (code < 0) continue
    starts[code + 1]! += 1
    filled += 1
  }
  for (let code = 0; code < distinct; code++) starts[code + 1]! += starts[code]!
  const order = new Int32Array(filled)
  for (let row = 0; row < codes.length; row++) {
    const code = codes[row]!
    if (code >= 0) order[starts[code]!++] = row
  }
  return order
}

/** Measures `from` → `to`; `order` is `orderByCode(from)`. Linear in the rows. */
export function determine(from: SampledColumn, order: Int32Array, to: SampledColumn): Determination {
  const counts = new Int32Array(to.distinct)
  const totals = new Int32Array(to.distinct)
  let extra = 0
  let deviating = 0
  let start = 0
  while (start < order.length) {
    const code = from.codes[order[start]!]
    let end = start
    let rows = 0
    let usual = 0
    for (; end < order.length && from.codes[order[end]!] === code; end++) {
      const value = to.codes[order[end]!]!
      if (value < 0) continue
      rows += 1
      counts[value]! += 1
      if (counts[value]! > usual) usual = counts[value]!
    }
    for (let at = start; at < end; at++) {
      const value = to.codes[order[at]!]!
      if (value < 0) continue
      if (rows >= 2) totals[value]! += 1
      counts[value] = 0
    }
    if (rows >= 2) {
      extra += rows - 1
      deviating += rows - usual
    }
    start = end
  }
  return { extra, deviating, chance: chanceOf(totals) }
}

function chanceOf(totals: Int32Array): number {
  let rows = 0
  let most = 0
  for (const count of totals) {
    rows += count
    if (count > most) most = count
  }
  return rows === 0 ? 0 : 1 - most / rows
}

/**
 * Whether a determination is one: few rows deviate, and far fewer than by chance. One column with two values in 95 of a
 * hundred rows is "determined" by every other one; that says nothing.
 */
export function holds({ extra, deviating, chance }: Determination): boolean {
  if (extra < 3 || chance === 0) return false
  if (deviating === 0) return extra * chance >= 2
  const error = deviating / extra
  return extra >= 20 && error <= 0.12 && error <= chance * 0.25
}

/** Whether a sample already shows that the whole table cannot pass `holds`: it must be clearly past the limits. */
export function isHopeless({ extra, deviating, chance }: Determination): boolean {
  return deviating >= 4 && deviating > extra * Math.min(0.25, Math.max(chance, 0.02) * 0.6)
}
