import type { RecordField } from './record-field.ts'
import { phoneticCode } from './similarity/phonetic-code.ts'

/** Records that share a key, and how much sharing it says. Blocks of more records than the cap say too little. */
type Blocks = { members: Map<string, number[]>; keysOf: string[][] }

/** Pairs worth comparing, each once, the smaller number first. */
export type Candidates = { pairs: [number, number][] }

const blockAtMost = 60
/** Candidates kept of one record, by how much the keys they share say. */
const candidatesOfRecord = 15
/** Fields whose values are combined two by two. */
const combinedFields = 8

/**
 * Several cheap keys for each record: rare words and how they sound and begin, whole codes and their halves, and pairs
 * of short codes of two fields. A pair of records that shares any key of a small block is a candidate; linear in records.
 */
export function blockRecords(fields: readonly RecordField[], records: number): Blocks {
  const members = new Map<string, number[]>()
  const keysOf: string[][] = []
  const combined = fields
    .filter(({ comparison }) => ['code', 'date', 'name'].includes(comparison))
    .slice(0, combinedFields)
  for (let record = 0; record < records; record++) {
    const keys = new Set<string>()
    for (const [at, { comparison, values }] of fields.entries()) {
      const value = values[record]
      if (value == null) continue
      if (comparison === 'name' || comparison === 'text') addWordKeys(keys, value, comparison === 'text')
      else if (comparison === 'code' || comparison === 'date') addCodeKeys(keys, value, at)
    }
    const short = combined.map(({ values, comparison }) => shortCode(values[record] ?? null, comparison))
    for (let i = 0; i < short.length; i++) {
      for (let j = i + 1; j < short.length; j++) {
        if (short[i] !== null && short[j] !== null) keys.add(`${i}+${j}|${short[i]}|${short[j]}`)
      }
    }
    keysOf.push([...keys])
    for (const key of keys) {
      const block = members.get(key)
      if (block === undefined) members.set(key, [record])
      else block.push(record)
    }
  }
  return { members, keysOf }
}

function addWordKeys(keys: Set<string>, value: string, long: boolean): void {
  const words = value.split(' ')
  let before = ''
  for (const word of words) {
    if (word.length >= 2) {
      keys.add(`w|${word}`)
      if (before !== '') keys.add(`ww|${before}|${word}`)
      if (before !== '') keys.add(`w|${before}${word}`)
    }
    if (/\d/.test(word) && word.length >= 5) keys.add(`m|${word.slice(0, 5)}`)
    if (!long && word.length >= 4) {
      keys.add(`p|${phoneticCode(word)}`)
      keys.add(`a|${word.slice(0, 4)}`)
      keys.add(`z|${word.slice(-4)}`)
    }
    before = word
  }
}

/** A single slip leaves one half of a code as it is. */
function addCodeKeys(keys: Set<string>, value: string, field: number): void {
  keys.add(`${field}|${value}`)
  if (value.length < 5) return
  const half = Math.floor(value.length / 2)
  keys.add(`${field}<${value.slice(0, half)}`)
  keys.add(`${field}>${value.slice(half)}`)
}

function shortCode(value: string | null, comparison: RecordField['comparison']): string | null {
  if (value === null) return null
  return comparison === 'name' ? phoneticCode(value.replaceAll(' ', '')).slice(0, 3) : value.slice(0, 4)
}

/** The best candidates of one record: those that share the rarest keys with it. */
export function candidatesOf(
  record: number,
  { members, keysOf }: Blocks,
  allowed: (other: number) => boolean,
): number[] {
  const evidence = new Map<number, number>()
  for (const key of keysOf[record]!) {
    const block = members.get(key)!
    if (block.length < 2 || block.length > blockAtMost) continue
    const weight = Math.log((keysOf.length + 1) / block.length)
    for (const other of block) {
      if (other !== record && allowed(other)) evidence.set(other, (evidence.get(other) ?? 0) + weight)
    }
  }
  return [...evidence]
    .sort((a, b) => b[1] - a[1] || a[0] - b[0])
    .slice(0, candidatesOfRecord)
    .map(([other]) => other)
}
export type { Blocks }
