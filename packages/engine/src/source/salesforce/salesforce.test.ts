import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type SalesforceEmulator, salesforceSecrets, startSalesforce } from '../../../../connectors/test/salesforce.ts'
import { readBatches } from '../../../test/support/read-batches.ts'
import { Secret } from '../../vault/secret.ts'
import { openOutbound } from '../outbound/index.ts'
import type { Source } from '../source.ts'
import { salesforceConnector } from './salesforce.ts'
import { chunkFields, renderQuery, soqlTime } from './soql.ts'

let emulator: SalesforceEmulator
let outbound: ReturnType<typeof openOutbound>
let rotated: string[]
beforeEach(async () => {
  emulator = await startSalesforce()
  outbound = openOutbound({ allowPrivateHosts: [emulator.host], totalTimeoutMs: 1000 })
  rotated = []
})
afterEach(async () => {
  await outbound.close()
  await emulator.close()
})

const open = (config: Record<string, unknown> = {}, secrets: Record<string, string> = {}): Promise<Source> =>
  salesforceConnector.open({
    config,
    credentials: Object.fromEntries(
      Object.entries({ ...salesforceSecrets, ...secrets }).map(([name, value]) => [name, new Secret(value)]),
    ),
    outbound,
    allowPrivateHosts: [emulator.host],
    origins: emulator.origins,
    sleep: async () => {},
    onRotate: async (field, value) => {
      rotated.push(`${field}=${value.reveal()}`)
    },
  })
const livingIds = () => emulator.contacts.filter(({ IsDeleted }) => !IsDeleted).map(({ Id }) => Id)

describe('Salesforce', () => {
  test('shows the usual objects and all of its own, with their fields', async () => {
    const source = await open()
    const streams = await source.discover()
    expect(streams.map(({ name }) => name)).toEqual(['Account', 'Contact', 'Empty__c'])
    expect(streams[1]).toMatchObject({
      primary_key: [['Id']],
      cursor_field: ['SystemModstamp'],
      supports_incremental: true,
      deleted_field: ['IsDeleted'],
    })
    const properties = streams[1]?.json_schema['properties'] as Record<string, unknown>
    expect(properties['AnnualIncome']).toEqual({ type: ['number', 'null'] })
    expect(properties['MailingAddress']).toBeUndefined()
    expect(await source.check()).toMatchObject({ ok: true })
    expect(emulator.tokens.given).toBe(1)
  })

  test('reads every record once, with all of more fields than fit a query', async () => {
    const { records, notices, state } = await readBatches(await open(), { streams: ['Contact', 'Empty__c'] })
    expect(records['Contact']?.map(({ Id }) => Id)).toEqual(livingIds())
    expect(records['Contact']?.at(-1)).toEqual(emulator.contacts.at(-1))
    expect(Math.max(...emulator.calls.map(({ query }) => query.toString().length))).toBeLessThan(10_000)
    expect(notices.sort()).toEqual(['limit_near', 'no_records'])
    expect(state['Contact']?.cursor).toMatchObject({ field: 'SystemModstamp' })
  })

  test('goes on after any page, even when page marks are forgotten', async () => {
    const source = await open()
    const whole = await readBatches(source, { streams: ['Contact'] })
    for (let most = 1; most < whole.batches.length; most++) {
      const first = await readBatches(source, { streams: ['Contact'] }, most)
      const rest = await readBatches(await open(), { streams: ['Contact'], state: first.state })
      expect([...(first.records['Contact'] ?? []), ...(rest.records['Contact'] ?? [])]).toEqual(
        whole.records['Contact'],
      )
    }
    const forgetful = await open()
    const ids: unknown[] = []
    for await (const batch of forgetful.read({ streams: ['Contact'], state: {}, mode: 'full' })) {
      ids.push(...batch.records.map(({ Id }) => Id))
      emulator.next.push({ status: 400, body: [{ errorCode: 'INVALID_QUERY_LOCATOR', message: 'gone' }] })
      if (batch.end) expect(batch.end).toEqual({ status: 'completed' })
    }
    expect(ids).toEqual(livingIds())
  })

  test('an incremental read brings what changed, and what was deleted', async () => {
    const source = await open()
    await readBatches(source, { streams: ['Contact'] })
    const state = { Contact: { cursor: { field: 'SystemModstamp', value: '2024-01-01T04:10:00.000Z' } } }
    const { records } = await readBatches(source, { streams: ['Contact'], state, mode: 'incremental' })
    expect(records['Contact']?.map(({ Id }) => Number(String(Id).slice(3, 15)))).toEqual(
      Array.from({ length: 20 }, (_, n) => 241 + n),
    )
    emulator.contacts[239] = { ...emulator.contacts[239], SystemModstamp: '2024-01-01T09:00:00.000+0000' }
    const next = await readBatches(source, { streams: ['Contact'], state, mode: 'incremental' })
    expect(next.records['Contact']?.[0]).toMatchObject({ IsDeleted: true })
  })

  test('a token that ends in the middle is replaced, and a new refresh token kept before', async () => {
    emulator.tokens.life = 3
    emulator.rotates = true
    const { records } = await readBatches(await open(), { streams: ['Contact'] })
    expect(records['Contact']).toHaveLength(livingIds().length)
    expect(emulator.tokens.given).toBeGreaterThan(3)
    expect(rotated.at(-1)).toBe(`refresh_token=${emulator.refreshToken}`)
  })

  test('signs in by client credentials at the own host', async () => {
    emulator.origins['https://acme--uat.sandbox.my.salesforce.com'] = emulator.origin
    const config = { auth: 'client_credentials', domain: 'acme--uat.sandbox.my.salesforce.com' }
    expect(await (await open(config)).check()).toMatchObject({ ok: true })
    await expect(open({ auth: 'client_credentials' })).rejects.toThrow('domain is required')
  })

  test.each([
    ['client_id', 'The client id is not known'],
    ['client_secret', 'do not belong together'],
    ['refresh_token', 'refresh token is not valid'],
  ])('a wrong %s is an answer, and not repeated', async (field, message) => {
    const check = await (await open({}, { [field]: 'wrong-secret-4711' })).check()
    expect(check).toMatchObject({ ok: false, code: 'credentials_refused' })
    expect(check.message).toContain(message)
    expect(JSON.stringify(check)).not.toContain('4711')
  })

  test('one object that may not be read fails alone', async () => {
    const { batches, records } = await readBatches(await open(), { streams: ['Secret__c', 'Nowhere__c', 'Account'] })
    const ends = Object.fromEntries(
      batches.flatMap(({ stream, end }) =>
        end ? [[stream, end.status === 'failed' ? end.error.code : 'completed']] : [],
      ),
    )
    expect(ends).toEqual({ Secret__c: 'source_forbidden', Nowhere__c: 'stream_unknown', Account: 'completed' })
    expect(records['Account']).toHaveLength(3)
  })

  test('waits out what passes, and says what does not', async () => {
    emulator.next.push(
      { status: 503, body: '' },
      { status: 429, body: '' },
      { reset: true },
      { status: 500, body: 'oops' },
    )
    expect((await readBatches(await open(), { streams: ['Account'] })).records['Account']).toHaveLength(3)
    const failing = async (reply: SalesforceEmulator['next'][number]) => {
      emulator.next.splice(0, 99, reply)
      return (await open()).check()
    }
    expect(
      await failing({
        status: 403,
        body: [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
      }),
    ).toMatchObject({ ok: false, code: 'source_rate_limited' })
    expect(await failing({ status: 403, body: [{ errorCode: 'API_DISABLED_FOR_ORG' }] })).toMatchObject({
      ok: false,
      message: expect.stringContaining('Enterprise edition'),
    })
    expect(await failing({ body: '{"cut": [' })).toMatchObject({ ok: false, code: 'source_answer_invalid' })
    emulator.next.splice(
      0,
      99,
      ...Array.from({ length: 5 }, () => ({ status: 500, body: `oops ${salesforceSecrets.client_secret}` })),
    )
    const last = await (await open()).check()
    expect(last).toMatchObject({ ok: false, code: 'source_failed' })
    expect(JSON.stringify(last)).not.toContain(salesforceSecrets.client_secret)
  })

  test('wrong settings are named', async () => {
    await expect(open({ domain: 'acme.lightning.force.com' })).rejects.toThrow('domain must match')
    await expect(open({ sandbox: 'yes' })).rejects.toThrow('sandbox must be boolean')
    await expect(open({ client_secret: 'abcd' })).rejects.toThrow('client_secret is a secret')
    await expect(open({ api_version: 'latest' })).rejects.toThrow('api_version must match')
  })

  test('stops at once', async () => {
    const stop = new AbortController()
    emulator.next.push({ hang: true })
    setTimeout(() => stop.abort(new Error('enough')), 100)
    await expect(readBatches(await open(), { streams: ['Contact'], signal: stop.signal })).rejects.toThrow('enough')
  })
})

test('queries go by Id', () => {
  expect(renderQuery('Contact', ['Id', 'Name'], {})).toBe('SELECT Id,Name FROM Contact ORDER BY Id')
  expect(
    renderQuery('Contact', ['Id'], {
      after: '003A',
      since: { field: 'SystemModstamp', time: soqlTime('2024-01-01T00:10:00.500Z', 600) },
    }),
  ).toBe("SELECT Id FROM Contact WHERE SystemModstamp >= 2024-01-01T00:00:00Z AND Id > '003A' ORDER BY Id")
  expect(() => renderQuery('Contact', ['Id'], { after: "x' OR" })).toThrow()
  expect(chunkFields(['Id', 'a', 'b', 'c'], 4)).toEqual([
    ['Id', 'a'],
    ['Id', 'b'],
    ['Id', 'c'],
  ])
})
