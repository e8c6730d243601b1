import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { startWorker, type Worker } from '../../src/run/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp
let server: FastifyInstance
let worker: Worker
let api: Api
let migration: string

const companies = `Company ID,Company Name,Status
C1,Acme Ltd,Aktiv
C2,Bolt GmbH,Inaktiv
C3,Cora SA,Aktiv
`
const people = `Email,First Name,Last Name,Mobile,Memo,Company
ann@example.com,Ann,Lee,+4915701500010,likes tea,C1
bob@example.com,Bob,Ray,,,C2
cy@example.com,Cy,Young,+4915701500012,,C1
dee@example.com,Dee,Moss,+4915701500013,call later,C3
`

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
  worker = await startWorker(app)
  await api.post('/templates', {
    slug: 'companies',
    name: 'Companies',
    columns: [
      { name: 'company_id', required: true, unique: true },
      { name: 'company_name', required: true },
      { name: 'status', desiredRule: 'strict', strictRule: ['Active', 'Inactive'] },
    ],
  })
  await api.post('/templates', {
    slug: 'contacts',
    name: 'Contacts',
    columns: [
      { name: 'email', required: true, unique: true, type: 'email' },
      { name: 'first_name' },
      { name: 'last_name' },
      { name: 'mobile', type: 'phone' },
      { name: 'notes' },
      {
        name: 'company',
        desiredRule: 'link',
        linkRule: [{ templateSlug: 'companies', columnName: 'company_id' }],
      },
    ],
  })
  const created = await api.post('/migrations', { name: 'Acme', templates: ['companies', 'contacts'] })
  migration = `/migrations/${created.body.migration.id}`
  await api.upload(created.body.migration.id, 'companies.csv', companies)
  await api.upload(created.body.migration.id, 'people.csv', people)
  await say('generate')
}, 120_000)
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
})

/** Starts a run, waits until it has ended, and gives what the agent said in it. */
async function say(kind: string, message?: string): Promise<string> {
  const created = await api.post(`${migration}/runs`, { kind, ...(message === undefined ? {} : { message }) })
  expect(created.status, created.text).toBe(201)
  return spoken(created.body.run_id)
}

async function spoken(runId: string): Promise<string> {
  for (let tries = 0; tries < 3_000; tries++) {
    const { body } = await api.get(`${migration}/runs/${runId}`)
    if (body.status === 'blocked') {
      const answers = body.questions.map(({ id, options }: { id: string; options: { id: string }[] }) => ({
        id,
        value: options[0]?.id ?? 'none',
      }))
      await api.post(`${migration}/runs/${runId}/messages`, { answers })
    } else if (body.finished_at !== null) {
      expect(['awaiting_approval', 'completed'], JSON.stringify(body)).toContain(body.status)
      const { body: thread } = await api.get(`${migration}/thread`, { query: { after: 0 } })
      return thread.events
        .filter(
          ({ type, run_id, data }: { type: string; run_id: string; data: { role?: string } }) =>
            type === 'message' && run_id === runId && data.role === 'agent',
        )
        .map(({ data }: { data: { text: string } }) => data.text)
        .join('\n')
    }
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Error('the run does not end')
}

type Shown = { columns: string[]; rows: string[][] }
async function sheet(slug: string): Promise<Shown> {
  const { body } = await api.get(`${migration}/preview`, { query: { template: slug } })
  const [columns, ...rows] = body.sheets[0].rows
  return { columns, rows }
}
const column = async (slug: string, name: string) => {
  const { columns, rows } = await sheet(slug)
  return rows.map((row) => row[columns.indexOf(name)])
}
const version = async () => (await api.get(`${migration}/preview`)).body.recipe_version

describe('a change in plain words', () => {
  test('says which cells it changed, with samples, and how many rows are invalid now', async () => {
    const before = await version()
    const said = await say('update', 'use Memo for notes and set contacts.first_name to "X"')
    expect(said).toMatch(/8 cells changed in 4 rows|6 cells changed in 4 rows|4 cells changed in 4 rows/)
    expect(said).toContain('“Ann” → “X”')
    expect(said).toMatch(/rows with invalid cells: \d/)
    expect(await column('contacts', 'first_name')).toEqual(['X', 'X', 'X', 'X'])
    expect(await version()).toBe(before + 1)
    const { body: diff } = await api.get(`${migration}/preview/diff`)
    expect(diff).toMatchObject({ from: before, to: before + 1 })
    const [contacts] = diff.sheets
    expect(contacts).toMatchObject({
      template: { slug: 'contacts' },
      rows: { before: 4, after: 4, added: 0, removed: 0 },
    })
    expect(contacts.columns.find(({ name }: { name: string }) => name === 'first_name')).toMatchObject({
      changed_cells: 4,
      expression: { after: `'X'` },
    })
  })

  test('can be undone, one after the other', async () => {
    await say('update', 'set contacts.last_name to "Y"')
    expect(await say('update', 'undo that')).toContain('Undoes')
    expect(await column('contacts', 'last_name')).toEqual(['Lee', 'Ray', 'Young', 'Moss'])
    expect(await column('contacts', 'first_name')).toEqual(['X', 'X', 'X', 'X'])
    await say('update', 'undo the last change')
    expect(await column('contacts', 'first_name')).toEqual(['Ann', 'Bob', 'Cy', 'Dee'])
    const { body } = await api.get(`${migration}/recipe/versions`)
    expect(body.versions[0].restores).toBe(1)
    expect(await say('update', 'undo')).toContain('no change to undo')
  })

  test('that leaves rows out says how many', async () => {
    const said = await say('update', 'drop contacts where Memo is empty')
    expect(said).toContain('2 rows fewer (4 → 2 rows)')
    const { body: diff } = await api.get(`${migration}/preview/diff`)
    expect(diff.sheets.find((each: { template: { slug: string } }) => each.template.slug === 'contacts').rules).toEqual(
      ['Leaves out rows: Memo is empty.'],
    )
    await say('update', 'undo')
  })

  test('that breaks a link or a required column is refused with the reason, and done when it is meant', async () => {
    const before = await version()
    const linked = await say('update', 'drop companies where Status is Inaktiv')
    expect(linked).toContain('1 row of contacts would link to nothing in company (“C2”)')
    expect(linked).toContain('Nothing was changed')
    const required = await say('update', 'leave contacts.email empty')
    expect(required).toContain('4 rows of contacts would have no email, which is required')
    expect(await version()).toBe(before)
    const { body: newest } = await api.get(`${migration}/recipe`)
    expect(newest.recipe.version).toBe(before)
    const meant = await say('update', 'drop companies where Status is Inaktiv anyway')
    expect(meant).toContain('Mind: 1 row of contacts would link to nothing')
    expect(await version()).toBe(before + 1)
    await say('update', 'undo')
  })

  test('of which a part is not understood changes nothing, and says which part', async () => {
    const before = await version()
    const said = await say('update', 'set contacts.first_name to "X" and paint it green')
    expect(said).toContain('paint it green')
    expect(said).toContain('Nothing was changed')
    expect(await version()).toBe(before)
  })
})

describe('a question', () => {
  test.each([
    ['How many rows does contacts have?', ['Contacts has 4 rows']],
    ['how many contacts have no mobile?', ['1 of 4 rows of Contacts', 'row 2']],
    [
      'what happened to row 3 of people.csv?',
      ['Row 3 of people.csv is in row 2 of Contacts', 'No cell of it is invalid'],
    ],
    ['what happened to row 99 of people.csv?', ['people.csv has no row 99', 'from 1 to 5']],
    [
      'why is row 1 of companies invalid?',
      ['Row 1 of Companies comes from row 2 of companies.csv', 'No cell of it is invalid'],
    ],
    ["what becomes of 'Aktiv'?", ['“Aktiv” stands in 2 rows of companies.csv', 'companies.status: “Active” in 2 rows']],
    ['what becomes of "Nowhere"?', ['No cell of the source reads “Nowhere”']],
    [
      'where does the email of row 2 of contacts come from?',
      ['“bob@example.com”', 'people.csv, row 3, column “Email”'],
    ],
    ['which rows are invalid, and why?', ['no row is invalid']],
    ['which rows were dropped?', ['people.csv: header row: row 1']],
    ['what would change if I drop contacts where Memo is empty?', ['2 rows fewer (4 → 2 rows)', 'Nothing was changed']],
    ['what would happen if we drop companies where Status is Inaktiv', ['would link to nothing in company']],
    ['what would change if I paint it green?', ['do not understand what you suppose', 'paint it green']],
    ['what questions were answered?', ['question']],
    ['why is contacts.mobile filled like that?', ['contacts.mobile comes from', 'Mobile']],
    ['what are you not sure about?', ['sure']],
    ['sing a song', ['I do not understand the question', 'What becomes of']],
  ])('%s', async (message, parts) => {
    const before = await version()
    const said = await say('clarify', message)
    for (const part of parts) expect(said).toContain(part)
    expect(await version()).toBe(before)
  })

  test('about invalid, merged and dropped rows names them', async () => {
    await say('update', 'set contacts.mobile to "call me" and drop companies where Company Name is Nobody anyway')
    const invalid = await say('clarify', 'which rows of contacts are invalid and why?')
    expect(invalid).toContain('4 rows of 4 invalid')
    expect(invalid).toContain('rows 1, 2, 3 and 4')
    expect(await say('clarify', 'why is row 2 of contacts invalid?')).toContain(
      'mobile “call me”: Is not a phone number',
    )
    await say('update', 'undo')
    await say('update', 'drop contacts where Memo is empty anyway')
    expect(await say('clarify', 'which rows were dropped, and why?')).toContain(
      'people.csv: Memo is empty: rows 3 and 4',
    )
    expect(await say('clarify', 'what happened to row 3 of people.csv')).toContain('was left out: Memo is empty')
    await say('update', 'undo')
    await say('update', 'dedupe contacts by company, keep the first, anyway')
    expect(await say('clarify', 'which rows were merged?')).toContain('into row 1 of contacts: row 4 of people.csv')
    expect(await say('clarify', 'what happened to row 4 of people.csv?')).toContain('merged into row 1 of Contacts')
    await say('update', 'undo')
  })
})

test('of two changes at once exactly one is taken', async () => {
  const { body: kept } = await api.get(`${migration}/recipe`)
  const { inputs, sheets, answers } = kept.recipe
  const starts = await Promise.all([
    api.post(`${migration}/runs`, { kind: 'update', message: 'set contacts.notes to "one"' }),
    api.post(`${migration}/runs`, { kind: 'update', message: 'set contacts.notes to "two"' }),
    api.put(`${migration}/recipe`, { inputs, sheets, answers }),
    api.post(`${migration}/runs`, { kind: 'clarify', message: 'what is the plan?' }),
  ])
  expect(starts.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409])
  const won = starts.find(({ status }) => status === 201)!.body.run_id
  for (const lost of starts.filter(({ status }) => status === 409)) expect(lost.text).toContain(won)
  await spoken(won)
})
