import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp
let server: FastifyInstance
let api: Api

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
})
afterAll(async () => {
  await server?.close()
  await app?.close()
})

const column = (name: string, rest: object = {}) => ({ name, ...rest })

test('sources are added, renamed, and archived once a migration names them', async () => {
  const { source } = (await api.post('/sources', { name: 'HubSpot', logo_url: 'https://logo.example/h.png' })).body
  expect(source).toEqual({
    id: source.id,
    name: 'HubSpot',
    logo_url: 'https://logo.example/h.png',
    migrations: 0,
    recipe_version: null,
  })
  expect((await api.post('/sources', { name: 'hubspot' })).body.code).toBe('source_name_taken')
  expect((await api.post('/sources', { name: 'Bad', logo_url: 'javascript:alert(1)' })).status).toBe(400)
  const renamed = await api.patch(`/sources/${source.id}`, { name: 'HubSpot CRM' })
  expect(renamed.body.source).toMatchObject({ name: 'HubSpot CRM', logo_url: 'https://logo.example/h.png' })
  expect((await api.patch(`/sources/${source.id}`, {})).status).toBe(400)

  const { migration } = (await api.post('/migrations', { name: 'M', source: source.id })).body
  expect((await api.get('/sources')).body.sources[0].migrations).toBe(1)
  expect((await api.delete(`/sources/${source.id}`)).status).toBe(204)
  expect((await api.get('/sources')).body.sources).toEqual([])
  expect((await api.get(`/migrations/${migration.id}`)).body.migration.source.name).toBe('HubSpot CRM')
  expect((await api.post('/migrations', { name: 'N', source: source.id })).body.code).toBe('source_unknown')

  const unused = (await api.post('/sources', { name: 'Unused' })).body.source
  expect((await api.delete(`/sources/${unused.id}`)).status).toBe(204)
  expect(await app.store.query(`SELECT * FROM sources WHERE id = '${unused.id}'`)).toEqual([])
  expect((await api.delete(`/sources/${unused.id}`)).status).toBe(404)
})

test('a template comes back as it was written, with defaults filled in', async () => {
  const created = await api.post('/templates', {
    name: 'Contacts (new)',
    columns: [
      column('Email', { required: true, unique: true, type: 'email' }),
      column('Stage', { desiredRule: 'strict', strictRule: ['Lead', 'Customer'] }),
      column('Code', { desiredRule: 'strict', strictRule: '^[A-Z]{2}\\d+$', linkRule: null, type: null }),
    ],
  })
  expect(created.status).toBe(201)
  const { template } = created.body
  expect(template).toMatchObject({ slug: 'contacts-new', version: 1 })
  expect(template.columns[0]).toEqual({
    name: 'Email',
    description: '',
    required: true,
    unique: true,
    desiredRule: 'none',
    strictRule: null,
    linkRule: null,
    type: 'email',
    examples: [],
  })
  expect((await api.get('/templates/contacts-new')).body.template).toEqual(template)
  expect((await api.get('/templates')).body.templates).toEqual([template])
  expect((await api.post('/templates', { name: 'Contacts new', columns: [column('a')] })).body.code).toBe(
    'template_slug_taken',
  )
})

test('columns that cannot be used are refused with their places', async () => {
  const refusal = async (columns: object[]) => (await api.post('/templates', { name: 'Bad', columns })).body
  expect(await refusal([column('Email'), column('EMAIL')])).toMatchObject({
    code: 'template_invalid',
    details: [{ path: 'columns.1.name' }],
  })
  expect((await refusal([column('_origin')])).details).toMatchObject([{ path: 'columns.0.name' }])
  expect((await refusal([column('a', { desiredRule: 'strict' })])).details).toMatchObject([
    { path: 'columns.0.strictRule' },
  ])
  expect((await refusal([column('a', { desiredRule: 'link' })])).details).toMatchObject([
    { path: 'columns.0.linkRule' },
  ])
  expect((await refusal([])).code).toBe('invalid_request')
  expect((await refusal([column('a', { type: 'varchar' })])).details).toMatchObject([{ path: 'columns.0.type' }])
})

test('a pattern that RE2 cannot take is refused with the place in it', async () => {
  const refusal = async (strictRule: string) =>
    (
      await api.post('/templates', {
        name: 'Bad',
        columns: [column('ok'), column('a', { desiredRule: 'strict', strictRule })],
      })
    ).body
  for (const [pattern, place, why] of [
    ['^\\d+(?=x)$', 'at character 5', 'look-around'],
    ['(a)\\1', 'at character 4', 'back-references'],
    ['ab(c', 'at character 3', 'missing )'],
    ['x**', 'at character 2', 'bad repetition operator'],
  ] as const) {
    const body = await refusal(pattern)
    expect(body.code).toBe('pattern_invalid')
    expect(body.details[0].path).toBe('columns.1.strictRule')
    expect(body.details[0].message).toContain(place)
    expect(body.details[0].message).toContain(why)
    expect(body.error).not.toMatch(/SELECT|Invalid Input/)
  }
})

test('links must lead somewhere: to another template, or to the template itself', async () => {
  const link = (templateSlug: string, columnName: string) => ({
    desiredRule: 'link',
    linkRule: [{ templateSlug, columnName }],
  })
  const unknown = await api.post('/templates', {
    name: 'Deals',
    columns: [column('company', link('companies', 'name'))],
  })
  expect(unknown.body).toMatchObject({ code: 'link_target_unknown', details: [{ path: 'columns.0.linkRule.0' }] })
  const companies = await api.post('/templates', {
    name: 'Companies',
    columns: [column('name'), column('parent', link('companies', 'name'))],
  })
  expect(companies.status).toBe(201)
  const badColumn = await api.post('/templates', {
    name: 'Deals',
    columns: [column('company', link('companies', 'title'))],
  })
  expect(badColumn.body.details[0].message).toContain('no column "title"')
  const byId = { desiredRule: 'link', linkRule: [{ templateId: companies.body.template.id, columnName: 'name' }] }
  expect((await api.post('/templates', { name: 'Deals', columns: [column('company', byId)] })).status).toBe(201)
  const both = { desiredRule: 'link', linkRule: [{ columnName: 'name' }] }
  expect((await api.post('/templates', { name: 'Neither', columns: [column('x', both)] })).body.code).toBe(
    'template_invalid',
  )

  const broken = await api.patch('/templates/companies', { columns: [column('title')] })
  expect(broken).toMatchObject({ status: 409, body: { code: 'template_in_use' } })
  expect((await api.delete('/templates/companies')).body.code).toBe('template_in_use')
  expect((await api.delete('/templates/deals')).status).toBe(204)
  expect((await api.delete('/templates/companies')).status).toBe(204)
  expect((await api.get('/templates/companies')).status).toBe(404)
})

test('a change makes a new version; a migration that has begun keeps its own', async () => {
  await api.post('/templates', { name: 'Jobs', columns: [column('id')] })
  const { migration } = (await api.post('/migrations', { name: 'M', templates: ['jobs'] })).body
  const changed = await api.patch('/templates/jobs', { name: 'Works', columns: [column('id'), column('date')] })
  expect(changed.body.template).toMatchObject({ slug: 'jobs', name: 'Works', version: 2 })
  expect((await api.get('/templates/jobs')).body.template.version).toBe(2)
  expect((await api.get(`/migrations/${migration.id}`)).body.migration.templates).toEqual([
    { slug: 'jobs', name: 'Jobs' },
  ])
  const races = await Promise.all([1, 2, 3, 4, 5].map((n) => api.patch('/templates/jobs', { description: `v${n}` })))
  expect(races.map((reply) => reply.body.template.version).sort()).toEqual([3, 4, 5, 6, 7])
})

const sample = [
  'Id,E-mail,Plan,Signed up,Amount,Note',
  ...Array.from(
    { length: 12 },
    (_, n) =>
      `${100 + n},user${n}@example.com,${n % 2 ? 'Pro' : 'Free'},2024-01-${10 + n},${n}.50,${n % 3 ? 'hello' : ''}`,
  ),
].join('\n')

test('a sample drafts columns, types and rules, and a draft is not saved', async () => {
  const draft = await api.post('/templates', { name: 'Accounts', sample_csv: sample, draft: true })
  expect(draft.status).toBe(200)
  const columns = Object.fromEntries(draft.body.template.columns.map((each: { name: string }) => [each.name, each]))
  expect(Object.keys(columns)).toEqual(['Id', 'E-mail', 'Plan', 'Signed up', 'Amount', 'Note'])
  expect(columns['Id']).toMatchObject({ required: true, unique: true })
  expect(columns['E-mail']).toMatchObject({ type: 'email', unique: true })
  expect(columns['Plan']).toMatchObject({ desiredRule: 'strict', strictRule: ['Free', 'Pro'], unique: false })
  expect(columns['Signed up']).toMatchObject({ type: 'date', unique: false })
  expect(columns['Note']).toMatchObject({ required: false })
  for (const each of draft.body.template.columns) expect(each.description).not.toBe('')
  expect((await api.get('/templates/accounts')).status).toBe(404)
  const bad = await api.post('/templates', { name: 'Accounts', sample_csv: '\n\n' })
  expect(bad).toMatchObject({ status: 400, body: { code: 'sample_unreadable' } })
  expect((await api.post('/templates', { name: 'X', draft: true, columns: [column('a')] })).status).toBe(400)
  expect((await api.post('/templates', { name: 'X' })).status).toBe(400)
})

test('what a person has edited survives drafting again', async () => {
  expect((await api.post('/templates', { name: 'Accounts', sample_csv: sample })).status).toBe(201)
  const before = (await api.get('/templates/accounts')).body.template.columns
  const edited = before.map((each: { name: string }) =>
    each.name === 'Plan' ? { ...each, strictRule: ['Free', 'Pro', 'Enterprise'] } : each,
  )
  await api.patch('/templates/accounts', { columns: edited })
  const wider = sample
    .replaceAll('Free', 'Basic')
    .replaceAll('hello', '')
    .replace('Note', 'Note,Region')
    .replace(/(\d\.50,)(.*)$/gm, '$1$2,North')
  const again = await api.patch('/templates/accounts', { sample_csv: wider })
  expect(again.status).toBe(200)
  const columns = Object.fromEntries(again.body.template.columns.map((each: { name: string }) => [each.name, each]))
  expect(columns['Plan'].strictRule).toEqual(['Free', 'Pro', 'Enterprise'])
  expect(columns['Plan'].examples).toContain('Basic')
  expect(columns['Region']).toBeDefined()
})
