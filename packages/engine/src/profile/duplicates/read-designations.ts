import type { RecordField } from './record-field.ts'

/** A designation stands in few records: it names a model, not a size or a standard. */
const recordsAtMost = 6

const isDesignation = (word: string): boolean =>
  word.length >= 4 && /\d/.test(word) && (/\p{L}/u.test(word) || word.length >= 5)

/**
 * A field made of the others: the designations of models and parts (`ps-lx350h`, `2740b002`) in the texts of a record,
 * wherever they stand. Null when no field holds texts or hardly any text holds one.
 */
export function readDesignations(fields: readonly RecordField[]): RecordField | null {
  const texts = fields.filter(({ comparison }) => comparison === 'text')
  if (texts.length === 0) return null
  const records = texts[0]!.values.length
  const found: Set<string>[] = []
  const holding = new Map<string, number>()
  for (let record = 0; record < records; record++) {
    const words = new Set(texts.flatMap(({ values }) => (values[record] ?? '').split(' ').filter(isDesignation)))
    for (const word of words) holding.set(word, (holding.get(word) ?? 0) + 1)
    found.push(words)
  }
  const values = found.map((words) => {
    const rare = [...words].filter((word) => holding.get(word)! <= recordsAtMost).slice(0, 12)
    return rare.length === 0 ? null : rare.join(' ')
  })
  const filled = values.filter((value) => value !== null).length
  if (filled < records * 0.2) return null
  return { name: 'designations', kind: 'id', meaning: null, comparison: 'designation', values, counts: new Map() }
}

/** 3: one is the same; 2: one begins or ends with another; 1: nearly; 0: none is alike. */
export function compareDesignations(a: string, b: string): number {
  let best = 0
  const others = b.split(' ')
  for (const word of a.split(' ')) {
    for (const other of others) {
      if (word === other) return 3
      const [short, long] = word.length <= other.length ? [word, other] : [other, word]
      if (short.length >= 5 && (long.startsWith(short) || long.endsWith(short))) best = 2
      else if (
        best === 0 &&
        short.length >= 5 &&
        long.length - short.length <= 3 &&
        sharedStart(short, long) >= short.length - 2 &&
        sharedStart(short, long) >= 5
      )
        best = 1
    }
  }
  return best
}

function sharedStart(a: string, b: string): number {
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  return at
}
