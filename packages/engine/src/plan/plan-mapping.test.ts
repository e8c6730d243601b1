import type { Answer, Question, RecipeSheet } from '@godwit/contract'
import { describe, expect, test } from 'vitest'
import { planOver, type Rows, templateOf } from '../../test/support/plan-over.ts'
import { EngineError } from '../errors.ts'

const emailPattern = "^[a-z0-9._%+'-]+@[a-z0-9-]+(\\.[a-z0-9-]+)+$"
const times = (count: number, make: (at: number) => string): string[] =>
  Array.from({ length: count }, (_, at) => make(at))
const sheetOf = (plan: { recipe: { sheets: RecipeSheet[] } }, slug: string): RecipeSheet =>
  plan.recipe.sheets.find(({ template }) => template === slug)!
const answer = (question: Question, value: string): Answer => ({
  id: question.id,
  question: question.question,
  value,
  by: 'person',
})

const people = templateOf('people', [
  { name: 'email', required: true, unique: true, strictRule: emailPattern },
  { name: 'full_name' },
  { name: 'joined_on', description: 'Date as YYYY-MM-DD.', strictRule: '^\\d{4}-\\d{2}-\\d{2}$' },
  { name: 'status', strictRule: ['active', 'left'] },
])
const members = (dates: (at: number) => string, statuses: (at: number) => string): Rows => ({
  'E-Mail': times(40, (at) => `p${at}@x.example`),
  Name: times(40, (at) => `Anna Example${String.fromCharCode(97 + (at % 26))}`),
  Eintrittsdatum: times(40, dates),
  Zustand: times(40, statuses),
})
const proven = (at: number) => `${String((at % 28) + 1).padStart(2, '0')}.03.2021`
const known = (at: number) => (at % 2 === 0 ? 'aktiv' : 'left')

describe('columns', () => {
  test('are found under names of another language and converted', async () => {
    const plan = await planOver([people], { 'mitglieder.csv': members(proven, known) })
    expect(plan.questions).toEqual([])
    const { columns, value_maps } = sheetOf(plan, 'people')
    expect(columns['email']!.sql).toBe('clean_email(mitglieder."E-Mail")')
    expect(columns['full_name']!.sql).toBe('clean_text(mitglieder."Name")')
    expect(columns['joined_on']!.sql).toBe(`format_date(mitglieder."Eintrittsdatum", ['%d.%m.%Y'], '%Y-%m-%d')`)
    expect(columns['status']!.sql).toBe(`map_value(mitglieder."Zustand", 'status')`)
    expect(value_maps).toEqual({ status: { aktiv: 'active' } })
  })

  test('a plan is the same every time', async () => {
    const data = { 'mitglieder.csv': members(proven, known) }
    const [a, b] = [await planOver([people], data), await planOver([people], data)]
    expect(a.recipe).toEqual(b.recipe)
  })

  test('nothing that fits is a clear error', async () => {
    const strange = templateOf('telemetry', [{ name: 'voltage', type: 'decimal', required: true }])
    await expect(
      planOver([strange], { 'songs.csv': { Lyrics: times(10, (at) => `la ${'la '.repeat(at)}`) } }),
    ).rejects.toThrow(EngineError)
  })
})

describe('questions', () => {
  test('dates that read both ways are asked about once, and the answer is used', async () => {
    const data = { 'mitglieder.csv': members((at) => `0${(at % 9) + 1}/0${(at % 7) + 1}/2021`, known) }
    const open = await planOver([people], data)
    expect(open.questions).toHaveLength(1)
    const [question] = open.questions
    expect(question!.options.map(({ id }) => id)).toEqual(['day_first', 'month_first'])
    const settled = await planOver([people], data, [answer(question!, 'month_first')])
    expect(settled.questions).toEqual([])
    expect(sheetOf(settled, 'people').columns['joined_on']!.sql).toContain(`['%m/%d/%Y']`)
    expect(settled.recipe.answers).toEqual([{ question: question!.question, answer: 'month_first', by: 'person' }])
  })

  const withStrangers = { 'mitglieder.csv': members(proven, (at) => (at < 3 ? 'Karteileiche' : known(at))) }
  test('values outside a list are one question with counts', async () => {
    const { questions } = await planOver([people], withStrangers)
    expect(questions).toHaveLength(1)
    expect(questions[0]!.question).toContain('"Karteileiche" (3 rows)')
    expect(questions[0]!.about).toMatchObject({
      column: 'Zustand',
      template: 'people',
      template_column: 'status',
      affected_rows: 3,
    })
  })

  test.each([
    ['Use left.', (sheet: RecipeSheet) => expect(sheet.value_maps['status']).toMatchObject({ Karteileiche: 'left' })],
    ['Do not import these people.', (sheet: RecipeSheet) => expect(sheet.drop[0]!.when).toContain("'karteileiche'")],
    ['leave empty', (sheet: RecipeSheet) => expect(sheet.value_maps['status']).toMatchObject({ Karteileiche: null })],
  ])('the answer "%s" is understood', async (said, check) => {
    const { questions } = await planOver([people], withStrangers)
    const settled = await planOver([people], withStrangers, [answer(questions[0]!, said)])
    expect(settled.questions).toEqual([])
    check(sheetOf(settled, 'people'))
  })

  test('an answer that is none is asked about again, with the reason', async () => {
    const { questions } = await planOver([people], withStrangers)
    const again = await planOver([people], withStrangers, [answer(questions[0]!, 'purple elephants')])
    expect(again.questions).toHaveLength(1)
    expect(again.questions[0]!.id).not.toBe(questions[0]!.id)
    expect(again.questions[0]!.question).toContain('purple elephants')
    const settled = await planOver([people], withStrangers, [
      answer(questions[0]!, 'purple elephants'),
      answer(again.questions[0]!, 'empty'),
    ])
    expect(settled.questions).toEqual([])
  })

  test('a required column without a source is asked about, an optional one is not', async () => {
    const strict = templateOf('people', [
      { name: 'email', required: true, unique: true, type: 'email' },
      { name: 'shoe_size', required: true, type: 'integer' },
      { name: 'hobby' },
    ])
    const { questions } = await planOver([strict], {
      'p.csv': { email: times(20, (at) => `p${at}@x.example`), zeta: times(20, (at) => `z${at % 3}`) },
    })
    expect(questions.map(({ about }) => about.template_column)).toEqual(['shoe_size'])
  })

  test('never more than ten, most rows first', async () => {
    const template = templateOf(
      'things',
      Array.from({ length: 14 }, (_, at) => ({
        name: `list_${String.fromCharCode(97 + at)}`,
        strictRule: ['red', 'green'],
      })),
    )
    const rows = Object.fromEntries(
      template.columns.map(({ name }, at) => [name, times(40, (row) => (row <= at ? `odd ${name}` : 'red'))]),
    )
    const { questions } = await planOver([template], { 'things.csv': rows })
    expect(questions).toHaveLength(10)
    const affected = questions.map(({ about }) => about.affected_rows)
    expect(affected).toEqual(affected.toSorted((a, b) => b - a))
  })
})

describe('tables', () => {
  test('a lookup along a code finds the name in another file', async () => {
    const staff = templateOf('employees', [
      { name: 'employee_id', required: true, unique: true, strictRule: '^\\d{5}$' },
      { name: 'department', description: 'Department name from the departments file.' },
    ])
    const plan = await planOver([staff], {
      'departments.txt': {
        'Dept Code': ['D-01', 'D-02', 'D-03', 'D-04'],
        Department: ['People', 'Sales & Co', 'Legal', 'Finance'],
      },
      'users.csv': {
        user_id: times(30, (at) => String(20000 + at)),
        dept: times(30, (at) => ['D1', 'd-02', '3', '04'][at % 4]!),
      },
    })
    const sheet = sheetOf(plan, 'employees')
    expect(sheet.joins).toHaveLength(1)
    expect(sheet.joins[0]!.on).toBe(
      `ltrim(digits(users."dept"), '0') = ltrim(digits(departments_by_dept."Dept Code"), '0')`,
    )
    expect(sheet.columns['department']!.sql).toBe('clean_text(departments_by_dept."Department")')
    expect(sheet.review).toEqual([expect.objectContaining({ column: 'department' })])
  })

  test('a parent that only the rows of another object name becomes one row for each value', async () => {
    const suppliers = templateOf('suppliers', [{ name: 'name', required: true, unique: true }])
    const products = templateOf('products', [
      { name: 'sku', required: true, unique: true, strictRule: '^\\d{6}$' },
      { name: 'supplier', linkRule: [{ templateSlug: 'suppliers', columnName: 'name' }] },
    ])
    const plan = await planOver([suppliers, products], {
      'artikel.csv': {
        'Artikel-Nr.': times(30, (at) => String(100000 + at)),
        Bezeichnung: times(30, (at) => `Ding ${at}`),
        Lieferant: times(30, (at) => ['Weiß KG', 'Nord eG'][at % 2]!),
      },
    })
    expect(sheetOf(plan, 'suppliers').group).toEqual({ by: ['clean_text(artikel."Lieferant")'] })
    expect(sheetOf(plan, 'products').columns['supplier']!.sql).toBe('clean_text(artikel."Lieferant")')
  })

  test('headings between the rows become a column', async () => {
    const staff = templateOf('staff', [
      { name: 'no', required: true, unique: true, strictRule: '^E\\d{4}$' },
      { name: 'department', required: true, description: 'Department the person is listed under.' },
    ])
    const plan = await planOver([staff], {
      'staff.csv': {
        No: [
          'Department: Finance',
          'E0001',
          'E0002',
          'E0003',
          'E0004',
          'Department: IT',
          'E0005',
          'E0006',
          'E0007',
          'E0008',
        ],
        Name: [null, 'A B', 'C D', 'E F', 'G H', null, 'I J', 'K L', 'M N', 'O P'],
        Town: [null, 'X', 'Y', 'X', 'Y', null, 'X', 'Y', 'X', 'Y'],
      },
    })
    expect(plan.recipe.inputs[0]!.shape).toEqual([expect.objectContaining({ op: 'section', column: 'Department' })])
    expect(sheetOf(plan, 'staff').columns['department']!.sql).toBe('clean_text(staff."Department")')
  })

  test('one column for each month becomes one row for each month', async () => {
    const sales = templateOf('sales', [
      { name: 'region', required: true },
      { name: 'month', type: 'date', required: true },
      { name: 'amount', type: 'decimal', required: true },
    ])
    const months = ['Jan 2024', 'Feb 2024', 'Mar 2024', 'Apr 2024']
    const plan = await planOver([sales], {
      'sales.csv': {
        Region: times(12, (at) => `Region ${at}`),
        ...Object.fromEntries(months.map((month, m) => [month, times(12, (at) => `${(at + 1) * (m + 1)}.50`)])),
      },
    })
    expect(plan.recipe.inputs[0]!.shape[0]).toMatchObject({ op: 'unpivot', columns: months })
    expect(sheetOf(plan, 'sales').value_maps['month']).toMatchObject({ 'Jan 2024': '2024-01-01' })
  })
})
