import { readFile } from 'node:fs/promises'
import { afterEach, describe, expect, test } from 'vitest'
import { airtableToken, startAirtable } from '../../../../connectors/test/airtable.ts'
import type { ApiEmulator } from '../../../../connectors/test/emulate.ts'
import { freshdeskKey, startFreshdesk } from '../../../../connectors/test/freshdesk.ts'
import { hubspotToken, startHubspot } from '../../../../connectors/test/hubspot.ts'
import { pipedriveToken, startPipedrive } from '../../../../connectors/test/pipedrive.ts'
import { servicem8Key, startServicem8 } from '../../../../connectors/test/servicem8.ts'
import { startStripe, stripeKey } from '../../../../connectors/test/stripe.ts'
import { startZendesk, zendeskEmail, zendeskToken } from '../../../../connectors/test/zendesk-support.ts'
import { openForTest, readAll } from '../../../test/support/read-source.ts'
import { loadConnector, loadConnectors } from './load-connector.ts'

const folder = new URL('../../../../connectors/', import.meta.url).pathname
const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

type Setup = {
  start(): Promise<ApiEmulator>
  config: Record<string, unknown>
  credentials: Record<string, string>
  stream: string
  records: number
}

const setups: Record<string, Setup> = {
  stripe: {
    start: () => startStripe(),
    config: {},
    credentials: { api_key: stripeKey },
    stream: 'customers',
    records: 250,
  },
  hubspot: {
    start: () => startHubspot(),
    config: {},
    credentials: { 'credentials.access_token': hubspotToken },
    stream: 'contacts',
    records: 226,
  },
  pipedrive: {
    start: () => startPipedrive(),
    config: {},
    credentials: { api_token: pipedriveToken },
    stream: 'persons',
    records: 1200,
  },
  'zendesk-support': {
    start: () => startZendesk(),
    config: { subdomain: 'acme', email: zendeskEmail },
    credentials: { api_token: zendeskToken },
    stream: 'tickets',
    records: 250,
  },
  freshdesk: {
    start: () => startFreshdesk(),
    config: { domain: 'acme.freshdesk.com' },
    credentials: { api_key: freshdeskKey },
    stream: 'tickets',
    records: 120,
  },
  servicem8: {
    start: () => startServicem8(),
    config: {},
    credentials: { api_key: servicem8Key },
    stream: 'clients',
    records: 12,
  },
  airtable: {
    start: () => startAirtable(),
    config: {},
    credentials: { token: airtableToken },
    stream: 'records',
    records: 260,
  },
}

async function connect(
  key: string,
  overrides: { config?: Record<string, unknown>; credentials?: Record<string, string> } = {},
) {
  const setup = setups[key] as Setup
  const emulator = await setup.start()
  const { manifestText, hosts } = await loadConnector(`${folder}${key}`)
  const opened = openForTest({
    manifest: manifestText,
    emulators: [emulator],
    origins: emulator.origins,
    ...(hosts ? { hosts } : {}),
    config: { ...setup.config, ...overrides.config },
    credentials: { ...setup.credentials, ...overrides.credentials },
  })
  closers.push(
    () => emulator.close(),
    () => opened.close(),
  )
  return { ...opened, emulator }
}

test('every connector of the catalogue loads, with guidance, a drawing of its own and schemas', async () => {
  const connectors = await loadConnectors(folder)
  expect([...connectors.keys()]).toEqual(expect.arrayContaining(Object.keys(setups)))
  for (const connector of connectors.values()) {
    const logo = await readFile(connector.logoPath, 'utf8')
    expect(logo).toContain('<svg')
    expect(logo).not.toMatch(/script|href|<image/i)
    expect(connector.guidance.steps.length).toBeGreaterThan(0)
    expect(Object.keys(connector.manifest.spec.credentials_schema).length).toBeGreaterThan(0)
  }
})

describe.each(Object.keys(setups))('%s', (key) => {
  const { stream, records, credentials } = setups[key] as Setup

  test('takes good credentials and refuses bad ones without repeating them', async () => {
    const good = await connect(key)
    expect(await good.source.check()).toMatchObject({ ok: true })
    const wrong = Object.fromEntries(
      Object.keys(credentials).map((path) => [path, `${(credentials[path] as string).slice(0, 5)}-wr0ng-value`]),
    )
    const bad = await (await connect(key, { credentials: wrong })).source.check()
    expect(bad).toMatchObject({ ok: false, code: 'credentials_refused' })
    for (const value of Object.values(wrong)) expect(JSON.stringify(bad)).not.toContain(value)
  })

  test('describes its streams', async () => {
    const streams = await (await connect(key)).source.discover()
    for (const one of streams)
      expect(one).toMatchObject({
        primary_key: [[expect.any(String)]],
        json_schema: { properties: expect.any(Object) },
      })
  })

  test(`reads ${stream} over pages and through a limit, every record once`, async () => {
    const { source, emulator } = await connect(key)
    emulator.next.push(
      { status: 429, headers: { 'retry-after': '3' }, body: { message: 'slow down' } },
      { status: 503, body: 'busy' },
    )
    const read = await readAll(source, [stream])
    expect(read.errors).toEqual({})
    expect(read.records[stream]).toHaveLength(records)
    const id = key === 'servicem8' ? 'uuid' : 'id'
    expect(new Set(read.records[stream]?.map((record) => record[id])).size).toBe(records)
  })

  test('reads on from its state with only what is new', async () => {
    const { source } = await connect(key)
    const first = await readAll(source, [stream])
    const again = await readAll(source, [stream], {
      mode: 'incremental',
      state: JSON.parse(JSON.stringify(first.state)),
    })
    const incremental = (await source.discover()).find(({ name }) => name === stream)?.supports_incremental
    expect(again.records[stream]?.length).toBeLessThanOrEqual(incremental ? 2 : records)
    expect(again.state).toEqual(first.state)
  })
})

describe('what is special', () => {
  test('hubspot: properties lie flat, archived records come when asked for, one forbidden object leaves the rest alone', async () => {
    const { source } = await connect('hubspot', {
      config: { include_archived: true, extra_properties: { contacts: ['secret_field'] } },
    })
    const read = await readAll(source, ['contacts', 'deals', 'owners'])
    expect(read.records['contacts']).toHaveLength(230)
    expect(read.records['contacts']?.filter(({ archived }) => archived)).toHaveLength(4)
    expect(read.records['contacts']?.[0]).toMatchObject({
      id: '1000',
      firstname: '  Ada Lovelace',
      email: 'c0@example.com',
      secret_field: 'x',
    })
    expect(read.errors['deals']).toMatchObject({
      code: 'source_forbidden',
      message: expect.stringContaining('required scopes'),
    })
    expect(read.records['owners']).toHaveLength(1)
  })
  test('pipedrive: null is an empty list, old endpoints page by start', async () => {
    const { source } = await connect('pipedrive')
    const read = await readAll(source, ['deals', 'notes'])
    expect(read.records['deals']).toEqual([])
    expect(read.records['notes']).toHaveLength(600)
  })
  test('zendesk: comments follow the tickets that changed; deleted tickets are passed over', async () => {
    const { source, emulator } = await connect('zendesk-support')
    const read = await readAll(source, ['ticket_comments', 'groups'])
    expect(read.records['groups']).toHaveLength(130)
    expect(read.records['ticket_comments']).toHaveLength(244)
    expect(read.records['ticket_comments']?.[0]).toMatchObject({ id: 9001, ticket_id: 1 })
    const before = emulator.calls.length
    const again = await readAll(source, ['ticket_comments'], {
      mode: 'incremental',
      state: JSON.parse(JSON.stringify(read.state)),
    })
    expect(again.records['ticket_comments']?.length).toBeLessThanOrEqual(1)
    expect(emulator.calls.length - before).toBeLessThan(5)
  })
  test('airtable: records know their base and table', async () => {
    const { source } = await connect('airtable', { config: { base_ids: ['app2'] } })
    const read = await readAll(source, ['records', 'tables'])
    expect(read.records['records']).toHaveLength(130)
    expect(read.records['records']?.[0]).toMatchObject({
      base_id: 'app2',
      base_name: 'Ops',
      table_id: 'tblapp2',
      table_name: 'Table of app2',
      fields: { Name: 'Row 0' },
    })
    expect(read.records['tables']).toHaveLength(1)
  })
  test('settings that are wrong are named before anything is sent; a secret among them is refused', async () => {
    await expect(connect('freshdesk', { config: { domain: 'evil.example' } })).rejects.toMatchObject({
      code: 'connection_config_invalid',
      details: [{ path: 'domain' }],
    })
    await expect(connect('stripe', { config: { api_key: 'sk_in_config' } })).rejects.toThrow(/api_key is a secret/)
    await expect(connect('stripe', { config: { api_kee: 'x' } })).rejects.toThrow(/api_kee is not a setting/)
  })
})
