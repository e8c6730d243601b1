/** A table as its author has it: names of columns, and rows of cells; null is a cell with nothing in it. */
export type BaseTable = { names: string[]; kinds: ColumnKind[]; rows: (string | null)[][] }

export type ColumnKind = keyof typeof makers

/** Whole numbers below a limit, all as likely. Everything in this folder follows from one of these. */
export type Random = (limit: number) => number

/** A small generator (mulberry32): the same seed gives the same numbers. */
export function openRandom(seed: number): Random {
  let state = seed >>> 0
  return (limit) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * limit)
  }
}

export const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random(items.length)]!

const first = 'Ada Max Ida Noor Liam Chen Eva Otto Rosa Hugo Mina Karl Lucia Jonas Priya Omar'.split(' ')
const last = 'Byron Ernst Noddack Haddad Berg Wei Novak Klein Parks Vega Ito Weber Costa Lind Rao Said'.split(' ')
const cities = 'Ulm Kiel Bonn Leeds York Lyon Porto Gent Turin Graz Lodz Oslo'.split(' ').concat('New York', 'San Remo')
const goods = ['Desk lamp', 'Oak table', 'Steel shelf', 'Wool rug', 'Office chair', 'Mirror', 'Cotton sheets']
const states = ['open', 'closed', 'pending', 'in work', 'paid']
const remarks = ['call back on Monday', 'none', 'asked for a discount', 'pays late', 'very happy', 'moved house']

const two = (value: number) => String(value).padStart(2, '0')

const makers = {
  name: (random: Random) => `${pick(random, first)} ${pick(random, last)}`,
  city: (random: Random) => pick(random, cities),
  goods: (random: Random) => pick(random, goods),
  state: (random: Random) => pick(random, states),
  remark: (random: Random) => pick(random, remarks),
  date: (random: Random) => `${2015 + random(10)}-${two(1 + random(12))}-${two(1 + random(28))}`,
  amount: (random: Random) => `${1 + random(9000)}.${two(random(100))}`,
  count: (random: Random) => String(1 + random(500)),
  email: (random: Random) => `${pick(random, first)}.${pick(random, last)}@example.com`.toLowerCase(),
  code: (random: Random) => `${pick(random, ['AB', 'KX', 'TR'])}-${1000 + random(9000)}`,
}

const names: Record<ColumnKind, readonly string[]> = {
  name: ['Customer', 'Full name', 'contact_name'],
  city: ['City', 'Town', 'ship_city'],
  goods: ['Article', 'Product name', 'item'],
  state: ['Status', 'state', 'Order state'],
  remark: ['Remarks', 'Comment', 'notes'],
  date: ['Date', 'Order date', 'created_on'],
  amount: ['Amount', 'Net price', 'total_value'],
  count: ['Quantity', 'Pieces', 'stock'],
  email: ['E-mail', 'Mail address', 'email'],
  code: ['Code', 'Article no', 'sku'],
}

export type BaseOptions = { minWidth?: number; maxWidth?: number; minRows?: number; maxRows?: number; blanks?: boolean }

/** A table whose first column is a running number and whose others are of any kind; a few cells are empty. */
export function makeTable(random: Random, options: BaseOptions = {}): BaseTable {
  const { minWidth = 4, maxWidth = 9, minRows = 6, maxRows = 40, blanks = true } = options
  const left = Object.keys(makers) as ColumnKind[]
  const width = minWidth + random(maxWidth - minWidth + 1)
  const kinds = Array.from({ length: width - 1 }, () => left.splice(random(left.length), 1)[0]!)
  // The second column always holds something, so that no row looks like a note, and one column is words.
  if (!kinds.some((kind) => ['name', 'city', 'goods'].includes(kind))) kinds[0] = 'name'
  const start = 1 + random(5000)
  const blankable = kinds.map(() => blanks && random(4) === 0)
  const rows = Array.from({ length: minRows + random(maxRows - minRows + 1) }, (_, row) => [
    String(start + row),
    ...kinds.map((kind, at) => (at > 0 && blankable[at] && random(6) === 0 ? null : makers[kind](random))),
  ])
  return {
    names: [pick(random, ['ID', 'No', 'record_id']), ...kinds.map((kind) => pick(random, names[kind]))],
    kinds: ['count', ...kinds],
    rows,
  }
}
