import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { startWorker, type Worker } from '../../src/run/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'

let app: TestApp
let server: FastifyInstance
let worker: Worker
let api: Api

beforeAll(async () => {
  app = await openTestApp()
  server = buildServer(app)
  api = await callApi(server, app.apiKey)
  worker = await startWorker(app)
})
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
})

const people = `Email,Full Name,Start,Status
ann@example.com,Ann Lee,03/04/2021,Active
bob@example.com,Bob Ray,05/06/2021,Inactive
bob@example.com,Bob Ray again,07/08/2021,Active
,Nobody,01/02/2021,Active
`

async function wait(path: string, statuses: string[]) {
  for (let tries = 0; tries < 2_000; tries++) {
    const { body } = await api.get(path)
    if (statuses.includes(body.status)) return body
    if (body.finished_at !== null) throw new Error(`the run has ended otherwise: ${JSON.stringify(body)}`)
    await new Promise((resolve) => setTimeout(resolve, 30))
  }
  throw new Error(`the run does not become ${statuses.join(' or ')}`)
}

test('files in, a question, a preview, an import, a clean CSV out: all over HTTP', async () => {
  const template = {
    slug: 'staff',
    name: 'Staff',
    columns: [
      { name: 'email', required: true, unique: true, type: 'email' },
      { name: 'name', description: 'Full name' },
      { name: 'start', description: 'First day, written as YYYY-MM-DD', type: 'date' },
      { name: 'status', desiredRule: 'strict', strictRule: ['Active', 'Inactive'] },
    ],
  }
  expect((await api.post('/templates', template)).status).toBe(201)
  const created = await api.post('/migrations', { name: 'Acme', templates: ['staff'] })
  expect(created.status).toBe(201)
  const migration = `/migrations/${created.body.migration.id}`

  const early = await api.post(`${migration}/runs`, { kind: 'generate' })
  expect(early).toMatchObject({ status: 409, body: { code: 'nothing_to_migrate' } })
  await api.upload(created.body.migration.id, 'people.csv', people)

  const generate = await api.post(`${migration}/runs`, { kind: 'generate' })
  expect(generate).toMatchObject({ status: 201, body: { status: 'queued' } })
  const run = `${migration}/runs/${generate.body.run_id}`
  expect(new URL(generate.body.poll_url).pathname).toBe(`/api/v1${run}`)
  const second = await api.post(`${migration}/runs`, { kind: 'generate' })
  expect(second).toMatchObject({
    status: 409,
    body: { code: 'run_active', error: expect.stringContaining(generate.body.run_id) },
  })

  const blocked = await wait(run, ['blocked'])
  expect(blocked).toMatchObject({
    blocked_reason: 'questions',
    questions: [{ about: { column: 'Start', affected_rows: 4 } }, { about: { template_column: 'email' } }],
  })
  const [order, duplicates] = blocked.questions
  const wrong = await api.post(`${run}/messages`, { answers: [{ id: 'nope', value: 'x' }] })
  expect(wrong).toMatchObject({ status: 400, body: { code: 'answers_invalid' } })
  const half = await api.post(`${run}/messages`, { answers: [{ id: order.id, value: 'day_first' }] })
  expect(half).toMatchObject({ status: 400, body: { code: 'answers_invalid' } })
  expect(half.text).toContain(duplicates.id)
  const labelOf = ({ options }: typeof order, wanted: string) =>
    options.find(({ id }: { id: string }) => id === wanted).label
  const answered = await api.post(`${run}/messages`, {
    answers: [
      { id: order.id, value: labelOf(order, 'day_first') },
      { id: duplicates.id, value: labelOf(duplicates, 'last') },
    ],
  })
  expect(answered).toMatchObject({ status: 200, body: { run_id: generate.body.run_id, status: 'running' } })
  expect(await wait(run, ['awaiting_approval'])).toMatchObject({ attempt: 1 })

  const { body: preview } = await api.get(`${migration}/preview`)
  expect(preview).toMatchObject({ recipe_version: 1, coverage: { balanced: true } })
  expect(preview.sheets[0].rows.slice(0, 2)).toEqual([
    ['email', 'name', 'start', 'status'],
    ['ann@example.com', 'Ann Lee', '2021-04-03', 'Active'],
  ])
  expect(preview.sheets[0].rows.filter(([email]: string[]) => email === 'bob@example.com')).toEqual([
    ['bob@example.com', 'Bob Ray again', '2021-08-07', 'Active'],
  ])

  const execute = await api.post(`${migration}/runs`, { kind: 'execute' })
  const done = await wait(`${migration}/runs/${execute.body.run_id}`, ['completed'])
  expect(done.report.coverage.balanced).toBe(true)
  const counted = done.report.perSheet[0]
  expect(counted).toMatchObject({ templateName: 'Staff' })
  const { body: after } = await api.get(migration)
  expect(after.migration.status).toBe('completed')

  const csv = await api.get(`${migration}/exports/staff.csv`, { query: { filter: 'all' } })
  expect(csv.status).toBe(200)
  expect(csv.headers['x-total-records']).toBe(String(counted.rowCount))
  expect(csv.text.split('\r\n').slice(0, 2)).toEqual([
    'email,name,start,status',
    'ann@example.com,Ann Lee,2021-04-03,Active',
  ])

  const { body: thread } = await api.get(`${migration}/thread`)
  const types = thread.events.map(({ type }: { type: string }) => type)
  expect(types).toEqual(expect.arrayContaining(['message', 'status', 'request_input', 'preview', 'completed']))
  const canceled = await api.patch(run, { status: 'cancel_requested' })
  expect(canceled).toMatchObject({ status: 409, body: { code: 'run_already_ended' } })
})
