import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { startWorker, type Worker } from '../../src/run/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { startMigration } from '../support/run-migration.ts'

let app: TestApp
let server: FastifyInstance
let worker: Worker
let api: Api

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
  worker = await startWorker(app)
  const template = {
    slug: 'contacts',
    name: 'Contacts',
    columns: [
      { name: 'email', required: true, unique: true, type: 'email' },
      { name: 'full_name', description: 'First and last name', required: true },
      { name: 'phone', type: 'phone', description: 'In E.164; numbers without a country code belong to AU' },
      { name: 'start_date', description: 'First day, written as YYYY-MM-DD', type: 'date' },
      { name: 'status', desiredRule: 'strict', strictRule: ['active', 'paused', 'gone'] },
      { name: 'fax', description: 'Fax number' },
    ],
  }
  expect((await api.post('/templates', template)).status).toBe(201)
})
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
})

/** Rows of a CRM's contacts; dates read either way unless `dates` says so. */
function contacts(
  header: string,
  { statuses = ['Live', 'Snoozing'], dates = ['03/04/2021', '05/06/2021'], fax = true, firm = 'acme' } = {},
) {
  const rows = Array.from({ length: 12 }, (_, n) => {
    const cells = [
      `person${n}@${firm}.example`,
      `Ann Person${String.fromCharCode(65 + n)}`,
      `04${String(12345600 + n)}`,
      dates[n % dates.length],
      statuses[n % statuses.length],
      ...(fax ? [`02 9999 00${String(10 + n)}`] : []),
    ]
    return cells.join(',')
  })
  return `${[header, ...rows].join('\n')}\n`
}
const english = 'E-mail Address,Full Name,Phone,Start Date,Status,Fax'

test('a source learns from an executed migration, and the next one of the same shape asks nothing and is mapped the same', async () => {
  const { body } = await api.post('/sources', { name: 'Harbour' })
  expect(body.source).toMatchObject({ migrations: 0, recipe_version: null })
  const first = await startMigration(api, {
    name: 'Acme',
    source: 'Harbour',
    templates: ['contacts'],
    files: { 'acme contacts.csv': contacts(english) },
  })
  const asked = await first.generate()
  expect(asked.status).toBe('blocked')
  const kinds = asked.questions.map(({ about }: { about: { column: string } }) => about.column).sort()
  expect(kinds).toEqual(['Start Date', 'Status'])
  const answers = asked.questions.map(({ id, about }: { id: string; about: { column: string } }) => ({
    id,
    value: about.column === 'Status' ? 'Snoozing = paused; Live = active' : 'day_first',
  }))
  expect((await first.answer(answers)).status).toBe('awaiting_approval')
  expect((await first.execute()).status).toBe('completed')
  expect((await first.csv('contacts'))[1]).toBe(
    'person0@acme.example,Ann PersonA,+61412345600,2021-04-03,active,02 9999 0010',
  )
  const { body: sources } = await api.get('/sources')
  expect(sources.sources).toMatchObject([{ name: 'Harbour', migrations: 1, recipe_version: 1 }])
  expect(await first.said()).toContain('its recipe is version 1 now')

  const second = await startMigration(api, {
    name: 'Acme again',
    source: 'Harbour',
    templates: ['contacts'],
    files: { 'acme contacts.csv': contacts(english) },
  })
  expect((await second.generate()).status).toBe('awaiting_approval')
  const [before, after] = [await first.recipe(), await second.recipe()]
  expect(after.inputs).toEqual(before.inputs)
  expect(JSON.stringify(after.sheets)).toBe(JSON.stringify(before.sheets))
  expect(await second.said()).toContain('6 of 6 columns are filled as learned. Nothing is different from then.')
  expect((await second.execute()).status).toBe('completed')
  expect(await second.csv('contacts')).toEqual(await first.csv('contacts'))
  expect((await api.get('/sources')).body.sources).toMatchObject([{ migrations: 2, recipe_version: 1 }])
})

test('headers in another language are healed with evidence and shown as a difference', async () => {
  const header = 'E-Mail-Adresse,Vollständiger Name,Telefon,Beginn,Status,Fax'
  const third = await startMigration(api, {
    name: 'Beta',
    source: 'Harbour',
    templates: ['contacts'],
    files: { 'beta kontakte.csv': contacts(header, { firm: 'beta' }) },
  })
  const run = await third.generate()
  expect(run).toMatchObject({ status: 'awaiting_approval' })
  const said = await third.said()
  expect(said).toContain('"Phone" is called "Telefon" now')
  const { body: preview } = await api.get(`${third.path}/preview`)
  expect(preview.plan).toContain('"Phone" is called "Telefon" now')
  expect((await third.execute()).status).toBe('completed')
  expect((await third.csv('contacts'))[2]).toBe(
    'person1@beta.example,Ann PersonB,+61412345601,2021-06-05,paused,02 9999 0011',
  )
})

test('a new status is asked about alone', async () => {
  const fourth = await startMigration(api, {
    name: 'Gamma',
    source: 'Harbour',
    templates: ['contacts'],
    files: { 'gamma.csv': contacts(english, { firm: 'gamma', statuses: ['Live', 'Snoozing', 'Evaporated'] }) },
  })
  const run = await fourth.generate()
  expect(run).toMatchObject({ status: 'blocked' })
  expect(run.questions).toHaveLength(1)
  expect(run.questions[0].about).toMatchObject({ column: 'Status', samples: ['Evaporated'] })
  expect((await fourth.answer([{ id: run.questions[0].id, value: 'use:gone' }])).status).toBe('awaiting_approval')
  expect((await fourth.execute()).status).toBe('completed')
  const rows = await fourth.csv('contacts')
  expect(rows.slice(1, 4).map((row) => row.split(',')[4])).toEqual(['active', 'paused', 'gone'])
})

test('a column that is missing stays empty and is said; nothing is asked for an optional one', async () => {
  const fifth = await startMigration(api, {
    name: 'Delta',
    source: 'Harbour',
    templates: ['contacts'],
    files: { 'delta.csv': contacts('E-mail Address,Full Name,Phone,Start Date,Status', { firm: 'delta', fax: false }) },
  })
  expect((await fifth.generate()).status).toBe('awaiting_approval')
  expect(await fifth.said()).toContain('"Fax" is not in these files, so contacts.fax stays empty.')
  expect((await fifth.execute()).status).toBe('completed')
  expect((await fifth.csv('contacts'))[1]).toBe('person0@delta.example,Ann PersonA,+61412345600,2021-04-03,active,')
})

test('dates that prove the other order are read so, and it is said', async () => {
  const sixth = await startMigration(api, {
    name: 'Epsilon',
    source: 'Harbour',
    templates: ['contacts'],
    files: { 'epsilon.csv': contacts(english, { firm: 'epsilon', dates: ['03/14/2021', '05/06/2021'] }) },
  })
  expect((await sixth.generate()).status).toBe('awaiting_approval')
  expect(await sixth.said()).toContain(
    'Dates in "Start Date" are written month first now; earlier files wrote them day first.',
  )
  expect((await sixth.execute()).status).toBe('completed')
  expect((await sixth.csv('contacts')).slice(1, 3).map((row) => row.split(',')[3])).toEqual([
    '2021-03-14',
    '2021-05-06',
  ])
})

test('ignore_source_recipe starts fresh', async () => {
  const seventh = await startMigration(api, {
    name: 'Zeta',
    source: 'Harbour',
    templates: ['contacts'],
    files: { 'acme contacts.csv': contacts(english) },
  })
  const run = await seventh.generate({ ignore_source_recipe: true })
  expect(run.status).toBe('blocked')
  expect(run.questions).toHaveLength(2)
  expect(await seventh.said()).toContain('was left aside, as asked')
})

test('files that have nothing in common with what was learned are planned afresh, with a note', async () => {
  const eighth = await startMigration(api, {
    name: 'Eta',
    source: 'Harbour',
    templates: ['contacts'],
    files: {
      'people.csv':
        'Courriel,Nom complet\nann@eta.example,Ann Lee\nbob@eta.example,Bob Ray\ncarl@eta.example,Carl Moe\n',
    },
  })
  expect((await eighth.generate()).status).toBe('awaiting_approval')
  expect(await eighth.said()).toMatch(/does not fit these files, so the mapping was planned afresh|Different from then/)
})
