import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Emulator, type Reply, serve } from '../../../../connectors/test/serve.ts'
import { readBatches } from '../../../test/support/read-batches.ts'
import { Secret } from '../../vault/secret.ts'
import { openOutbound } from '../outbound/index.ts'
import type { OpenSourceOptions } from '../source-connector.ts'
import { mergeSchema } from './merge-schema.ts'
import { readFacts } from './read-manifest.ts'
import { restConnector } from './rest.ts'

type Row = Record<string, unknown>
type Query = URLSearchParams

const token = 'drifting-token-8812'
const rows = (count: number): Row[] =>
  Array.from({ length: count }, (_, n) => ({
    id: n + 1,
    name: `Row ${n + 1}`,
    updated_at: `2024-01-${String(1 + (n % 28)).padStart(2, '0')}T00:00:00Z`,
  }))
const whole = (query: Query, name: string, fallback: number) => Number(query.get(name) ?? fallback)

/** Ways of answering, which a test changes from one look to the next. */
const byCursor =
  (all: Row[], { list = 'items', next = 'next', param = 'cursor' } = {}) =>
  (query: Query): Reply => {
    const [from, size] = [whole(query, param, 0), whole(query, 'limit', 20)]
    return {
      body: { [list]: all.slice(from, from + size), [next]: from + size < all.length ? `${from + size}` : null },
    }
  }
const byPage =
  (all: Row[], { most = 100, param = 'page' } = {}) =>
  (query: Query): Reply => {
    const [page, size] = [whole(query, param, 1), Math.min(most, whole(query, 'limit', 20))]
    return { body: { items: all.slice((page - 1) * size, page * size) } }
  }
const byOffset =
  (all: Row[]) =>
  (query: Query): Reply => ({
    body: { items: all.slice(whole(query, 'offset', 0)).slice(0, whole(query, 'limit', 20)) },
  })
const byLastKey =
  (all: Row[]) =>
  (query: Query): Reply => {
    const after = whole(query, 'starting_after', 0)
    return { body: { items: all.filter(({ id }) => Number(id) > after).slice(0, whole(query, 'limit', 20)) } }
  }
const unpaged = (all: Row[]) => (): Reply => ({ body: { items: all } })

let answer: (query: Query) => Reply
let emulator: Emulator
let outbound: ReturnType<typeof openOutbound>
beforeAll(async () => {
  emulator = await serve(({ path, query, headers }) => {
    if (headers.authorization !== `Bearer ${token}`) return { status: 401, body: {} }
    return path === '/things' ? answer(query) : { status: 403, body: { message: 'not yet' } }
  })
  outbound = openOutbound({ allowPrivateHosts: [emulator.host] })
})
afterAll(async () => {
  await outbound.close()
  await emulator.close()
})
beforeEach(() => {
  emulator.calls.length = 0
})

const optionsOf = (endpoints = ['/things']): OpenSourceOptions => ({
  config: { base_url: emulator.origin, auth: 'bearer', endpoints },
  credentials: { token: new Secret(token) },
  outbound,
  allowPrivateHosts: [emulator.host],
  sleep: async () => {},
})
const look = (manifest?: string, endpoints?: string[]) =>
  restConnector.author!({ ...optionsOf(endpoints), ...(manifest === undefined ? {} : { manifest }) })
const readAll = async (manifest: string) =>
  (await readBatches(await restConnector.open({ ...optionsOf(), manifest }), { streams: ['things'] })).records['things']

describe('an API that is looked at again', () => {
  test.each([
    ['by cursor', byCursor(rows(130))],
    ['by page', byPage(rows(130))],
    ['by smaller pages than asked for', byPage(rows(130), { most: 40 })],
    ['by offset', byOffset(rows(130))],
    ['by the last key', byLastKey(rows(130))],
    ['not paged', unpaged(rows(130))],
    ['with few records', byPage(rows(3))],
    ['without any record', byPage([])],
  ])('%s: what holds is given back letter by letter, after a few questions', async (_name, way) => {
    answer = way
    const first = await look()
    expect(readFacts(first.manifest)).toMatchObject([{ name: 'things', path: '/things' }])
    emulator.calls.length = 0
    const second = await look(first.manifest)
    expect(second).toEqual({ manifest: first.manifest, notices: [] })
    expect(emulator.calls.length).toBeLessThanOrEqual(3)
  })

  test.each([
    ['the records move', byCursor(rows(130)), byCursor(rows(130), { list: 'data' }), 'no records at items'],
    [
      'the next page is told elsewhere',
      byCursor(rows(130)),
      byCursor(rows(130), { next: 'after' }),
      'not told at next',
    ],
    [
      'the cursor has another name',
      byCursor(rows(130)),
      byCursor(rows(130), { param: 'after' }),
      'cursor does not lead to another page',
    ],
    [
      'pages are asked for by another name',
      byPage(rows(130)),
      byPage(rows(130), { param: 'p' }),
      'page does not lead to',
    ],
    [
      'pages become smaller',
      byPage(rows(130)),
      byPage(rows(130), { most: 40 }),
      'a page holds 40 records now, not 100',
    ],
    ['page numbers become cursors', byPage(rows(130)), byCursor(rows(130)), 'page does not lead to another page'],
    ['offsets become page numbers', byOffset(rows(130)), byPage(rows(130)), 'offset does not lead to another page'],
    ['last keys become offsets', byLastKey(rows(130)), byOffset(rows(130)), 'starting_after does not lead to'],
    ['paging begins', unpaged(rows(9)), byCursor(rows(130)), 'names a next page'],
    ['paging begins without a hint', unpaged(rows(9)), byPage(rows(130)), 'more records than when'],
    [
      'the key is another',
      byPage(rows(130)),
      byPage(rows(130).map(({ id, ...rest }) => ({ uuid: `u-${id}`, ...rest }))),
      'no record has the key id',
    ],
    [
      'the key is missing now and then',
      byPage(rows(130)),
      byPage(rows(130).map((row, n) => (n === 7 ? { ...row, id: null } : row))),
      '1 of 100 records lack the key id',
    ],
    [
      'the time of change is another',
      byPage(rows(130)),
      byPage(rows(130).map(({ updated_at, ...rest }) => ({ ...rest, modified_at: updated_at }))),
      'updated_at',
    ],
  ])(
    'when %s, it is found out anew, said with its evidence, and every record comes',
    async (_name, before, now, why) => {
      answer = before
      const first = await look()
      answer = now
      const second = await look(first.manifest)
      expect(second.manifest).not.toBe(first.manifest)
      expect(second.notices).toHaveLength(1)
      expect(second.notices[0]!.message).toContain(why)
      if (second.notices[0]!.code === 'endpoint_changed')
        expect(second.notices[0]!.message).toMatch(
          /things \(\/things\) does not work as it did: .*Found out anew: \d+ records/,
        )
      expect(await readAll(second.manifest)).toHaveLength(130)
      // And then it holds.
      expect(await look(second.manifest)).toEqual({ manifest: second.manifest, notices: [] })
    },
  )

  test('other fields make a new manifest without looking anew', async () => {
    answer = byPage(rows(130))
    const first = await look()
    answer = byPage(rows(130).map(({ name, id, ...rest }) => ({ ...rest, id, name: id === 3 ? 3 : name, email: null })))
    const { manifest, notices } = await look(first.manifest)
    expect(notices).toMatchObject([{ level: 'info', code: 'endpoint_fields_changed' }])
    expect(notices[0]!.message).toContain('email is new, name is integer or string now')
    expect(readFacts(manifest)?.[0]?.schema).toMatchObject({
      properties: { name: { type: ['integer', 'null', 'string'] }, email: { type: ['null'] } },
    })
  })

  test('an endpoint that answers badly for now keeps what is known; an error inside leaves it out, with the reason', async () => {
    answer = byPage(rows(130))
    const { manifest } = await look()
    answer = () => ({ status: 500, body: 'down' })
    expect(await look(manifest)).toEqual({ manifest, notices: [] })
    answer = () => ({ body: { error: { message: `quota of ${token} used up` } } })
    const failed = await look(manifest).catch((error) => error)
    expect(failed).toMatchObject({ code: 'source_answer_invalid' })
    expect(failed.message).toContain('no records at items any more; /things answers 200 with an error inside: quota')
    expect(failed.message).not.toContain(token)
  })

  test('an endpoint that was left out gets another chance each time', async () => {
    answer = byPage(rows(130))
    const first = await look(undefined, ['/things', '/others'])
    expect(first.notices.map(({ code }) => code)).toEqual(['endpoint_understood', 'endpoint_left_out'])
    const second = await look(first.manifest, ['/things', '/others'])
    expect(second.manifest).toBe(first.manifest)
    expect(second.notices).toMatchObject([{ code: 'endpoint_left_out', message: expect.stringContaining('/others') }])
  })

  test('refused credentials are told as such', async () => {
    answer = byPage(rows(30))
    const { manifest } = await look()
    const wrong = { ...optionsOf(), credentials: { token: new Secret('stale-token-1') }, manifest }
    await expect(restConnector.author!(wrong)).rejects.toMatchObject({ code: 'credentials_refused' })
  })
})

test('a schema keeps what is known: fields go only when enough records lack them', () => {
  const known = { type: 'object', properties: { id: { type: ['null', 'number'] }, fax: { type: ['null', 'string'] } } }
  const seen = { type: 'object', properties: { id: { type: ['integer', 'null'] } } }
  expect(mergeSchema(known, seen, 9)).toEqual({ schema: known, news: [] })
  expect(mergeSchema(known, seen, 10)).toEqual({
    schema: { type: 'object', properties: { id: { type: ['null', 'number'] } } },
    news: ['fax is gone'],
  })
})
