import type { Seed } from './seed-migration.ts'

/** A template and a file whose mapping leaves nothing to ask. */
export function peopleSeed(rows: number, name = 'people.csv'): Seed {
  return {
    templates: [
      {
        slug: 'contacts',
        name: 'Contacts',
        columns: [
          { name: 'email', description: 'Work e-mail address', required: true, unique: true, type: 'email' },
          { name: 'full_name', description: 'First and last name', required: true },
          { name: 'start_date', description: 'First day at work, as YYYY-MM-DD', type: 'date' },
          { name: 'status', desiredRule: 'strict', strictRule: ['Active', 'Inactive'] },
        ],
      },
    ],
    files: [{ name, body: peopleCsv(rows) }],
  }
}

/** `rows` people. Every tenth has no e-mail, which breaks a rule; all dates are in ISO order. */
export function* peopleCsv(rows: number): Generator<string> {
  yield 'Email,Full Name,Start Date,Status,Notes\n'
  let piece = ''
  for (let row = 1; row <= rows; row++) {
    const day = `20${String(10 + (row % 14)).padStart(2, '0')}-${String(1 + (row % 12)).padStart(2, '0')}-${String(1 + (row % 28)).padStart(2, '0')}`
    piece += `${row % 10 === 0 ? '' : `person${row}@example.com`},Ann Person ${row},${day},${row % 3 ? 'Active' : 'Inactive'},"some, note ${row * 7919}"\n`
    if (piece.length < 100_000) continue
    yield piece
    piece = ''
  }
  yield piece
}
