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
})
afterAll(async () => {
  await worker?.stop()
  await server?.close()
  await app?.close()
})

/** Every form in which a customer's word could stand in what was learned. */
const canaries = /zebr|quokka|wombatia|4711815|20240131/i

const template = {
  slug: 'deals',
  name: 'Deals',
  columns: [
    { name: 'reference', required: true, unique: true, description: 'Number of the deal' },
    { name: 'email', type: 'email' },
    { name: 'owner_code', desiredRule: 'strict', strictRule: ['north', 'south'], description: 'Who owns the deal' },
    { name: 'stage', desiredRule: 'strict', strictRule: ['won', 'lost', 'open'] },
    { name: 'region', description: 'Sales region', required: true },
    { name: 'title', description: 'Name of the deal' },
    { name: 'notes', description: 'Free text' },
    { name: 'closed', type: 'date', description: 'Day it was closed, written as YYYY-MM-DD' },
  ],
}

const people = ['Zebrina Quokka', 'Wombatia Smith']
const rows = Array.from({ length: 16 }, (_, n) =>
  [
    `D-${100 + n}`,
    `deal${n}@zebraquokka.example`,
    people[n % 2],
    ['Signed', 'Dropped', 'Open', 'Zebra Quokka stage'][n % 4],
    n === 3 ? 'Zebra Quokka GmbH' : `Deal ${n}`,
    'call Zebrina',
    `${10 + n}.04.2021`,
  ].join(','),
)
const file = `Deal No,Email,Owner,Stage,Title,Notes,Close Date\n${rows.join('\n')}\n`

/** The recipe of a person who has written the customer into every place that takes words. */
const recipe = {
  inputs: [
    {
      ref: 'zebraquokka',
      table: {
        name: 'ZebraQuokka deals 20240131.csv',
        columns: ['Deal No', 'Email', 'Owner', 'Stage', 'Title', 'Notes', 'Close Date'],
      },
      shape: [{ op: 'drop', when: `zebraquokka."Title" = 'Nothing of Zebra'`, reason: 'Zebra said so' }],
    },
    {
      ref: 'deals',
      table: {
        name: 'ZebraQuokka deals 20240131.csv',
        columns: ['Deal No', 'Email', 'Owner', 'Stage', 'Title', 'Notes', 'Close Date'],
      },
      shape: [{ op: 'compute', columns: { 'zebra total': 'upper(deals."Title")' } }],
    },
    {
      ref: 'deals_again',
      table: {
        name: 'ZebraQuokka deals 20240131.csv',
        columns: ['Deal No', 'Email', 'Owner', 'Stage', 'Title', 'Notes', 'Close Date'],
      },
    },
  ],
  sheets: [
    {
      template: 'deals',
      from: 'deals_again',
      joins: [
        {
          input: 'deals_again',
          as: 'zebra_lookup',
          on: `deals_again."Deal No" = zebra_lookup."Deal No" AND zebra_lookup."Title" <> 'Zebra Quokka GmbH'`,
        },
      ],
      drop: [
        { when: 'deals_again._row = 5', reason: 'a single row' },
        { when: `deals_again."Deal No" = 'D-104'`, reason: 'row of Zebra' },
        { when: 'try_cast(digits(deals_again."Deal No") AS INTEGER) = 4711815', reason: 'number of Zebra' },
        { when: `lower(trim(deals_again."Stage")) = 'zebra quokka stage'`, reason: 'stage of Zebra Quokka' },
        { when: `deals_again."Notes" = 'total'`, reason: 'Zebra counts in here' },
        { when: `contains(deals_again."Title", $$Zebra$$)`, reason: 'dollars' },
        { when: `regexp_matches(deals_again."Title", '(?i)zebra.*quokka')`, reason: 'pattern' },
      ],
      columns: {
        reference: { sql: 'clean_text(deals_again."Deal No")', why: 'Zebrina Quokka told us' },
        email: { sql: `coalesce(clean_email(deals_again."Email"), 'info@zebraquokka.example')` },
        owner_code: { sql: `map_value(deals_again."Owner", 'owner_code')` },
        stage: { sql: `map_value(deals_again."Stage", 'stage')` },
        region: { sql: `'Zebraland'`, why: 'as Zebrina answered' },
        title: { sql: `CASE WHEN deals_again."Owner" = 'Zebrina Quokka' THEN 'VIP' ELSE deals_again."Title" END` },
        notes: { sql: `replace(deals_again."Notes", 'Zebrina', 'she') /* Wombatia agreed */` },
        closed: { sql: `format_date(deals_again."Close Date", ['%d.%m.%Y'], '%Y-%m-%d')` },
      },
      value_maps: {
        owner_code: { 'Zebrina Quokka': 'north', 'Wombatia Smith': 'south' },
        stage: { Signed: 'won', Dropped: 'lost', Open: 'open', 'Zebra Quokka stage': 'open' },
      },
      review: [
        { column: 'title', when: `deals_again."Title" IS NULL`, message: 'ask Zebrina Quokka' },
        { column: 'title', when: `deals_again."Title" = 'Zebra'`, message: 'look' },
      ],
      dedupe: {
        key: ['reference'],
        keep: { by: `CASE WHEN deals_again."Owner" = 'Wombatia Smith' THEN '1' ELSE '0' END` },
      },
    },
  ],
  answers: [{ question: 'Which region is Zebra Quokka in?', answer: 'Zebraland', by: 'Zebrina' }],
}

test('nothing of a customer is in what its source has learned, wherever it was written', async () => {
  await api.post('/templates', template)
  await api.post('/sources', { name: 'Pipeline' })
  const migration = await startMigration(api, {
    name: 'Zebra Quokka',
    source: 'Pipeline',
    templates: ['deals'],
    files: { 'ZebraQuokka deals 20240131.csv': file },
  })
  let run = await migration.generate()
  while (run.status === 'blocked') {
    run = await migration.answer(
      run.questions.map(
        ({ id, options, allowCustom }: { id: string; options: { id: string }[]; allowCustom: boolean }) => ({
          id,
          value: allowCustom && options.some((option) => option.id === 'none') ? '"Zebraland"' : options[0]!.id,
        }),
      ),
    )
  }
  expect(run.status).toBe('awaiting_approval')
  const edited = await api.put(`${migration.path}/recipe`, recipe)
  expect(edited.status).toBe(201)
  for (let status = ''; status !== 'awaiting_approval'; ) {
    const { body } = await api.get(`${migration.path}/runs/${edited.body.run_id}`)
    status = body.status
    expect(['queued', 'running', 'awaiting_approval'], body.error).toContain(status)
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  expect((await migration.execute()).status).toBe('completed')

  const [row] = await app.store.query<{ body: unknown; text: string }>(
    'SELECT body, body::text AS text FROM source_recipes',
  )
  expect(row!.text).not.toMatch(canaries)
  const body = row!.body as {
    sheets: { columns: Record<string, { sql: string }>; value_maps: object; drop: object[] }[]
  }
  const [sheet] = body.sheets
  // what is the source's is kept all the same
  expect(Object.keys(sheet!.columns)).toEqual(['reference', 'owner_code', 'stage', 'closed'])
  expect(sheet!.columns['closed']!.sql).toBe(`format_date(t1."Close Date", ['%d.%m.%Y'], '%Y-%m-%d')`)
  expect(sheet!.value_maps).toEqual({ owner_code: {}, stage: { Signed: 'won', Dropped: 'lost', Open: 'open' } })
  expect(sheet!.drop).toEqual([
    { when: `t1."Notes" = 'total'`, reason: 'left out as in earlier migrations of this source' },
  ])
})

test('what a person answers for one customer alone is asked again for the next', async () => {
  const next = await startMigration(api, {
    name: 'Other',
    source: 'Pipeline',
    templates: ['deals'],
    files: { 'other.csv': file.replaceAll(/Zebr\w*|Quokka|Wombatia/gi, 'Ann') },
  })
  const run = await next.generate()
  expect(run.status).toBe('blocked')
  const asked = run.questions.map(({ about }: { about: { template_column: string } }) => about.template_column)
  expect(asked).toEqual(expect.arrayContaining(['region', 'owner_code']))
  expect(JSON.stringify(run.questions)).not.toMatch(canaries)
  expect(await next.said()).not.toMatch(canaries)
})
