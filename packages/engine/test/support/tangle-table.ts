/**
 * Relational tables of invented people, products and measurements, and ways in which people write such tables down that
 * hide the records: what a reader of tables has to undo. Everything follows from the seed.
 */
export type PlainTable = { columns: string[]; rows: (string | null)[][] }
/** `tangled` as a file would have it, `plain` as it should be read: the same cells, one record in each row. */
export type TangledTable = { kind: string; tangled: PlainTable; plain: PlainTable }

type Random = {
  below(limit: number): number
  pick<Item>(items: readonly Item[]): Item
  some<Item>(items: readonly Item[], count: number): Item[]
}

/** A small generator of equally distributed numbers (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    pick: (items) => items[below(items.length)]!,
    some: (items, count) => {
      const left = [...items]
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)[0]!)
    },
  }
}

const first = 'Ada Max Ida Noor Liam Chen Eva Otto Rosa Hugo Mina Karl Lucia Jonas Priya Omar'.split(' ')
const last = 'Byron Ernst Noddack Haddad Berg Wei Novak Klein Parks Vega Ito Weber Costa Lind Rao Said'.split(' ')
const cities = 'Ulm Kiel Bonn Leeds York Lyon Porto Gent Turin Graz Lodz Oslo'.split(' ')
const regions = ['North', 'South', 'East', 'West', 'Central', 'Coast', 'Highlands']
const goods = [
  'Desk lamp',
  'Chair',
  'Kettle',
  'Notebook',
  'Stapler',
  'Monitor',
  'Cable',
  'Router',
  'Mug',
  'Shelf',
  'Rug',
  'Clock',
]
const tags = ['red', 'blue', 'green', 'urgent', 'vip', 'new', 'paused', 'sale', 'rental', 'repair']

const two = (value: number) => String(value).padStart(2, '0')
const date = (random: Random) => `${2018 + random.below(6)}-${two(1 + random.below(12))}-${two(1 + random.below(28))}`
const amount = (random: Random, size = 1000) => `${1 + random.below(size)}.${two(random.below(100))}`

function people(random: Random, count: number): PlainTable {
  const names = random.some(
    first.flatMap((given) => last.map((family) => `${given} ${family}`)),
    count,
  )
  return {
    columns: ['Name', 'E-mail', 'Phone', 'City', 'Hired', 'Salary'],
    rows: names.map((name) => [
      name,
      `${name.toLowerCase().replace(' ', '.')}@firm.example`,
      `+49 30 ${100000 + random.below(899999)}`,
      random.pick(cities),
      date(random),
      amount(random, 90000),
    ]),
  }
}

const labels: Record<string, (random: Random) => string[]> = {
  year: (random) => Array.from({ length: 3 + random.below(5) }, (_, at) => String(2012 + at)),
  month: (random) =>
    random
      .pick([
        'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec',
        'January February March April May June',
        'Januar Februar März April Mai Juni Juli',
      ])
      .split(' '),
  weekday: (random) =>
    random
      .pick([
        'Mon Tue Wed Thu Fri',
        'Montag Dienstag Mittwoch Donnerstag Freitag',
        'lunes martes miércoles jueves viernes',
      ])
      .split(' '),
  quarter: () => ['Q1 2023', 'Q2 2023', 'Q3 2023', 'Q4 2023'],
  week: (random) => Array.from({ length: 4 + random.below(6) }, (_, at) => `Week ${at + 1}`),
  place: (random) => random.some(['Germany', 'France', 'Portugal', 'Austria', 'Norway', 'Poland', 'Belgium'], 4),
}

function stacked(random: Random, rows: number): TangledTable {
  const kind = random.pick(Object.keys(labels))
  const periods = labels[kind]!(random)
  const keys = random.some(goods, rows).map((good) => [good, random.pick(regions)])
  const cells = keys.map(() => periods.map(() => (random.below(12) === 0 ? null : String(10 + random.below(900)))))
  return {
    kind: 'stack',
    tangled: { columns: ['Product', 'Region', ...periods], rows: keys.map((key, at) => [...key, ...cells[at]!]) },
    plain: {
      columns: ['Product', 'Region', kind, 'value'],
      rows: keys.flatMap((key, at) =>
        periods.flatMap((period, place) => (cells[at]![place] === null ? [] : [[...key, period, cells[at]![place]!]])),
      ),
    },
  }
}

const styles: readonly ((stem: string, label: string) => string)[] = [
  (stem, label) => `${stem} ${label}`,
  (stem, label) => `${stem}_${label}`,
  (stem, label) => `${label} ${stem}`,
  (stem, label) => `Contact ${label} ${stem}`,
  (stem, label) => `contact${label}_${stem.toLowerCase()}`,
  (stem, label) => `${stem} (${label})`,
]

function grouped(random: Random, rows: number): TangledTable {
  const style = random.pick(styles)
  const count = 2 + random.below(3)
  const names = ['1', '2', '3', '4'].slice(0, count)
  const stems = random.some(['Name', 'Email', 'Phone'], 2 + random.below(2))
  const byStem = random.below(2) === 0
  const firms = random.some(goods, rows)
  const cells = firms.map((_, at) =>
    names.map((__, place) =>
      place > 0 && random.below(4) === 0 ? null : people(seeded(random.below(1e9) + at), 1).rows[0]!.slice(0, 3),
    ),
  )
  const cell = (at: number, place: number, stem: string) =>
    cells[at]![place]?.[['Name', 'Email', 'Phone'].indexOf(stem)] ?? null
  const pairs = byStem
    ? stems.flatMap((stem) => names.map((_, place) => ({ stem, place })))
    : names.flatMap((_, place) => stems.map((stem) => ({ stem, place })))
  return {
    kind: 'groups',
    tangled: {
      columns: ['Supplier of', ...pairs.map(({ stem, place }) => style(stem, names[place]!))],
      rows: firms.map((firm, at) => [firm, ...pairs.map(({ stem, place }) => cell(at, place, stem))]),
    },
    plain: {
      columns: ['Supplier of', 'number', ...stems],
      rows: firms.flatMap((firm, at) =>
        names.flatMap((name, place) =>
          cells[at]![place] === null ? [] : [[firm, name, ...stems.map((stem) => cell(at, place, stem))]],
        ),
      ),
    },
  }
}

function turned(random: Random, rows: number): TangledTable {
  const plain = people(random, rows)
  const [, ...attributes] = plain.columns
  return {
    kind: 'transposed',
    tangled: {
      columns: [random.pick(['Field', 'Name', 'Column 1']), ...plain.rows.map(([name]) => name!)],
      rows: attributes.map((attribute, at) => [attribute, ...plain.rows.map((row) => row[at + 1]!)]),
    },
    plain,
  }
}

function attributeRows(random: Random, rows: number, entity: boolean): TangledTable {
  const table = people(random, rows)
  const some = entity ? 0 : 6
  const plain = table.rows.map((row) =>
    row.map((cell, at) => (at > 1 && some > 0 && random.below(some) === 0 ? null : cell)),
  )
  const ids = plain.map((_, at) => `E-${100 + at}`)
  return {
    kind: entity ? 'records by entity' : 'records in turn',
    tangled: {
      columns: entity ? ['Entity', 'Attribute', 'Value'] : ['Label', 'Content'],
      rows: plain.flatMap((row, at) =>
        table.columns.flatMap((column, place) =>
          row[place] === null ? [] : [[...(entity ? [ids[at]!] : []), column, row[place]!]],
        ),
      ),
    },
    plain: {
      columns: [...(entity ? ['Entity'] : []), ...table.columns],
      rows: plain.map((row, at) => [...(entity ? [ids[at]!] : []), ...row]),
    },
  }
}

function listed(random: Random, rows: number): TangledTable {
  const separator = random.pick(['; ', ';', ' | ', '\n', ', '])
  const table = people(random, rows)
  const lists = table.rows.map(() => random.some(tags, 1 + random.below(4)))
  return {
    kind: 'list',
    tangled: {
      columns: ['Name', 'City', 'Labels'],
      rows: table.rows.map((row, at) => [row[0]!, row[3]!, lists[at]!.join(separator)]),
    },
    plain: {
      columns: ['Name', 'City', 'Labels'],
      rows: table.rows.flatMap((row, at) => lists[at]!.map((tag) => [row[0]!, row[3]!, tag])),
    },
  }
}

/** Rows in groups: by region, and city within. */
function sections(random: Random, rows: number): { outer: string; inner: string; row: (string | null)[] }[] {
  const table = people(random, rows)
  return random.some(regions, 3).flatMap((outer, at) => {
    const own = table.rows.filter((_, place) => place % 3 === at)
    return own.map((row, place) => ({
      outer,
      inner: cities[(at * 3 + Math.floor(place / 2)) % cities.length]!,
      row: [row[0]!, row[4]!, row[5]!],
    }))
  })
}

function writtenOnce(random: Random, rows: number): TangledTable {
  const records = sections(random, rows)
  const deep = random.below(2) === 0
  const same = (at: number, key: 'outer' | 'inner') =>
    at > 0 &&
    records[at]!.outer === records[at - 1]!.outer &&
    (key === 'outer' || records[at]!.inner === records[at - 1]!.inner)
  return {
    kind: 'fill_down',
    tangled: {
      columns: ['Region', 'Site', 'Name', 'Hired', 'Salary'],
      rows: records.map(({ outer, inner, row }, at) => [
        same(at, 'outer') ? null : outer,
        deep && same(at, 'inner') ? null : inner,
        ...row,
      ]),
    },
    plain: {
      columns: ['Region', 'Site', 'Name', 'Hired', 'Salary'],
      rows: records.map(({ outer, inner, row }) => [outer, inner, ...row]),
    },
  }
}

function headed(random: Random, rows: number): TangledTable {
  const records = sections(random, rows)
  return {
    kind: 'headings',
    tangled: {
      columns: ['Name', 'Hired', 'Salary'],
      rows: records.flatMap(({ outer, row }, at) => [
        ...(at === 0 || records[at - 1]!.outer !== outer ? [[outer, null, null]] : []),
        row,
      ]),
    },
    plain: { columns: ['Name', 'Hired', 'Salary', 'Section'], rows: records.map(({ outer, row }) => [...row, outer]) },
  }
}

/** Regions written once above products, months across. */
function writtenOnceAndStacked(random: Random, rows: number): TangledTable {
  const months = labels['month']!(random)
  const records = random
    .some(regions, 3)
    .flatMap((region) =>
      random
        .some(goods, Math.max(2, Math.floor(rows / 3)))
        .map((good) => ({ region, good, cells: months.map(() => String(10 + random.below(900))) })),
    )
  return {
    kind: 'fill_down+stack',
    tangled: {
      columns: ['Region', 'Product', ...months],
      rows: records.map(({ region, good, cells }, at) => [
        records[at - 1]?.region === region ? null : region,
        good,
        ...cells,
      ]),
    },
    plain: {
      columns: ['Region', 'Product', 'month', 'value'],
      rows: records.flatMap(({ region, good, cells }) => months.map((month, at) => [region, good, month, cells[at]!])),
    },
  }
}

/** Tables that are as they should be: nothing is to be done to them. */
function untouched(random: Random, rows: number): TangledTable {
  const table = random.pick<() => PlainTable>([
    () => people(random, rows),
    () => ({
      columns: ['SKU', 'Product', 'Price', 'Stock', 'Weight', 'Supplier'],
      rows: random
        .some(goods, rows)
        .map((good, at) => [
          `A-${at + 10}`,
          good,
          amount(random),
          String(random.below(400)),
          amount(random, 9),
          random.pick(last),
        ]),
    }),
    () => ({
      columns: ['Region', 'Year', 'Sales', 'Cost'],
      rows: regions.flatMap((region) =>
        ['2021', '2022', '2023'].map((year) => [region, year, amount(random), amount(random)]),
      ),
    }),
    () => ({
      columns: ['Invoice', 'Date', 'Customer', 'Address', 'Net', 'Tax', 'Total'],
      rows: people(random, rows).rows.map((row, at) => [
        `INV-${at}`,
        row[4]!,
        row[0]!,
        `Main St ${at + 1}, ${row[3]}, ST 1234${at % 10}`,
        amount(random),
        amount(random, 90),
        amount(random),
      ]),
    }),
    () => ({
      columns: ['Id', 'Name', 'Comment', 'Closed'],
      rows: people(random, rows).rows.map((row, at) => [
        String(at + 1),
        `${row[0]!.split(' ')[1]}, ${row[0]!.split(' ')[0]}`,
        at % 4 === 0 ? null : 'called back, wants an offer by mail',
        at % 3 === 0 ? null : row[4]!,
      ]),
    }),
  ])()
  return { kind: 'untouched', tangled: table, plain: table }
}

const makers: readonly ((random: Random, rows: number) => TangledTable)[] = [
  stacked,
  grouped,
  turned,
  (random, rows) => attributeRows(random, rows, true),
  (random, rows) => attributeRows(random, rows, false),
  listed,
  writtenOnce,
  headed,
  writtenOnceAndStacked,
  untouched,
]

/** One table for each seed; the kinds take turns. */
export function tangleTable(seed: number): TangledTable {
  const random = seeded(seed * 7919 + 17)
  return makers[seed % makers.length]!(random, 5 + random.below(8))
}
