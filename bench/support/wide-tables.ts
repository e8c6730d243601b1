import type { Seed } from '../../packages/engine/test/support/seed-migration.ts'

/** What each template is of, and how a file calls its columns. */
const objects: Record<string, [column: string, header: string, value: (row: number) => string][]> = {
  customers: [
    ['customer_number', 'Cust No', (row) => `C${String(row).padStart(6, '0')}`],
    ['name', 'Company', (row) => `Company ${row} Ltd`],
    ['email', 'E-Mail Address', (row) => `office${row}@host${row % 900}.example`],
    ['city', 'Town', (row) => ['Bonn', 'Lyon', 'Leeds', 'Porto'][row % 4]!],
    [
      'since',
      'Customer since',
      (row) =>
        `${String((row % 28) + 1).padStart(2, '0')}.${String((row % 12) + 1).padStart(2, '0')}.20${String(row % 24).padStart(2, '0')}`,
    ],
  ],
  orders: [
    ['order_number', 'Order', (row) => `O-${100_000 + row}`],
    ['customer', 'Cust No', (row) => `C${String(row % 5000).padStart(6, '0')}`],
    ['total', 'Amount EUR', (row) => `${row % 900},${String(row % 100).padStart(2, '0')}`],
    [
      'ordered_on',
      'Order date',
      (row) => `2024-${String((row % 12) + 1).padStart(2, '0')}-${String((row % 28) + 1).padStart(2, '0')}`,
    ],
    ['status', 'State', (row) => ['open', 'paid', 'void'][row % 3]!],
  ],
  employees: [
    ['employee_number', 'Personnel no', (row) => `E${row}`],
    ['first_name', 'Given name', (row) => ['Ann', 'Bob', 'Cy', 'Di'][row % 4]!],
    ['last_name', 'Surname', (row) => `Lee${row}`],
    ['phone', 'Telephone', (row) => `+49 30 ${1_000_000 + row}`],
    ['salary', 'Yearly pay', (row) => String(30_000 + (row % 5000))],
  ],
  tickets: [
    ['ticket_number', 'Case', (row) => `T${row}`],
    ['subject', 'Title', (row) => `Something is broken ${row}`],
    ['priority', 'Urgency', (row) => ['low', 'normal', 'high'][row % 3]!],
    [
      'opened_at',
      'Created',
      (row) => `2024-03-${String((row % 28) + 1).padStart(2, '0')} 10:${String(row % 60).padStart(2, '0')}`,
    ],
    ['closed', 'Closed?', (row) => (row % 2 ? 'yes' : 'no')],
  ],
}

/**
 * Files of as many columns and rows as asked for, and twelve templates: four objects, each in three regions. Every file has the
 * columns of its object, in an order of its own, and filler of all kinds.
 */
export function wideTables({ files, columns, rows }: { files: number; columns: number; rows: number }): Seed {
  const kinds = Object.keys(objects).flatMap((object) =>
    ['north', 'south', 'west'].map((region) => ({ object, region })),
  )
  const templates = kinds.map(({ object, region }) => ({
    slug: `${region}_${object}`,
    name: `${region} ${object}`,
    columns: objects[object]!.map(([name], at) => ({ name, unique: at === 0, required: at === 0 })),
  }))
  return {
    templates,
    files: Array.from({ length: files }, (_, file) => {
      const { object, region } = kinds[file % kinds.length]!
      return {
        name: `${region}-${object}-${Math.floor(file / kinds.length) + 1}.csv`,
        body: writeFile(objects[object]!, { columns, rows, file }),
      }
    }),
  }
}

const fillers: ((row: number, column: number) => string)[] = [
  (row, column) => String((row * 7919 + column) % 100_003),
  (row, column) => `note ${(row + column) % 997}`,
  (row) => (row % 5 === 0 ? '' : `${(row % 97) / 4}`),
  (row, column) => ['alpha', 'beta', 'gamma', 'delta'][(row + column) % 4]!,
  (row) => `2023-${String((row % 12) + 1).padStart(2, '0')}-15`,
]

function* writeFile(
  named: (typeof objects)[string],
  { columns, rows, file }: { columns: number; rows: number; file: number },
): Generator<string> {
  const cells = Array.from({ length: columns }, (_, at) => {
    const own = named[(at + file) % columns]
    if (own) return { header: own[1], value: own[2] }
    const filler = fillers[at % fillers.length]!
    return { header: `field ${at + 1}`, value: (row: number) => filler(row, at) }
  })
  yield `${cells.map(({ header }) => header).join(';')}\n`
  for (let row = 1; row <= rows; row += 1000) {
    let text = ''
    for (let each = row; each < row + 1000 && each <= rows; each++)
      text += `${cells.map(({ value }) => value(each)).join(';')}\n`
    yield text
  }
}
