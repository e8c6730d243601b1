import type { DatabaseColumn } from './database.ts'

/** A quoted name: `` `order` ``. */
export const nameLiteral = (name: string): string => `\`${name.replaceAll('`', '``')}\``

/** A text as a literal that no mode of the server reads otherwise: its bytes. */
export const bytesLiteral = (text: string): string =>
  text === '' ? "''" : `_utf8mb4 x'${Buffer.from(text, 'utf8').toString('hex')}'`

/**
 * A value as it was read, as a literal of its column's type. Numbers stand bare: between quotes they would be compared as
 * doubles, and large ones would be mistaken for their neighbours.
 */
export function valueLiteral(value: string, { kind }: Pick<DatabaseColumn, 'kind'>): string {
  if (kind === 'whole_number' || kind === 'number') {
    if (!/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value)) throw new Error('a number of the state is none')
    return value
  }
  if (kind === 'binary') {
    if (!/^\\x([0-9a-f]{2})*$/.test(value)) throw new Error('bytes of the state are none')
    return value === '\\x' ? "''" : `x'${value.slice(2)}'`
  }
  return bytesLiteral(value)
}

/** `(a, b) > (1, 2)` spelled out: this form, unlike the short one, goes by the index. */
export function afterKey(columns: readonly DatabaseColumn[], values: readonly string[]): string {
  const [first, ...rest] = columns
  const literal = first ? valueLiteral(values[0] ?? '', first) : ''
  if (!first) return 'FALSE'
  const name = nameLiteral(first.name)
  if (rest.length === 0) return `${name} > ${literal}`
  return `(${name} >= ${literal} AND (${name} > ${literal} OR (${afterKey(rest, values.slice(1))})))`
}
