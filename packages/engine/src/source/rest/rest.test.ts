import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { restEndpoints, restToken, startRest } from '../../../../connectors/test/rest.ts'
import type { Emulator } from '../../../../connectors/test/serve.ts'
import { readBatches } from '../../../test/support/read-batches.ts'
import { Secret } from '../../vault/secret.ts'
import { loadManifest } from '../api/index.ts'
import { openOutbound } from '../outbound/index.ts'
import type { OpenSourceOptions } from '../source-connector.ts'
import { restConnector } from './rest.ts'

let emulator: Emulator
let outbound: ReturnType<typeof openOutbound>
beforeAll(async () => {
  emulator = await startRest()
  outbound = openOutbound({ allowPrivateHosts: [emulator.host], totalTimeoutMs: 1000 })
})
afterAll(async () => {
  await outbound.close()
  await emulator.close()
})

const optionsOf = (config: Record<string, unknown> = {}, token = restToken): OpenSourceOptions => ({
  config: { base_url: emulator.origin, auth: 'bearer', ...config },
  credentials: { token: new Secret(token) },
  outbound,
  allowPrivateHosts: [emulator.host],
  sleep: async () => {},
})
const open = (config: Record<string, unknown>, token?: string) => restConnector.open(optionsOf(config, token))

/** What the first notice says of each endpoint's paging. */
const evidence: Record<string, string> = {
  '/link_header': 'the next page is linked in the Link header, 100 a page by per_page',
  '/next_url': 'the next page is linked at next, 100 a page by limit',
  '/tokens': 'cursor with the value of meta.next_cursor gave the next page, 100 a page by page_size',
  '/pages': 'page counts pages from 1, 50 a page by limit',
  '/zero_pages': 'page counts pages from 0, 100 a page by size',
  '/offsets': 'offset counts records, 40 a page by limit',
  '/after_last': 'starting_after with the last id gave the next page, 100 a page by limit',
  '/capped': 'page counts pages from 1;',
  '/unpaged': 'no way to a next page was found',
}

describe('a JSON API nobody has described', () => {
  test.each(restEndpoints)('%s: every record comes once', async (path) => {
    const source = await open({ endpoints: [path] })
    const [stream] = await source.discover()
    expect(stream).toMatchObject({ name: path.slice(1), primary_key: [['id']] })
    const { records, batches } = await readBatches(source, { streams: [path.slice(1)] })
    expect(records[path.slice(1)]?.map(({ id }) => id)).toEqual(Array.from({ length: 130 }, (_, n) => n + 1))
    expect(batches[0]?.notices[0]).toMatchObject({
      level: path === '/unpaged' ? 'warning' : 'info',
      code: 'endpoint_understood',
    })
    expect(batches[0]?.notices[0]?.message).toContain(evidence[path])
  })

  test('what was found is a manifest that reads the same again, without asking again', async () => {
    const { manifest, notices } = await (restConnector.author as NonNullable<typeof restConnector.author>)(
      optionsOf({ endpoints: ['/pages', '/forbidden'] }),
    )
    expect(notices.map(({ code }) => code)).toEqual(['endpoint_understood', 'endpoint_left_out'])
    expect(manifest).not.toContain(restToken)
    expect(loadManifest(manifest).streams).toHaveLength(1)
    const before = emulator.calls.length
    const source = await restConnector.open({ ...optionsOf({ endpoints: ['/pages'] }), manifest })
    expect((await readBatches(source, { streams: ['pages'] })).records['pages']).toHaveLength(130)
    expect(emulator.calls.length - before).toBe(3)
  })

  test('changes are asked for where the source can', async () => {
    const source = await open({ endpoints: ['/pages'] })
    expect(await source.discover()).toMatchObject([{ cursor_field: ['updated_at'], supports_incremental: true }])
    const { state } = await readBatches(source, { streams: ['pages'] })
    const next = await readBatches(source, { streams: ['pages'], state, mode: 'incremental' })
    expect(next.records['pages']?.map(({ id }) => id)).toEqual([130])
  })

  test('goes on after any page', async () => {
    const source = await open({ endpoints: ['/pages', '/tokens'] })
    const streams = ['pages', 'tokens']
    const whole = await readBatches(source, { streams })
    for (let most = 1; most < whole.batches.length; most++) {
      const first = await readBatches(source, { streams }, most)
      const ended = new Set(first.batches.filter(({ end }) => end).map(({ stream }) => stream))
      const rest = await readBatches(source, {
        streams: streams.filter((name) => !ended.has(name)),
        state: first.state,
      })
      for (const name of streams)
        expect([...(first.records[name] ?? []), ...(rest.records[name] ?? [])].map(({ id }) => id)).toEqual(
          whole.records[name]?.map(({ id }) => id),
        )
    }
  })

  test('list endpoints are found in an OpenAPI document', async () => {
    const names = async (config: Record<string, unknown>) =>
      (await (await open(config)).discover()).map(({ name }) => name)
    expect(await names({ openapi_url: '/openapi.json' })).toEqual(['pages', 'offsets'])
    expect(
      await names({
        openapi:
          'openapi: 3.0.0\npaths:\n  /capped: {get: {responses: {"200": {content: {application/json: {schema: {type: array}}}}}}}',
      }),
    ).toEqual(['capped'])
    await expect(names({ openapi: 'hello' })).rejects.toThrow('has no paths')
  })

  test.each([
    ['/nowhere', 'connection_config_invalid', 'answered 404: nothing here'],
    ['/inside', 'source_answer_invalid', 'error inside: no such report; token [secret]'],
    ['/one', 'source_answer_invalid', 'not with a list'],
    ['/html', 'source_answer_invalid', 'does not answer with JSON'],
    ['/cut', 'source_answer_invalid', 'does not answer with JSON'],
    ['/forbidden', 'source_forbidden', 'not for you'],
    ['/hang', 'source_unreachable', 'did not answer'],
    ['/reset', 'source_unreachable', 'broke off'],
  ])('%s is told clearly', async (path, code, message) => {
    const check = await (await open({ endpoints: [path] })).check()
    expect(check).toMatchObject({ ok: false, code })
    expect(check.message).toContain(message)
    expect(JSON.stringify(check)).not.toContain(restToken)
  })

  test('a wrong token is an answer, and not repeated', async () => {
    const check = await (await open({ endpoints: ['/pages'] }, 'wrong-token-4711')).check()
    expect(check).toMatchObject({ ok: false, code: 'credentials_refused' })
    expect(JSON.stringify(check)).not.toContain('4711')
    const read = await readBatches(await open({ endpoints: ['/pages'] }, 'wrong-token-4711'), { streams: ['pages'] })
    expect(read.batches).toMatchObject([{ end: { status: 'failed', error: { code: 'credentials_refused' } } }])
  })

  test('wrong settings are named', async () => {
    await expect(open({})).rejects.toThrow('endpoints names no path')
    await expect(open({ endpoints: ['/a'], base_url: 'ftp://x' })).rejects.toThrow('base_url must match')
    await expect(open({ endpoints: ["/{{ config['token'] }}"] })).rejects.toThrow('endpoints.0 must match')
    await expect(open({ endpoints: ['/a'], token: 'abcdef' })).rejects.toThrow('token is a secret')
    await expect(open({ endpoints: 'a' })).rejects.toThrow('endpoints must be array')
    await expect(restConnector.open({ ...optionsOf({ endpoints: ['/a'] }), credentials: {} })).rejects.toMatchObject({
      code: 'credentials_refused',
    })
    const codeOf = async (base_url: string) => (await (await open({ endpoints: ['/a'], base_url })).check()).code
    expect(await codeOf('https://nowhere.invalid')).toBe('source_unreachable')
    expect(await codeOf('https://127.0.0.1:9')).toBe('host_forbidden')
    expect(await codeOf('http://example.com')).toBe('host_forbidden')
  })
})
