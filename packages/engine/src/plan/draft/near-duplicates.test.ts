import type { Answer, Question } from '@godwit/contract'
import { describe, expect, test } from 'vitest'
import { planOver, type Rows, templateOf } from '../../../test/support/plan-over.ts'
import { readDecision } from './near-duplicates.ts'

const customers = templateOf(
  'customers',
  [{ name: 'customer_id', required: true, unique: true }, { name: 'name' }, { name: 'phone_number' }, { name: 'city' }],
  'One row per customer_id.',
)
const orders = templateOf('orders', [
  { name: 'order_id', required: true, unique: true },
  {
    name: 'customer_id',
    linkRule: [{ templateId: customers.id, templateSlug: 'customers', columnName: 'customer_id' }],
  },
])

const first = ['Anna', 'Bruno', 'Clara', 'David', 'Emma', 'Felix', 'Greta', 'Hugo', 'Ida', 'Jonas', 'Karla', 'Linus']
const last = ['Albrecht', 'Brandt', 'Castillo', 'Delgado', 'Engel', 'Fontaine', 'Garcia', 'Hoffmann', 'Ivanov']
const count = 100
const at = (make: (at: number) => string) => Array.from({ length: count }, (_, index) => make(index))
const phone = (index: number) => `+49 221 ${String(((index * 7919 + 120_011) % 900_000) + 100_000)}`
const name = (index: number) =>
  `${first[index % 12]} ${last[(index + Math.floor(index / 36)) % 9]} ${index % 7 === 0 ? 'Ruiz' : 'Vidal'}${'bcdfghjklmnp'[index % 12]}${index % 11}`.replace(
    /\d+/g,
    (digits) => 'aeiouaeioua'[Number(digits)]!,
  )

/** A hundred customers and a few more rows, with an order of each. */
function filesOf(more: string[][]): Record<string, Rows> {
  const ids = [...at((index) => `K${100 + index}`), ...more.map(([id]) => id!)]
  return {
    'customers.csv': {
      'Customer ID': ids,
      Name: [...at(name), ...more.map((row) => row[1]!)],
      'Phone number': [...at(phone), ...more.map((row) => row[2]!)],
      City: [...at((index) => ['Köln', 'Bonn', 'Kiel'][index % 3]!), ...more.map((row) => row[3]!)],
    },
    'orders.csv': { 'Order ID': ids.map((_, index) => `O-${index}`), 'Customer ID': ids },
  }
}
const answer = (question: Question, value: string): Answer => ({
  id: question.id,
  question: question.question,
  value,
  by: 'person',
})
async function planned(more: string[][], said?: string) {
  const files = filesOf(more)
  const open = await planOver([customers, orders], files)
  await open.db.close()
  if (said === undefined) return { questions: open.questions, sheets: open.recipe.sheets, notes: open.notes }
  const plan = await planOver([customers, orders], files, [answer(open.questions[0]!, said)])
  await plan.db.close()
  return { questions: plan.questions, sheets: plan.recipe.sheets, notes: plan.notes }
}
const double = ['K900', name(4).toUpperCase(), phone(4).replaceAll(' ', '-'), 'Bonn']
const relative = ['K900', name(4).replace('Emma', 'Emmy'), phone(4), 'Bonn']

describe('rows that look like the same customer though their numbers differ', () => {
  test('are asked about, and flagged until there is an answer', async () => {
    const { questions, sheets } = await planned([double])
    expect(questions).toHaveLength(1)
    expect(questions[0]!.question).toContain('1 row of "customers.csv" looks like the same as another one')
    expect(questions[0]!.question).toContain('"K104" and "K900"')
    expect(questions[0]!.about).toMatchObject({
      affected_rows: 2,
      template_column: 'customer_id',
      samples: ['K104', 'K900'],
    })
    expect(sheets[0]!.dedupe).toBeNull()
    expect(sheets[0]!.review).toMatchObject([{ when: 'customers._row IN (6, 102)' }])
  })
  test('become one when they are the same, and what links to one links to the other', async () => {
    const { questions, sheets, notes } = await planned([double], 'yes, merge them')
    expect(questions).toEqual([])
    const [own, linked] = sheets
    expect(own!.dedupe).toEqual({ key: ['customer_id'], keep: 'most_complete', fill: ['name', 'phone_number', 'city'] })
    expect(own!.value_maps).toEqual({ 'same customers by customer_id': { K900: 'K104' } })
    expect(linked!.value_maps).toEqual(own!.value_maps)
    expect(linked!.columns['customer_id']!.sql).toContain('map_value(')
    expect(own!.review).toEqual([])
    expect(notes.join()).toContain('merged into it')
  })
  test('stay apart, unflagged, when they are different', async () => {
    const { questions, sheets } = await planned([double], 'keep')
    expect(questions).toEqual([])
    expect(sheets[0]).toMatchObject({ dedupe: null, review: [], value_maps: {} })
  })
  test('are only flagged where a family could share what they share', async () => {
    const { questions, sheets } = await planned([relative])
    expect(questions).toEqual([])
    expect(sheets[0]!.review).toMatchObject([{ when: 'customers._row IN (6, 102)' }])
  })
  test('are not asked about where only the name is alike', async () => {
    const { questions, sheets } = await planned([['K900', name(4), '+49 30 4711000', 'Bonn']])
    expect(questions).toEqual([])
    expect(sheets[0]!.review).toEqual([])
  })
})

test.each([
  ['merge', 'merge'],
  ['They are the same people', 'merge'],
  ['please keep both', 'keep'],
  ['they are not the same', 'keep'],
  ['flag them for review', 'flag'],
  ['keep one, merge the others', null],
  ['hm', null],
])('"%s" means %s', (said, meant) => {
  expect(readDecision(said)).toBe(meant)
})
