import { afterEach, describe, expect, test } from 'vitest'
import { type Call, type Emulator, type Reply, serve } from '../../../../connectors/test/serve.ts'
import { openForTest, readAll } from '../../../test/support/read-source.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

async function api(answer: (call: Call) => Reply | Promise<Reply>): Promise<Emulator> {
  const emulator = await serve(answer)
  closers.push(() => emulator.close())
  return emulator
}

function open(options: Parameters<typeof openForTest>[0]) {
  const opened = openForTest(options)
  closers.push(() => opened.close())
  return opened
}

const items = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ id: from + index }))

/** A manifest with one stream; parts of the stream, retriever and requester can be replaced. */
function manifest(
  origin: string,
  { requester = {}, retriever = {}, stream = {}, spec = {} }: Record<string, object> = {},
) {
  return {
    type: 'DeclarativeSource',
    version: '6.0.0',
    check: { type: 'CheckStream', stream_names: ['items'] },
    streams: [
      {
        name: 'items',
        primary_key: 'id',
        retriever: {
          requester: { type: 'HttpRequester', url_base: origin, path: '/items', ...requester },
          record_selector: { extractor: { field_path: ['data'] } },
          ...retriever,
        },
        schema_loader: {
          type: 'InlineSchemaLoader',
          schema: { type: 'object', properties: { id: { type: 'integer' } } },
        },
        ...stream,
      },
    ],
    spec: { type: 'Spec', connection_specification: { type: 'object', properties: {}, ...spec } },
  }
}

const pageParam = { type: 'RequestOption', inject_into: 'request_parameter', field_name: 'page' }

describe('paging', () => {
  test('by page number, to the short page', async () => {
    const emulator = await api(({ query }) => ({
      body: { data: items(Number(query.get('page')) < 3 ? 10 : 4, Number(query.get('page')) * 10) },
    }))
    const { source } = open({
      emulators: [emulator],
      manifest: manifest(emulator.origin, {
        retriever: {
          paginator: {
            type: 'DefaultPaginator',
            page_token_option: pageParam,
            page_size_option: { ...pageParam, field_name: 'per_page' },
            pagination_strategy: {
              type: 'PageIncrement',
              page_size: 10,
              start_from_page: 1,
              inject_on_first_request: true,
            },
          },
        },
      }),
    })
    const { records } = await readAll(source, ['items'])
    expect(records['items']).toHaveLength(24)
    expect(emulator.calls.map(({ query }) => query.toString())).toEqual([
      'per_page=10&page=1',
      'per_page=10&page=2',
      'per_page=10&page=3',
    ])
  })

  test('by offset, counting records before the filter', async () => {
    const emulator = await api(({ query }) => ({
      body: { data: items(25).slice(Number(query.get('offset') ?? 0), Number(query.get('offset') ?? 0) + 10) },
    }))
    const { source } = open({
      emulators: [emulator],
      manifest: manifest(emulator.origin, {
        retriever: {
          record_selector: {
            extractor: { field_path: ['data'] },
            record_filter: { condition: '{{ record.id % 2 == 0 }}' },
          },
          paginator: {
            type: 'DefaultPaginator',
            page_token_option: { ...pageParam, field_name: 'offset' },
            pagination_strategy: { type: 'OffsetIncrement', page_size: '10' },
          },
        },
      }),
    })
    const { records } = await readAll(source, ['items'])
    expect(records['items']?.map(({ id }) => id)).toEqual([0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24])
    expect(emulator.calls.map(({ query }) => query.get('offset'))).toEqual([null, '10', '20'])
  })

  test('by a cursor in the body that ends by rendering {}', async () => {
    const emulator = await api(({ query }) => {
      const at = Number(query.get('after') ?? 0)
      return { body: { data: items(5, at), ...(at < 10 ? { paging: { next: { after: String(at + 5) } } } : {}) } }
    })
    const { source } = open({
      emulators: [emulator],
      manifest: manifest(emulator.origin, {
        retriever: {
          paginator: {
            type: 'DefaultPaginator',
            page_token_option: { ...pageParam, field_name: 'after' },
            pagination_strategy: {
              type: 'CursorPagination',
              cursor_value: "{{ response.get('paging', {}).get('next', {}).get('after', {}) }}",
            },
          },
        },
      }),
    })
    expect((await readAll(source, ['items'])).records['items']).toEqual(items(15))
  })

  test('by a next link in a header, which replaces path and parameters', async () => {
    const emulator = await api(({ query, headers }) => {
      const at = Number(query.get('cursor') ?? 0)
      const link = `<http://${headers.host}/items?cursor=${at + 10}&limit=10>; rel="next", <http://${headers.host}/>; rel="first"`
      const head: Record<string, string> = at < 20 ? { link } : {}
      return { headers: head, body: { data: items(10, at) } }
    })
    const { source } = open({
      emulators: [emulator],
      manifest: manifest(emulator.origin, {
        requester: { request_parameters: { limit: '5', expand: 'all' } },
        retriever: {
          paginator: {
            type: 'DefaultPaginator',
            page_token_option: { type: 'RequestPath' },
            pagination_strategy: {
              type: 'CursorPagination',
              cursor_value: "{{ headers['link']['next']['url'] }}",
              stop_condition: "{{ 'next' not in headers['link'] }}",
            },
          },
        },
      }),
    })
    expect((await readAll(source, ['items'])).records['items']).toEqual(items(30))
    expect(emulator.calls[1]?.query.getAll('limit')).toEqual(['10'])
    expect(emulator.calls[1]?.query.get('expand')).toBe('all')
  })

  test('of a source that repeats itself: an unpaged list is read once, an endless one is an error', async () => {
    const unpaged = await api(() => ({ body: { data: items(10) } }))
    const paginator = (strategy: object) => ({
      retriever: {
        paginator: { type: 'DefaultPaginator', page_token_option: pageParam, pagination_strategy: strategy },
      },
    })
    const first = await readAll(
      open({
        emulators: [unpaged],
        manifest: manifest(unpaged.origin, paginator({ type: 'PageIncrement', page_size: 10 })),
      }).source,
      ['items'],
    )
    expect(first.records['items']).toEqual(items(10))
    expect(first.notices[0]).toContain('paging_ignored')
    for (const strategy of [
      { type: 'CursorPagination', cursor_value: "{{ 'same' }}" },
      { type: 'CursorPagination', cursor_value: '{{ generate_uuid() }}' },
    ]) {
      const { errors } = await readAll(
        open({ emulators: [unpaged], manifest: manifest(unpaged.origin, paginator(strategy)) }).source,
        ['items'],
      )
      expect(errors['items']?.code).toBe('source_repeats_itself')
    }
  })
})

describe('authentication', () => {
  const secretSpec = {
    properties: { key: { type: 'string', airbyte_secret: true }, user: { type: 'string' } },
    required: ['key'],
  }
  test.each([
    [
      'header',
      {
        type: 'ApiKeyAuthenticator',
        api_token: 'Token {{ config.key }}',
        inject_into: { inject_into: 'header', field_name: 'X-Key' },
      },
      (call: Call) => call.headers['x-key'] === 'Token 1e5_00',
    ],
    [
      'parameter',
      {
        type: 'ApiKeyAuthenticator',
        api_token: '{{ config.key }}',
        inject_into: { inject_into: 'request_parameter', field_name: 'key' },
      },
      (call: Call) => call.query.get('key') === '1e5_00',
    ],
    [
      'body',
      {
        type: 'ApiKeyAuthenticator',
        api_token: '{{ config.key }}',
        inject_into: { inject_into: 'body_json', field_path: ['auth', 'key'] },
      },
      (call: Call) => JSON.parse(call.body).auth.key === '1e5_00',
    ],
    [
      'bearer',
      { type: 'BearerAuthenticator', api_token: '{{ config.key }}' },
      (call: Call) => call.headers.authorization === 'Bearer 1e5_00',
    ],
    [
      'basic',
      { type: 'BasicHttpAuthenticator', username: '{{ config.user }}/token', password: '{{ config.key }}' },
      (call: Call) => call.headers.authorization === `Basic ${Buffer.from('me/token:1e5_00').toString('base64')}`,
    ],
  ])('by %s', async (_name, authenticator, passes) => {
    const emulator = await api((call) =>
      passes(call)
        ? { body: { data: items(1) } }
        : { status: 401, body: { message: `bad key ${call.headers.authorization} ${call.query} ${call.body}` } },
    )
    const test = (key: string) =>
      open({
        emulators: [emulator],
        config: { user: 'me' },
        credentials: { key },
        manifest: manifest(emulator.origin, { requester: { authenticator, http_method: 'POST' }, spec: secretSpec }),
      }).source.check()
    expect(await test('1e5_00')).toMatchObject({ ok: true })
    const refused = await test('wr0ng-s3cret')
    expect(refused).toMatchObject({ ok: false, code: 'credentials_refused' })
    expect(JSON.stringify(refused)).not.toContain('wr0ng-s3cret')
    expect(JSON.stringify(refused)).not.toContain(Buffer.from('wr0ng-s3cret').toString('base64').slice(2, -3))
  })

  test('by OAuth: one exchange for all streams, a rotated refresh token kept before use, a fresh token after a 401', async () => {
    let refresh = 'r0-secret'
    let issued = 0
    const log: string[] = []
    const emulator = await api((call) => {
      if (call.path === '/token') {
        const form = new URLSearchParams(call.body)
        if (form.get('refresh_token') !== refresh || form.get('client_secret') !== 'cs-secret')
          return { status: 400, body: { error: 'invalid_grant', error_description: `bad ${call.body}` } }
        issued++
        refresh = `r${issued}-secret`
        log.push(`issued ${issued}`)
        return { body: { access_token: `a${issued}-secret`, refresh_token: refresh, expires_in: 3600 } }
      }
      const token = call.headers.authorization
      const page = Number(call.query.get('page') ?? 1)
      // The first token dies after the second page.
      if (token !== `Bearer a${issued}-secret` || (issued === 1 && page === 2)) return { status: 401, body: {} }
      log.push(`page ${page} by a${issued}`)
      return { body: { data: items(page < 3 ? 2 : 1, page * 10) } }
    })
    const authenticator = {
      type: 'OAuthAuthenticator',
      client_id: '{{ config.client_id }}',
      client_secret: '{{ config.client_secret }}',
      refresh_token: '{{ config.credentials.refresh_token }}',
      token_refresh_endpoint: `${emulator.origin}/token`,
      refresh_token_updater: { refresh_token_config_path: ['credentials', 'refresh_token'] },
    }
    const secret = { type: 'string', airbyte_secret: true }
    const options = {
      emulators: [emulator],
      config: { client_id: 'ci' },
      manifest: manifest(emulator.origin, {
        requester: { authenticator },
        retriever: {
          paginator: {
            type: 'DefaultPaginator',
            page_token_option: pageParam,
            pagination_strategy: { type: 'PageIncrement', page_size: 2, start_from_page: 1 },
          },
        },
        spec: {
          properties: {
            client_id: { type: 'string' },
            client_secret: secret,
            credentials: { type: 'object', properties: { refresh_token: secret } },
          },
        },
      }),
    }
    const kept: string[] = []
    const { source } = open({
      ...options,
      credentials: { client_secret: 'cs-secret', 'credentials.refresh_token': 'r0-secret' },
      onRotate: async (field, value) => {
        kept.push(`${field}=${value.reveal()}`)
        log.push('kept')
      },
    })
    const { records, errors } = await readAll(source, ['items'])
    expect(errors).toEqual({})
    expect(records['items']).toHaveLength(5)
    expect(kept).toEqual(['credentials.refresh_token=r1-secret', 'credentials.refresh_token=r2-secret'])
    expect(log).toEqual(['issued 1', 'kept', 'page 1 by a1', 'issued 2', 'kept', 'page 2 by a2', 'page 3 by a2'])
    const check = await open({
      ...options,
      credentials: { client_secret: 'cs-wrong', 'credentials.refresh_token': 'r0-secret' },
    }).source.check()
    expect(check).toMatchObject({ ok: false, code: 'credentials_refused' })
    expect(JSON.stringify(check)).not.toMatch(/cs-wrong|r0-secret/)
  })

  test('by client credentials and by a session token', async () => {
    const emulator = await api((call) => {
      if (call.path === '/token') return { body: { access_token: new URLSearchParams(call.body).get('grant_type') } }
      if (call.path === '/login')
        return JSON.parse(call.body).password === 'pw-secret'
          ? { body: { session: { token: 'tok-123' } } }
          : { status: 403, body: { error: 'no' } }
      return call.headers.authorization === 'Bearer client_credentials' ||
        call.headers['x-session'] === 'Session tok-123'
        ? { body: { data: items(1) } }
        : { status: 401 }
    })
    const oauth = {
      type: 'OAuthAuthenticator',
      client_id: 'x',
      client_secret: 'y',
      grant_type: 'client_credentials',
      token_refresh_endpoint: `${emulator.origin}/token`,
    }
    const session = {
      type: 'SessionTokenAuthenticator',
      login_requester: {
        type: 'HttpRequester',
        url_base: emulator.origin,
        path: 'login',
        http_method: 'POST',
        request_body_json: { password: '{{ config.key }}' },
      },
      session_token_path: ['session', 'token'],
      expiration_duration: 'PT1H',
      request_authentication: { type: 'ApiKey', inject_into: { inject_into: 'header', field_name: 'X-Session' } },
    }
    const selective = {
      type: 'SelectiveAuthenticator',
      authenticator_selection_path: ['how'],
      authenticators: {
        oauth,
        session: {
          ...session,
          request_authentication: { ...session.request_authentication, api_token: 'Session {{ session_token }}' },
        },
      },
    }
    const spec = { properties: { how: { type: 'string' }, key: { type: 'string', airbyte_secret: true } } }
    for (const how of ['oauth', 'session'])
      expect(
        await open({
          emulators: [emulator],
          config: { how },
          credentials: { key: 'pw-secret' },
          manifest: manifest(emulator.origin, { requester: { authenticator: selective }, spec }),
        }).source.check(),
      ).toMatchObject({ ok: true })
    expect(
      await open({
        emulators: [emulator],
        config: { how: 'nothing' },
        manifest: manifest(emulator.origin, { requester: { authenticator: selective }, spec }),
      })
        .source.check()
        .catch((error) => error),
    ).toMatchObject({ code: 'connection_config_invalid' })
  })
})

describe('errors', () => {
  test('a limit is waited out: Retry-After in seconds and as a date, a reset in s, ms and from now, and none at all', async () => {
    const now = new Date('2024-01-01T00:00:00Z')
    const answers: Reply[] = [
      { status: 429, headers: { 'retry-after': '7' } },
      { status: 429, headers: { 'retry-after': 'Mon, 01 Jan 2024 00:00:09 GMT' } },
      { status: 429, headers: { 'x-ratelimit-reset': String(now.getTime() / 1000 + 11) } },
      { status: 429, headers: { 'x-ratelimit-reset': String(now.getTime() + 13_000) } },
      { status: 429, headers: { ratelimit: 'limit=100, remaining=0, reset=15' } },
      { status: 429 },
      { body: { data: items(2) } },
    ]
    const emulator = await api(() => answers.shift() as Reply)
    const { source, waits } = open({ emulators: [emulator], manifest: manifest(emulator.origin), now: () => now })
    const { records } = await readAll(source, ['items'])
    expect(records['items']).toHaveLength(2)
    // Dates and resets say until when: what has passed by then counts.
    expect(waits.map((ms) => ms / 1000)).toEqual([7, 2, 2, 2, 15, 32])
  })

  test('a server error is tried again, and then told with what the source says, without the query', async () => {
    const emulator = await api(() => ({ status: 500, body: { error: { message: 'db down' } } }))
    const { source, waits } = open({
      emulators: [emulator],
      manifest: manifest(emulator.origin, { requester: { request_parameters: { token: 'abc-s3cret' } } }),
    })
    const { errors } = await readAll(source, ['items'])
    expect(errors['items']).toMatchObject({
      code: 'source_failed',
      message: expect.stringContaining('/items answered 500: db down'),
    })
    expect(errors['items']?.message).not.toContain('abc-s3cret')
    expect(emulator.calls).toHaveLength(6)
    expect(waits).toEqual([2000, 4000, 8000, 16000, 32000])
  })

  test('declared filters decide: by code, predicate or message, the first that matches, in a composite too', async () => {
    const status: Record<string, Reply> = {
      a: { status: 404, body: { message: 'gone' } },
      b: { status: 200, body: { error: 'nope', data: [] } },
      c: { status: 400, body: { message: 'Limit exceeded today' } },
    }
    let limited = 0
    const emulator = await api(({ query }) => {
      const which = query.get('which') as string
      return which === 'c' && limited++ > 0 ? { body: { data: items(3) } } : (status[which] as Reply)
    })
    const error_handler = {
      type: 'CompositeErrorHandler',
      error_handlers: [
        { response_filters: [{ http_codes: [404], action: 'IGNORE' }] },
        {
          type: 'DefaultErrorHandler',
          response_filters: [
            { predicate: "{{ 'error' in response }}", action: 'FAIL', error_message: 'said {{ response.error }}' },
          ],
        },
        {
          response_filters: [{ error_message_contains: 'Limit exceeded', action: 'RATE_LIMITED' }],
          backoff_strategies: [{ type: 'ConstantBackoffStrategy', backoff_time_in_seconds: 3 }],
        },
      ],
    }
    const read = async (which: string) => {
      const { source, waits } = open({
        emulators: [emulator],
        manifest: manifest(emulator.origin, { requester: { error_handler, request_parameters: { which } } }),
      })
      return { ...(await readAll(source, ['items'])), waits }
    }
    expect((await read('a')).errors).toEqual({})
    expect((await read('b')).errors['items']?.message).toContain('said nope')
    const third = await read('c')
    expect(third.records['items']).toHaveLength(3)
    expect(third.waits).toContain(3000)
  })

  test('a cut answer, a reset, an answer that is no JSON, and a forbidden stream are told apart', async () => {
    const emulator = await api(
      ({ query }) =>
        ({
          cut: { body: '{"data": [{"id"' },
          html: { body: '<html>' },
          reset: { reset: true as const },
          forbidden: { status: 403, body: { error: 'no scope' } },
        })[query.get('how') as 'cut'],
    )
    for (const [how, code] of Object.entries({
      cut: 'source_answer_invalid',
      html: 'source_answer_invalid',
      reset: 'source_unreachable',
      forbidden: 'source_forbidden',
    })) {
      const { source } = open({
        emulators: [emulator],
        manifest: manifest(emulator.origin, { requester: { request_parameters: { how } } }),
      })
      expect((await readAll(source, ['items'])).errors['items']?.code).toBe(code)
    }
  })

  test('an error inside an answer of 200 is told, and never taken for the end of a list or for a record', async () => {
    const paginator = {
      type: 'DefaultPaginator',
      page_token_option: pageParam,
      pagination_strategy: { type: 'PageIncrement', page_size: 2, start_from_page: 1 },
    }
    const fail = (body: unknown) => async () => {
      const emulator = await api(() => ({ body }))
      const { source } = open({ emulators: [emulator], manifest: manifest(emulator.origin) })
      return readAll(source, ['items'])
    }
    expect((await fail({ error: { message: 'quota used up' } })()).errors['items']).toMatchObject({
      code: 'source_failed',
      message: expect.stringContaining('/items answers 200 with an error inside: quota used up'),
    })
    expect((await fail({ success: false, message: 'no' })()).errors['items']?.message).toContain('error inside: no')
    // The second page says so: what is there is not all.
    const emulator = await api(({ query }) =>
      query.get('page') === '2' ? { body: { errors: ['shutting down'], data: [] } } : { body: { data: items(2) } },
    )
    const { source } = open({
      emulators: [emulator],
      manifest: manifest(emulator.origin, { retriever: { paginator } }),
    })
    const read = await readAll(source, ['items'])
    expect(read.records['items']).toHaveLength(2)
    expect(read.errors['items']?.message).toContain('shutting down')
    // Where the answer itself is the list, an error is no record, but a record may have a field of that name.
    const atTop = async (body: unknown) => {
      const server = await api(() => ({ body }))
      const { source } = open({
        emulators: [server],
        manifest: manifest(server.origin, { retriever: { record_selector: { extractor: { field_path: [] } } } }),
      })
      return readAll(source, ['items'])
    }
    expect((await atTop({ error: 'no access' })).errors['items']?.message).toContain('no access')
    expect((await atTop({ id: 1, error: 'of the job' })).records['items']).toHaveLength(1)
    for (const empty of [
      { data: [], error: null },
      { data: [], errors: [] },
      { data: [], ok: true },
    ])
      expect((await fail(empty)()).errors).toEqual({})
  })

  test('a limit that lasts for hours ends the read and says until when', async () => {
    const emulator = await api(() => ({ status: 429, headers: { 'retry-after': '86400' } }))
    const { source } = open({
      emulators: [emulator],
      manifest: manifest(emulator.origin),
      now: () => new Date('2024-01-01T00:00:00Z'),
    })
    expect((await readAll(source, ['items'])).errors['items']).toMatchObject({
      code: 'source_rate_limited',
      message: expect.stringContaining('2024-01-02T00:00:00'),
    })
  })

  test('no records are said aloud; 204 and null lists are empty', async () => {
    const emulator = await api(({ query }) => (query.get('how') === '204' ? { status: 204 } : { body: { data: null } }))
    for (const how of ['204', 'null']) {
      const { source } = open({
        emulators: [emulator],
        manifest: manifest(emulator.origin, { requester: { request_parameters: { how } } }),
      })
      const read = await readAll(source, ['items'])
      expect(read.records['items']).toEqual([])
      expect(read.notices).toEqual(['no_records: items gave no records.'])
    }
  })
})

describe('records', () => {
  test('are found by wildcards, filtered, transformed, and keep every digit', async () => {
    const emulator = await api(() => ({
      body: '{"groups":{"a":{"rows":[{"id":12345678901234567890,"Name":"x","secret":1,"n":{"deep":true}}]},"b":{"rows":[{"id":2,"Name":null,"n":{"deep":false}}]}}}',
    }))
    const { source } = open({
      emulators: [emulator],
      manifest: manifest(emulator.origin, {
        retriever: { record_selector: { extractor: { field_path: ['groups', '*', 'rows'] } } },
        stream: {
          transformations: [
            {
              type: 'AddFields',
              fields: [
                { path: ['meta', 'label'], value: "{{ record['Name'] or 'none' }}-{{ record.id }}" },
                { path: ['code'], value: '007' },
                { path: ['as_text'], value: "{{ '12' }}", value_type: 'string' },
              ],
            },
            { type: 'RemoveFields', field_pointers: [['secret'], ['n', '*']] },
            { type: 'KeysToLower' },
          ],
        },
      }),
    })
    expect((await readAll(source, ['items'])).records['items']).toEqual([
      {
        id: 12345678901234567890n,
        name: 'x',
        n: {},
        meta: { label: 'x-12345678901234567890' },
        code: '007',
        as_text: '12',
      },
      { id: 2, name: null, n: {}, meta: { label: 'none-2' }, code: '007', as_text: '12' },
    ])
  })
})

describe('slices', () => {
  const cursor = {
    type: 'DatetimeBasedCursor',
    cursor_field: 'updated',
    datetime_format: '%Y-%m-%dT%H:%M:%SZ',
    start_datetime: '{{ config.start }}',
    step: 'P1M',
    cursor_granularity: 'PT1S',
    lookback_window: 'P1D',
    start_time_option: { inject_into: 'request_parameter', field_name: 'from' },
    end_time_option: { inject_into: 'request_parameter', field_name: 'to' },
  }
  const rows = ['2024-01-05', '2024-01-20', '2024-02-10', '2024-03-01'].map((day, id) => ({
    id,
    updated: `${day}T00:00:00Z`,
  }))
  const between = ({ query }: Call) => ({
    body: {
      data: rows.filter(({ updated }) => updated >= (query.get('from') ?? '') && updated <= (query.get('to') ?? 'z')),
    },
  })

  test('of time meet without a gap or an overlap; the next read starts at the newest record less the lookback', async () => {
    const emulator = await api(between)
    const options = {
      emulators: [emulator],
      config: { start: '2024-01-01T00:00:00Z' },
      now: () => new Date('2024-03-15T12:00:00Z'),
      manifest: manifest(emulator.origin, {
        stream: { incremental_sync: cursor },
        spec: { properties: { start: { type: 'string' } } },
      }),
    }
    const first = await readAll(open(options).source, ['items'])
    expect(first.records['items']).toEqual(rows)
    expect(emulator.calls.map(({ query }) => `${query.get('from')}/${query.get('to')}`)).toEqual([
      '2024-01-01T00:00:00Z/2024-01-31T23:59:59Z',
      '2024-02-01T00:00:00Z/2024-02-29T23:59:59Z',
      '2024-03-01T00:00:00Z/2024-03-15T12:00:00Z',
    ])
    expect(first.state['items']).toEqual({ cursor: { updated: '2024-03-01T00:00:00Z' } })
    const second = await readAll(open(options).source, ['items'], { mode: 'incremental', state: first.state })
    expect(emulator.calls.at(-1)?.query.get('from')).toBe('2024-02-29T00:00:00Z')
    expect(second.records['items']).toEqual([rows[3]])
  })

  test('of parents nest, carry options, skip parents without a key, and keep a cursor each', async () => {
    const parents = [{ id: 'p1' }, { id: null }, { id: 'p2' }]
    const emulator = await api((call) => {
      if (call.path === '/parents') return { body: { data: parents } }
      const [, , parent, kind] = call.path.split('/')
      return {
        body: {
          data: [
            {
              id: `${parent}-${kind}`,
              updated: parent === 'p1' ? '2024-02-01T00:00:00Z' : '2024-02-02T00:00:00Z',
              from: call.query.get('from'),
              for: call.query.get('for'),
            },
          ],
        },
      }
    })
    const base = manifest(emulator.origin)
    const parent = {
      ...base.streams[0],
      name: 'parents',
      retriever: {
        ...base.streams[0]?.retriever,
        requester: { type: 'HttpRequester', url_base: emulator.origin, path: '/parents' },
      },
    }
    const { step: _step, cursor_granularity: _granularity, lookback_window: _lookback, ...open_cursor } = cursor
    const child = manifest(emulator.origin, {
      requester: { path: '/parents/{{ stream_partition.parent_id }}/{{ stream_slice.kind }}' },
      retriever: {
        partition_router: [
          {
            type: 'SubstreamPartitionRouter',
            parent_stream_configs: [
              {
                stream: parent,
                parent_key: 'id',
                partition_field: 'parent_id',
                request_option: { inject_into: 'request_parameter', field_name: 'for' },
              },
            ],
          },
          { type: 'ListPartitionRouter', values: ['notes', 'calls'], cursor_field: 'kind' },
        ],
      },
      stream: { incremental_sync: open_cursor },
      spec: { properties: { start: { type: 'string' } } },
    })
    const options = { emulators: [emulator], config: { start: '2024-01-01T00:00:00Z' }, manifest: child }
    const { records, state, notices } = await readAll(open(options).source, ['items'])
    expect(records['items']?.map(({ id, for: parentId }) => `${id} for ${parentId}`)).toEqual([
      'p1-notes for p1',
      'p1-calls for p1',
      'p2-notes for p2',
      'p2-calls for p2',
    ])
    expect(notices[0]).toMatch(/parent_without_key: 1 records of parents have no id/)
    expect(state['items']?.cursor).toMatchObject({
      use_global_cursor: false,
      states: expect.arrayContaining([
        {
          partition: { parent_id: 'p1', kind: 'notes', parent_slice: {} },
          cursor: { updated: '2024-02-01T00:00:00Z' },
        },
      ]),
    })
    const second = await readAll(open(options).source, ['items'], { mode: 'incremental', state })
    expect(second.records['items']?.map(({ from }) => from)).toEqual([
      '2024-02-01T00:00:00Z',
      '2024-02-01T00:00:00Z',
      '2024-02-02T00:00:00Z',
      '2024-02-02T00:00:00Z',
    ])
  })

  test('of a parent that several children go through ask for it once where the connector says so', async () => {
    const emulator = await api(({ path, query }) => {
      if (path !== '/parents') return { body: { data: [{ id: `${path}-1` }] } }
      const page = Number(query.get('page') ?? 0)
      return { body: { data: page < 3 ? items(2, page * 2) : [] } }
    })
    const base = manifest(emulator.origin)
    const parentWith = (use_cache: boolean) => ({
      ...base.streams[0],
      name: 'parents',
      retriever: {
        ...base.streams[0]?.retriever,
        requester: { type: 'HttpRequester', url_base: emulator.origin, path: '/parents', use_cache },
        paginator: {
          type: 'DefaultPaginator',
          page_token_option: pageParam,
          pagination_strategy: { type: 'PageIncrement', page_size: 2 },
        },
      },
      transformations: [{ type: 'RemoveFields', field_pointers: [['other']] }],
    })
    const childOf = (name: string, parent: object) => ({
      ...manifest(emulator.origin, {
        requester: { path: `/${name}/{{ stream_partition.parent_id }}` },
        retriever: {
          partition_router: {
            type: 'SubstreamPartitionRouter',
            parent_stream_configs: [{ parent_key: 'id', partition_field: 'parent_id', stream: parent }],
          },
        },
        stream: { name },
      }).streams[0],
    })
    for (const [use_cache, calls] of [
      [false, 12],
      [true, 4],
    ] as const) {
      const parent = parentWith(use_cache)
      const whole = { ...base, check: { type: 'CheckStream', stream_names: ['parents'] } }
      const { source } = open({
        emulators: [emulator],
        manifest: { ...whole, streams: [parent, childOf('notes', parent), childOf('tasks', parent)] },
      })
      emulator.calls.length = 0
      const { records, errors } = await readAll(source, ['parents', 'notes', 'tasks'])
      expect(errors).toEqual({})
      expect(records['parents']?.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5])
      for (const name of ['notes', 'tasks'])
        expect(records[name]?.map(({ id }) => id)).toEqual([0, 1, 2, 3, 4, 5].map((id) => `/${name}/${id}-1`))
      expect(emulator.calls.filter(({ path }) => path === '/parents')).toHaveLength(calls)
      // What one read has seen is nothing to the next.
      if (use_cache) {
        await readAll(source, ['parents'])
        expect(emulator.calls.filter(({ path }) => path === '/parents')).toHaveLength(calls + 4)
      }
    }
  })

  test('of a data feed stop at the first known record; client-side reading filters', async () => {
    const feed = [5, 4, 3, 2, 1].map((day) => ({ id: day, updated: `2024-01-0${day}T00:00:00Z` }))
    const emulator = await api(({ query }) => ({
      body: { data: feed.slice(Number(query.get('page') ?? 0) * 2, Number(query.get('page') ?? 0) * 2 + 2) },
    }))
    const {
      step: _step,
      cursor_granularity: _granularity,
      lookback_window: _lookback,
      start_time_option: _start,
      end_time_option: _end,
      ...plain
    } = cursor
    const options = {
      emulators: [emulator],
      config: { start: '2024-01-03T00:00:00Z' },
      manifest: manifest(emulator.origin, {
        retriever: {
          paginator: {
            type: 'DefaultPaginator',
            page_token_option: pageParam,
            pagination_strategy: { type: 'PageIncrement', page_size: 2 },
          },
        },
        stream: { incremental_sync: { ...plain, is_data_feed: true } },
        spec: { properties: { start: { type: 'string' } } },
      }),
    }
    const { records } = await readAll(open(options).source, ['items'])
    expect(records['items']?.map(({ id }) => id)).toEqual([5, 4, 3])
    expect(emulator.calls).toHaveLength(2)
  })
})

describe('a read that is cut at any batch', () => {
  test('goes on where it stood: every record once, with the state of an uncut read', async () => {
    const parents = items(3).map(({ id }) => ({ id: `p${id}` }))
    const emulator = await api(({ path, query }) => {
      if (path === '/parents') return { body: { data: parents } }
      const page = Number(query.get('page') ?? 0)
      const from = (query.get('from') ?? '').slice(0, 10)
      return {
        body: {
          data:
            page < 3
              ? [0, 1].map((n) => ({
                  id: `${path}@${from}#${page * 2 + n}`,
                  updated: `${from}T00:00:0${page * 2 + n}Z`,
                }))
              : [],
        },
      }
    })
    const base = manifest(emulator.origin)
    const cursor = {
      type: 'DatetimeBasedCursor',
      cursor_field: 'updated',
      datetime_format: '%Y-%m-%dT%H:%M:%SZ',
      start_datetime: '2024-01-01T00:00:00Z',
      end_datetime: '2024-01-02T23:00:00Z',
      step: 'P1D',
      cursor_granularity: 'PT1S',
      start_time_option: { inject_into: 'request_parameter', field_name: 'from' },
    }
    const paginator = {
      type: 'DefaultPaginator',
      page_token_option: pageParam,
      pagination_strategy: { type: 'PageIncrement', page_size: 2 },
    }
    const parent = {
      ...base.streams[0],
      name: 'parents',
      retriever: {
        ...base.streams[0]?.retriever,
        requester: { type: 'HttpRequester', url_base: emulator.origin, path: '/parents' },
      },
    }
    const cases = [
      manifest(emulator.origin, { retriever: { paginator }, stream: { incremental_sync: cursor } }),
      manifest(emulator.origin, {
        requester: { path: '/c/{{ stream_slice.pid }}' },
        retriever: {
          paginator,
          partition_router: {
            type: 'SubstreamPartitionRouter',
            parent_stream_configs: [{ stream: parent, parent_key: 'id', partition_field: 'pid' }],
          },
        },
        stream: { incremental_sync: cursor },
      }),
    ]
    // A clock that jumps makes a stream of partitions hand on small batches.
    let ms = Date.parse('2024-02-01T00:00:00Z')
    const now = () => {
      ms += 300
      return new Date(ms)
    }
    for (const one of cases) {
      const whole = await readAll(open({ emulators: [emulator], manifest: one, now }).source, ['items'])
      const ids = whole.records['items']?.map(({ id }) => id) ?? []
      expect(new Set(ids).size).toBe(ids.length)
      const { length } = whole.batches
      expect(length).toBeGreaterThan(8)
      for (let cut = 1; cut < length; cut += 2) {
        const got: unknown[] = []
        let state = {}
        let seen = 0
        const { source } = open({ emulators: [emulator], manifest: one, now })
        for await (const batch of source.read({ streams: ['items'], mode: 'full', state: {} })) {
          got.push(...batch.records.map(({ id }) => id))
          state = JSON.parse(JSON.stringify({ items: batch.state }))
          if (++seen >= cut) break
        }
        const rest = await readAll(open({ emulators: [emulator], manifest: one, now }).source, ['items'], { state })
        got.push(...(rest.records['items']?.map(({ id }) => id) ?? []))
        expect(got).toEqual(ids)
        expect(rest.state['items']).toEqual(whole.state['items'])
      }
    }
  })

  test('of partitions asks for several at once, no more than may be, and tells them in order, up to the one that fails', async () => {
    let running = 0
    let most = 0
    let broken = true
    const emulator = await api(async ({ path }) => {
      if (path === '/parents') return { body: { data: items(24) } }
      most = Math.max(most, ++running)
      const id = Number(path.split('/').at(-1))
      // The later of each four are the faster ones.
      await new Promise((resolve) => setTimeout(resolve, 12 - (id % 4) * 3))
      running--
      if (broken && id === 17) return { status: 403, body: { message: 'not this one' } }
      return { body: { data: items(2, id * 10) } }
    })
    const base = manifest(emulator.origin)
    const parent = {
      ...base.streams[0],
      name: 'parents',
      retriever: {
        ...base.streams[0]?.retriever,
        requester: { type: 'HttpRequester', url_base: emulator.origin, path: '/parents' },
      },
    }
    const childOf = (name: string) =>
      manifest(emulator.origin, {
        requester: { path: `/${name}/{{ stream_slice.pid }}` },
        retriever: {
          partition_router: {
            type: 'SubstreamPartitionRouter',
            parent_stream_configs: [{ stream: parent, parent_key: 'id', partition_field: 'pid' }],
          },
        },
        stream: { name },
      }).streams[0]
    const whole = {
      ...base,
      check: { type: 'CheckStream', stream_names: ['a'] },
      streams: [childOf('a'), childOf('b')],
    }
    // A clock that jumps makes a stream of partitions hand on small batches.
    let ms = Date.parse('2024-02-01T00:00:00Z')
    const now = () => {
      ms += 300
      return new Date(ms)
    }
    const { source } = open({ emulators: [emulator], manifest: whole, concurrency: 3, now })
    const expected = items(24).flatMap(({ id }) => items(2, id * 10).map((item) => item.id))
    const cut = await readAll(source, ['a', 'b'])
    expect(cut.errors).toMatchObject({ a: { code: 'source_forbidden' }, b: { code: 'source_forbidden' } })
    expect(cut.records['a']?.length).toBeGreaterThan(10)
    broken = false
    // Those that were given up are over by then.
    await new Promise((resolve) => setTimeout(resolve, 50))
    most = 0
    const rest = await readAll(source, ['a', 'b'], { state: cut.state })
    expect(most).toBe(3)
    for (const name of ['a', 'b'])
      expect([...(cut.records[name] ?? []), ...(rest.records[name] ?? [])].map(({ id }) => id)).toEqual(expected)
  })

  test('stops at once when it is aborted', async () => {
    const emulator = await api(({ query }) =>
      query.get('page') === '2' ? { hang: true } : { body: { data: items(2, Number(query.get('page') ?? 0) * 2) } },
    )
    const { source } = open({
      emulators: [emulator],
      manifest: manifest(emulator.origin, {
        retriever: {
          paginator: {
            type: 'DefaultPaginator',
            page_token_option: pageParam,
            pagination_strategy: { type: 'PageIncrement', page_size: 2 },
          },
        },
      }),
    })
    const abort = new AbortController()
    const start = performance.now()
    setTimeout(() => abort.abort(new Error('canceled')), 100)
    await expect(readAll(source, ['items'], { signal: abort.signal })).rejects.toThrow('canceled')
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe('one stream that fails', () => {
  test('leaves the others alone', async () => {
    const emulator = await api(({ path }) =>
      path === '/bad' ? { status: 403, body: { message: 'no' } } : { body: { data: items(3) } },
    )
    const base = manifest(emulator.origin)
    const bad = manifest(emulator.origin, { requester: { path: '/bad' }, stream: { name: 'bad' } })
    const { source } = open({
      emulators: [emulator],
      manifest: { ...base, streams: [...base.streams, ...bad.streams] },
    })
    const { records, errors } = await readAll(source, ['bad', 'items'])
    expect(records['items']).toHaveLength(3)
    expect(Object.keys(errors)).toEqual(['bad'])
    await expect(readAll(source, ['other'])).rejects.toMatchObject({ code: 'stream_unknown' })
  })
})
