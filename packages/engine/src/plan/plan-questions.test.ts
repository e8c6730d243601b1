import type { Answer, Question, RecipeSheet } from '@godwit/contract'
import { describe, expect, test } from 'vitest'
import { planOver, type Rows, templateOf } from '../../test/support/plan-over.ts'

const answer = (question: Question, value: string): Answer => ({
  id: question.id,
  question: question.question,
  value,
  by: 'person',
})
const settle = async (template: ReturnType<typeof templateOf>, rows: Rows, said?: string) => {
  const open = await planOver([template], { 'people.csv': rows })
  await open.db.close()
  if (said === undefined) return { questions: open.questions, sheet: open.recipe.sheets[0]!, notes: open.notes }
  const plan = await planOver([template], { 'people.csv': rows }, [answer(open.questions[0]!, said)])
  await plan.db.close()
  return { questions: plan.questions, sheet: plan.recipe.sheets[0]! as RecipeSheet, notes: plan.notes }
}

describe('rows of one record', () => {
  const people = templateOf('people', [
    { name: 'email', type: 'email', required: true, unique: true },
    { name: 'name' },
    { name: 'city' },
    { name: 'status', strictRule: ['active', 'left'] },
  ])
  const rows = (last: { name: string | null; city: string | null; status: string }): Rows => ({
    Email: ['ann@x.example', 'bo@x.example', 'cy@x.example', 'ANN@x.example '],
    Name: ['Ann Lee', 'Bo Chan', 'Cy Young', last.name],
    City: ['Perth', 'Cairns', 'Hobart', last.city],
    Status: ['Aktiv', 'left', 'Aktiv', last.status],
    'Last login': ['1', '2', '3', '4'],
  })

  test('that say the same become one without a question, whatever is not imported', async () => {
    const { questions, sheet, notes } = await settle(
      people,
      rows({ name: ' Ann  Lee', city: 'Perth', status: 'active' }),
    )
    expect(questions).toEqual([])
    expect(sheet.dedupe).toEqual({ key: ['email'], keep: 'most_complete', fill: [] })
    expect(notes.join()).toContain('say the same')
  })
  test('that complete each other become one, and nothing is lost', async () => {
    const { questions, sheet } = await settle(people, rows({ name: 'Ann Lee', city: null, status: 'active' }))
    expect(questions).toEqual([])
    expect(sheet.dedupe).toEqual({ key: ['email'], keep: 'most_complete', fill: ['city'] })
  })
  test('that contradict each other are asked about, once', async () => {
    const { questions } = await settle(people, rows({ name: 'Ann Lee', city: 'Sydney', status: 'left' }))
    expect(questions).toHaveLength(1)
    expect(questions[0]!.question).toContain('"ann@x.example"')
    expect(questions[0]!.question).toContain('differ in city, status')
    expect(questions[0]!.about).toMatchObject({
      affected_rows: 2,
      template_column: 'email',
      samples: ['ann@x.example'],
    })
    expect(questions[0]!.options.map(({ id }) => id)).toEqual(['most_complete', 'first', 'last', 'all'])
  })
  test.each([
    ['last', 'last'],
    ['Keep the first row', 'first'],
    ['the newest one please', 'last'],
    ['most_complete', 'most_complete'],
    ['keep both and flag them', undefined],
  ])('the answer "%s" decides', async (said, keep) => {
    const data = rows({ name: 'Ann Lee', city: 'Sydney', status: 'active' })
    const { questions, sheet } = await settle(people, data, said)
    expect(questions).toEqual([])
    expect(sheet.dedupe?.keep).toBe(keep)
  })
  test('are no question where the description decides', async () => {
    const decided = { ...people, description: 'One row per person; the last row counts.' }
    const { questions, sheet } = await settle(decided, rows({ name: 'Ann Lee', city: 'Sydney', status: 'left' }))
    expect(questions).toEqual([])
    expect(sheet.dedupe?.keep).toBe('last')
  })
})

describe('a source that only a person knows', () => {
  const vehicles = templateOf('vehicles', [
    { name: 'plate', required: true, unique: true },
    { name: 'fuel', required: true, strictRule: ['petrol', 'diesel', 'electric'] },
    { name: 'owner_group', required: true },
  ])
  const fleet: Rows = {
    Plate: ['ABC-123', 'BCD-234', 'CDE-345'],
    Zeta: ['q one', 'q two', 'q two'],
  }
  test('is asked for with what is left, and with a way to give one value', async () => {
    const { questions } = await settle(vehicles, fleet)
    expect(questions.map(({ about }) => about.template_column).sort()).toEqual(['fuel', 'owner_group'])
    for (const question of questions) {
      expect(question.question).toContain('"Zeta" (such as "q two")')
      expect(question.options.map(({ id }) => id)).toEqual(['Zeta', 'none'])
      expect(question.allowCustom).toBe(true)
    }
  })
  test.each([
    ['fuel', 'diesel', "'diesel'"],
    ['fuel', 'always Diesel', "'diesel'"],
    ['fuel', 'leave it empty', 'NULL'],
    ['owner_group', '"Pool cars"', "'Pool cars'"],
    ['owner_group', 'always Pool cars', "'Pool cars'"],
    ['owner_group', 'Zeta', 'clean_text(people."Zeta")'],
  ])('%s: "%s"', async (column, said, sql) => {
    const open = await settle(vehicles, fleet)
    const question = open.questions.find(({ about }) => about.template_column === column)!
    const plan = await planOver([vehicles], { 'people.csv': fleet }, [answer(question, said)])
    await plan.db.close()
    expect(plan.recipe.sheets[0]!.columns[column]!.sql).toBe(sql)
    expect(plan.questions.map(({ about }) => about.template_column)).not.toContain(column)
  })
  test('an answer that is neither a column nor a value is asked again', async () => {
    const open = await settle(vehicles, fleet)
    const question = open.questions.find(({ about }) => about.template_column === 'fuel')!
    const plan = await planOver([vehicles], { 'people.csv': fleet }, [answer(question, 'kerosene')])
    await plan.db.close()
    expect(plan.questions.some(({ question: text }) => text.includes('kerosene'))).toBe(true)
  })
  test('two that are as likely are shown with what they hold', async () => {
    const contacts = templateOf('contacts', [
      { name: 'name', required: true },
      { name: 'phone', type: 'phone' },
    ])
    const { questions } = await settle(contacts, {
      Name: ['Ann Lee', 'Bo Chan'],
      'Phone 1': ['+61 491 570 156', '+61 491 570 157'],
      'Phone 2': ['+61 255 501 234', '+61 255 501 235'],
    })
    expect(questions).toHaveLength(1)
    expect(questions[0]!.question).toContain('"Phone 1" (such as "+61 491 570 156") or "Phone 2"')
    expect(questions[0]!.options.map(({ id }) => id)).toEqual(['Phone 1', 'Phone 2', 'none'])
  })
})

test('what is found by elimination says so and counts as unsure', async () => {
  const donations = templateOf('donations', [
    { name: 'donor' },
    { name: 'amount', type: 'decimal' },
    { name: 'handed_over', type: 'date' },
  ])
  const { sheet } = await settle(donations, {
    Donor: ['Ann Lee', 'Bo Chan'],
    Amount: ['12.50', '8.00'],
    Luovutus: ['2024-03-14', '2024-03-15'],
  })
  const { why, confidence } = sheet.columns['handed_over']!
  expect(why).toContain('by elimination')
  expect(confidence).toBeLessThan(0.6)
})

test('reasons speak of what the values are, never of what a program calls them', async () => {
  const people = templateOf('people', [
    { name: 'email', type: 'email' },
    { name: 'plan', strictRule: ['pro', 'basic'] },
    { name: 'nickname' },
  ])
  const { sheet } = await settle(people, {
    Email: ['ann@x.example', 'bo@x.example'],
    Plan: ['Pro', 'Basic'],
    Nickname: ['Annie', 'Bobo'],
  })
  const why = (name: string) => sheet.columns[name]!.why
  expect(why('email')).toContain('its values are email addresses')
  expect(why('plan')).toContain('its values are in its list')
  expect(why('nickname')).toBe('Taken from "Nickname": its name is the same.')
  for (const { why: reason } of Object.values(sheet.columns))
    expect(reason).not.toMatch(/\((first name|text|enumeration)\)/)
})
