import type { Answer, RecipeBody, SourceRecipeBody, StagedTable, Template } from '@godwit/contract'
import { sourceRecipeBodySchema } from '@godwit/contract'
import { expect, test } from 'vitest'
import { type Rows, stageOver, templateOf } from '../../../test/support/plan-over.ts'
import { planMapping } from '../plan-mapping.ts'
import { makePortable } from './make-portable.ts'
import { mergeRecipes } from './merge-recipes.ts'
import { planFromSource } from './plan-from-source.ts'

const people = templateOf('people', [
  { name: 'email', required: true, unique: true, type: 'email' },
  { name: 'full_name', required: true },
  { name: 'start', type: 'date', description: 'First day, written as YYYY-MM-DD' },
  { name: 'status', strictRule: ['active', 'paused'] },
])
const orders = templateOf('orders', [
  { name: 'order_number', required: true, unique: true },
  { name: 'total', type: 'decimal', description: 'Two decimals' },
  { name: 'customer', description: 'Name of the customer' },
])

const first = ['Ann', 'Bob', 'Cy', 'Di', 'Ed', 'Flo', 'Gus', 'Hal', 'Ida', 'Jon', 'Kim', 'Lou']
function peopleRows(names: string[], { dates = '2021-04-', statuses = ['Active', 'Paused'] } = {}): Rows {
  const values = [
    first.map((name) => `${name.toLowerCase()}@example.com`),
    first.map((name) => `${name} Lee`),
    first.map((_, n) => `${dates}${String(n + 10)}`),
    first.map((_, n) => statuses[n % statuses.length]!),
  ]
  return Object.fromEntries(names.map((name, at) => [name, values[at]!]))
}
const english = ['Email', 'Full Name', 'Start Date', 'Status']
const orderRows: Rows = {
  'Order No': first.map((_, n) => `A-${100 + n}`),
  Total: first.map((_, n) => `${n}.50`),
  Customer: first.map((name) => `${name} Lee`),
}

/** The tables that inputs name, as the recipe room finds them: here each name is plain. */
const boundOf = (recipe: RecipeBody, tables: readonly StagedTable[]) =>
  new Map(
    recipe.inputs.flatMap(({ ref, table }) =>
      table ? [[ref, tables.find(({ name }) => name === table.name)!] as const] : [],
    ),
  )

/** Plans, lets `change` edit the recipe as a person would, and gives what a source learns from it. */
async function learn(
  templates: Template[],
  data: Record<string, Rows>,
  { change = (recipe: RecipeBody) => recipe, earlier = null as SourceRecipeBody | null } = {},
) {
  const { db, ...staged } = await stageOver(data)
  const plan = await planMapping({ templates, ...staged, answers: [] })
  const recipe = change(plan.recipe)
  const portable = makePortable({
    recipe,
    templates,
    tables: staged.tables,
    bound: boundOf(recipe, staged.tables),
    profiles: staged.profiles,
  })!
  await db.close()
  return { recipe, learned: sourceRecipeBodySchema.parse(mergeRecipes(earlier, portable)) }
}

async function replay(
  templates: Template[],
  data: Record<string, Rows>,
  recipe: SourceRecipeBody,
  answers: Answer[] = [],
) {
  const { db, ...staged } = await stageOver(data)
  const input = {
    templates,
    ...staged,
    answers,
    source: { name: 'Harbour', version: 1, recipe },
    check: async () => [],
  }
  const plan = await planFromSource(input)
  expect(await planFromSource(input)).toEqual(plan)
  await db.close()
  return plan
}

test('the same shape is replayed byte for byte, with what a person has written by hand', async () => {
  const data = { 'people.csv': peopleRows(english) }
  const { recipe, learned } = await learn([people], data, {
    change: (made) => {
      made.sheets[0]!.columns['full_name']!.sql = `upper(trim(people."Full Name"))`
      return made
    },
  })
  const plan = await replay([people], data, learned)
  expect(plan.questions).toEqual([])
  expect(plan.recipe.inputs).toEqual(recipe.inputs)
  const bare = (body: RecipeBody) =>
    body.sheets.map((sheet) => ({
      ...sheet,
      columns: Object.entries(sheet.columns).map(([name, { sql }]) => [name, sql]),
    }))
  expect(JSON.stringify(bare(plan.recipe))).toBe(JSON.stringify(bare(recipe)))
  expect(plan.drift).toEqual([])
})

test('nothing but shapes and shares is kept of the data', async () => {
  const { learned } = await learn([people], { 'Zebra people.csv': peopleRows(english) })
  expect(learned.tables).toEqual([
    {
      ref: 't1',
      hint: '*people*',
      others: [],
      columns: [
        expect.objectContaining({ name: 'Email', kind: 'email', filled: 1, distinct: 1, also: [] }),
        expect.objectContaining({ name: 'Full Name', patterns: ['Aa Aa'] }),
        expect.objectContaining({ name: 'Start Date', kind: 'date', patterns: ['9999-99-99'] }),
        expect.objectContaining({ name: 'Status' }),
      ],
    },
  ])
  expect(JSON.stringify(learned)).not.toMatch(/zebra|Ann|Lee|example\.com|2021/i)
})

test('headers in another language and another order are found with evidence, and known from then on', async () => {
  const { learned } = await learn([people], { 'people.csv': peopleRows(english) })
  const german: Rows = Object.fromEntries(
    Object.entries(peopleRows(['E-Mail-Adresse', 'Vollständiger Name', 'Beginn', 'Status'])).reverse(),
  )
  const plan = await replay([people], { 'leute.csv': german }, learned)
  expect(plan.questions).toEqual([])
  expect(plan.recipe.sheets[0]!.columns['email']!.sql).toBe('clean_email(leute."E-Mail-Adresse")')
  expect(plan.drift).toContain(
    '"Start Date" is called "Beginn" now: the names mean the same, the values look the same (9999-99-99), a fresh look takes it for the same thing.',
  )
  const again = await learn([people], { 'leute.csv': german }, { earlier: learned })
  const start = again.learned.tables[0]!.columns.find(({ name }) => name === 'Beginn')!
  expect(start.also).toEqual(['Start Date'])
  const back = await replay([people], { 'people.csv': peopleRows(english) }, again.learned)
  expect(back.drift).toContain('"Beginn" is called "Start Date" now: other exports of this source call it so too.')
})

test('where two columns may be the one that was learned, a person is asked which', async () => {
  const template = templateOf('notes', [
    { name: 'key', required: true, unique: true },
    { name: 'remark', required: true },
    { name: 'tag' },
  ])
  const rows = (names: string[]): Rows => ({
    [names[0]!]: first.map((_, n) => `K-${n}`),
    [names[1]!]: first.map((name) => `${name} says hello`),
    [names[2]!]: first.map((name) => `${name} says bye`),
    Tag: first.map((_, n) => `t${n % 2}`),
  })
  const { learned } = await learn([template], { 'notes.csv': rows(['Key', 'Remark', 'Other']) })
  const plan = await replay([template], { 'notes.csv': rows(['Key', 'Remark 1', 'Remark 2']) }, learned)
  const question = plan.questions.find(({ about }) => about.template_column === 'remark')!
  expect(question.options.map(({ id }) => id)).toEqual(['Remark 1', 'Remark 2', 'none'])
  expect(question.question).toContain('Earlier files of Harbour called it "Remark".')
  const given = { id: question.id, question: question.question, value: 'Remark 2', by: 'person' }
  const settled = await replay([template], { 'notes.csv': rows(['Key', 'Remark 1', 'Remark 2']) }, learned, [given])
  expect(settled.questions).toEqual([])
  expect(settled.recipe.sheets[0]!.columns['remark']!.sql).toBe('clean_text(notes."Remark 2")')
})

test('rows that come in several files now are stacked', async () => {
  const { learned } = await learn([people], { 'people.csv': peopleRows(english) })
  const plan = await replay(
    [people],
    { 'people_1.csv': peopleRows(english), 'people_2.csv': peopleRows(english) },
    learned,
  )
  expect(plan.recipe.sheets[0]!.from).toBe('all_people_1')
  expect(plan.recipe.inputs.find(({ union }) => union)?.union).toEqual(['people_1', 'people_2'])
  expect(plan.drift).toContain('The rows come in 2 files now: people_1.csv, people_2.csv.')
})

test('keys of lookups are known by their other names, too', async () => {
  const staff = templateOf('staff', [
    { name: 'email', required: true, unique: true, type: 'email' },
    { name: 'department', description: 'Name of the department' },
  ])
  const data = (key: string): Record<string, Rows> => ({
    'departments.csv': { Code: ['D-11', 'D-12', 'D-13'], 'Department Name': ['Sales', 'Finance', 'Legal'] },
    'staff.csv': {
      Email: first.map((name) => `${name.toLowerCase()}@example.com`),
      [key]: first.map((_, n) => `D-1${(n % 3) + 1}`),
    },
  })
  const { recipe, learned } = await learn([staff], data('Dept Code'))
  expect(recipe.sheets[0]!.joins).toHaveLength(1)
  const second = await learn([staff], data('Abteilungscode'), { earlier: learned })
  const third = await replay([staff], data('Dept Code'), second.learned)
  expect(third.questions).toEqual([])
  expect(third.recipe.sheets[0]!.columns['department']!.sql).toBe(
    recipe.sheets[0]!.columns['department']!.sql.replace('by_dept_code', 'by_abteilungscode'),
  )
})

test('of files that were stacked one may be missing', async () => {
  const { recipe, learned } = await learn([people], {
    'people_1.csv': peopleRows(english),
    'people_2.csv': peopleRows(english),
  })
  expect(recipe.inputs.find(({ union }) => union)?.union).toEqual(['people_1', 'people_2'])
  const plan = await replay([people], { 'staff.csv': peopleRows(english) }, learned)
  expect(plan.questions).toEqual([])
  expect(plan.recipe.inputs.find(({ union }) => union)?.union).toEqual(['staff'])
  expect(plan.carried).toBe(4)
})

test('numbers that are written otherwise are read so; placeholders that are new mean nothing', async () => {
  const totals = (values: string[]): Rows => ({ ...orderRows, Total: values })
  const { learned } = await learn([orders], { 'orders.csv': totals(first.map((_, n) => `1,${100 + n}.50`)) })
  const plan = await replay(
    [orders],
    { 'orders.csv': totals(first.map((_, n) => (n === 3 ? '-' : `1.${100 + n},50`))) },
    learned,
  )
  expect(plan.recipe.sheets[0]!.columns['total']!.sql).toContain("'comma'")
  expect(plan.drift).toContain('Numbers in "Total" are written with a decimal comma now.')
})

test('which of several rows is the latest is read in the way that dates are written now', async () => {
  const latest = templateOf('members', [
    {
      name: 'email',
      required: true,
      unique: true,
      type: 'email',
      description: 'When one occurs more than once keep only the row with the latest Changed.',
    },
    { name: 'level' },
  ])
  const data = (date: (n: number) => string): Record<string, Rows> => ({
    'members.csv': {
      Email: first.map((_, n) => `m${n % 6}@example.com`),
      Level: first.map((_, n) => `L${n}`),
      Changed: first.map((_, n) => date(n)),
    },
  })
  const { recipe, learned } = await learn(
    [latest],
    data((n) => `2021-04-${n + 10}`),
  )
  expect(recipe.sheets[0]!.dedupe!.keep).toEqual({ by: expect.stringContaining('%Y-%m-%d') })
  const plan = await replay(
    [latest],
    data((n) => `${n + 10}/04/2021`),
    learned,
  )
  expect(plan.recipe.sheets[0]!.dedupe!.keep).toEqual({ by: expect.stringContaining('%d/%m/%Y') })
})

test('a column of the same name that holds something else is looked at afresh', async () => {
  const { learned } = await learn([people], { 'people.csv': peopleRows(english) })
  const swapped = peopleRows(english)
  const data: Rows = { ...swapped, Email: first.map((_, n) => `${n + 1}`), 'E-mail Address': swapped['Email']! }
  const plan = await replay([people], { 'people.csv': data }, learned)
  expect(plan.recipe.sheets[0]!.columns['email']!.sql).toContain('"E-mail Address"')
  expect(plan.drift).toContain('"Email" holds something else than in earlier files; people.email was planned afresh.')
})

test('a template that has changed since keeps what still holds', async () => {
  const { learned } = await learn([people], { 'people.csv': peopleRows(english) })
  const changed = templateOf('people', [
    { name: 'email', required: true, unique: true, type: 'email' },
    { name: 'full_name', required: true },
    { name: 'status', strictRule: ['active', 'paused', 'gone'] },
    { name: 'first_name', description: 'First word of the full name' },
  ])
  const plan = await replay([changed], { 'people.csv': peopleRows(english) }, learned)
  expect(Object.keys(plan.recipe.sheets[0]!.columns)).toEqual(['email', 'full_name', 'status', 'first_name'])
  expect(plan.drift.join('\n')).toMatch(/people\.status since; it was planned afresh/)
  expect(plan.drift.join('\n')).toMatch(/people\.first_name is new in the template/)
  expect(plan.drift.join('\n')).toMatch(/start is no longer in the template people/)
  const gone = await replay([orders], { 'orders.csv': orderRows }, learned)
  expect(gone.carried).toBe(0)
  expect(gone.notes[0]).toContain('does not fit')
})

test('sheets and meanings that only earlier migrations had are kept', async () => {
  const { learned } = await learn([people], { 'people.csv': peopleRows(english) })
  const both = await learn([orders], { 'orders.csv': orderRows }, { earlier: learned })
  expect(both.learned.sheets.map(({ template }) => template)).toEqual(['orders', 'people'])
  expect(both.learned.tables.map(({ ref }) => ref)).toEqual(['t1', 't2'])
  const plan = await replay(
    [people, orders],
    { 'orders.csv': orderRows, 'people.csv': peopleRows(english) },
    both.learned,
  )
  expect(plan.questions).toEqual([])
  expect(plan.recipe.sheets.map(({ template, from }) => [template, from])).toEqual([
    ['people', 'people'],
    ['orders', 'orders'],
  ])
  expect(plan.drift).toEqual([])
})

test('a column that one customer lacks is not forgotten for the next', async () => {
  const { learned } = await learn([people], { 'people.csv': peopleRows(english) })
  const without = peopleRows(english)
  delete without['Start Date']
  const second = await learn([people], { 'people.csv': without }, { earlier: learned })
  expect(second.learned.sheets[0]!.columns['start']!.sql).toBe(learned.sheets[0]!.columns['start']!.sql)
  const third = await replay([people], { 'people.csv': peopleRows(english) }, second.learned)
  expect(third.recipe.sheets[0]!.columns['start']!.sql).toContain('people."Start Date"')
  expect(third.drift).toEqual([])
})

test('the same recipe teaches nothing new', async () => {
  const { learned } = await learn([people], { 'people.csv': peopleRows(english) })
  const again = await learn([people], { 'people.csv': peopleRows(english) }, { earlier: learned })
  expect(JSON.stringify(again.learned)).toBe(JSON.stringify(learned))
})

test('an expression that does not work over the new files is planned afresh, never forced', async () => {
  const { learned } = await learn([people], { 'people.csv': peopleRows(english) })
  const { db, ...staged } = await stageOver({ 'people.csv': peopleRows(english) })
  let refused = 0
  const plan = await planFromSource({
    templates: [people],
    ...staged,
    answers: [],
    source: { name: 'Harbour', version: 1, recipe: learned },
    check: async (recipe) => {
      const carried = recipe.sheets[0]!.columns['email']!.why.includes('full') || refused++ === 0
      return carried ? [{ path: 'sheets.0.columns.email.sql', message: 'no' }] : []
    },
  })
  await db.close()
  expect(plan.carried).toBe(3)
  expect(plan.drift.join('\n')).toMatch(/What filled people\.email does not work here/)
})
