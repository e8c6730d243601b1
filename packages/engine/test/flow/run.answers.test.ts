import type { FastifyInstance } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildServer } from '../../src/http/server.ts'
import { startWorker, type Worker } from '../../src/run/index.ts'
import { type Api, callApi } from '../support/call-api.ts'
import { openTestApp, type TestApp } from '../support/open-test-app.ts'
import { seedMigration } from '../support/seed-migration.ts'

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

const people = `Email,Start,Status
ann@example.com,03/04/2021,Open
bob@example.com,05/06/2021,Frozen
cy@example.com,07/08/2021,Mothballed
dee@example.com,01/02/2021,Open
`

test('answers that cannot be are answered with why and asked again; what is answered is kept with who gave it', async () => {
  const id = await seedMigration(app, app.accountId, {
    templates: [
      {
        slug: 'staff',
        name: 'Staff',
        columns: [
          { name: 'email', type: 'email' },
          { name: 'start', type: 'date' },
          { name: 'status', desiredRule: 'strict', strictRule: ['open', 'closed'] },
        ],
      },
    ],
    files: [{ name: 'people.csv', body: people }],
  })
  const migration = `/migrations/${id}`
  const { body: created } = await api.post(`${migration}/runs`, { kind: 'generate' })
  const run = `${migration}/runs/${created.run_id}`
  type Asked = { id: string; question: string; about: { column: string; samples: string[] } }
  const rest = async (): Promise<{ status: string; questions?: Asked[] }> => {
    for (let tries = 0; tries < 2_000; tries++) {
      const { body } = await api.get(run)
      if (body.status === 'blocked' || body.finished_at !== null) return body
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    throw new Error('the run does not rest')
  }
  const said = async () =>
    (await api.get(`${migration}/thread`)).body.events
      .filter(
        ({ type, data }: { type: string; data: { role?: string } }) => type === 'message' && data.role === 'agent',
      )
      .map(({ data }: { data: { text: string } }) => data.text)
      .join('\n')
  const seen: string[] = []
  const ask = async () => {
    const { questions = [] } = await rest()
    for (const question of questions) {
      expect(seen, 'no question comes twice under the same id').not.toContain(question.id)
      seen.push(question.id)
    }
    return questions
  }
  const first = await ask()
  const dates = first.find(({ about }) => about.column === 'Start')!
  const values = first.find(({ about }) => about.column === 'Status')!
  expect([dates, values]).not.toContain(undefined)

  // Words that contradict themselves, and an entry that the list does not have.
  await api.post(`${run}/messages`, {
    answers: [
      { id: dates.id, value: 'day first, or rather month first' },
      { id: values.id, value: 'Frozen = paused; Mothballed = closed' },
    ],
  })
  const second = await ask()
  expect(second.map(({ about }) => about.column).sort()).toEqual(['Start', 'Status'])
  expect(second.find(({ about }) => about.column === 'Start')!.question).toContain(
    'cannot be both day first and month first',
  )
  expect(await said()).toContain('"paused" is not in the list. It takes "open", "closed"')

  // One is settled in part: the rest of its values is asked for; the other contradicts itself in free text.
  await api.post(`${run}/messages`, {
    answers: 'Start: day first\nStart: month first\nStatus: Frozen = closed',
  })
  expect(await said()).toMatch(/you said both “Day first” and “Month first”/)
  const { questions: third = [] } = await rest()
  expect(third.map(({ about }) => about.column).sort()).toEqual(['Start', 'Status'])
  expect(third.find(({ about }) => about.column === 'Status')!.about.samples).toEqual(['Mothballed'])

  await api.post(`${run}/messages`, { answers: 'Start: the first one; Status: leave empty' })
  expect(await rest()).toMatchObject({ status: 'awaiting_approval' })
  const { body } = await api.get(`${migration}/recipe`)
  expect(body.recipe.answers.length).toBeGreaterThanOrEqual(3)
  for (const { by } of body.recipe.answers) expect(by).toMatch(/^API key “.+”$/)
  const { body: preview } = await api.get(`${migration}/preview`)
  expect(preview.sheets[0].rows.slice(1)).toEqual([
    ['ann@example.com', '2021-04-03', 'open'],
    ['bob@example.com', '2021-06-05', 'closed'],
    ['cy@example.com', '2021-08-07', ''],
    ['dee@example.com', '2021-02-01', 'open'],
  ])
})
