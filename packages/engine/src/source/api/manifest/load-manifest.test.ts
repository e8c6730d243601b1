import { describe, expect, test } from 'vitest'
import { EngineError } from '../../../errors.ts'
import { child, children, need, raw, text } from './component.ts'
import { loadManifest } from './load-manifest.ts'

const yaml = (streams: string, rest = '') => `version: 6.1.0
type: DeclarativeSource
check:
  type: CheckStream
  stream_names: [users]
streams:
${streams}
${rest}`

const simple = yaml(`  - name: users
    retriever:
      requester: { url_base: "https://a.example", path: /users }
      record_selector: { extractor: { field_path: [] } }`)

function failure(source: string): EngineError {
  try {
    loadManifest(source)
  } catch (error) {
    if (error instanceof EngineError) return error
    throw error
  }
  throw new Error('the manifest was loaded')
}

describe('loading', () => {
  test('absent types come from the position', () => {
    const [stream] = loadManifest(simple).streams
    if (!stream) throw new Error('no stream')
    const retriever = need(stream, 'retriever')
    expect([stream.type, retriever.type, need(retriever, 'requester').type]).toEqual([
      'DeclarativeStream',
      'SimpleRetriever',
      'HttpRequester',
    ])
    expect(need(need(retriever, 'record_selector'), 'extractor').type).toBe('DpathExtractor')
  })

  test('references are followed, keys beside them replace, parameters flow down and fill what is empty', () => {
    const manifest = loadManifest(
      yaml(
        `  - $ref: "#/definitions/base"
    $parameters: { name: users, path: "/v1/users", page_size: 5 }
  - $ref: "#/definitions/base"
    name: teams
    retriever:
      $ref: "#/definitions/base/retriever"
      requester:
        $ref: "#/definitions/requester"
        path: /v1/teams
    $parameters: { path: ignored }`,
        `definitions:
  requester:
    type: HttpRequester
    url_base: https://a.example
    authenticator: "#/definitions/auth"
    request_headers: { X: "{{ parameters.path }}" }
  auth: { type: BearerAuthenticator, api_token: "{{ config['key'] }}" }
  base:
    type: DeclarativeStream
    retriever:
      type: SimpleRetriever
      requester: { $ref: "#/definitions/requester" }
      record_selector: { extractor: { type: DpathExtractor, field_path: ["{{ parameters['name'] }}"] } }
      paginator:
        type: DefaultPaginator
        pagination_strategy: { type: OffsetIncrement }`,
      ),
    )
    const [users, teams] = manifest.streams
    if (!users || !teams) throw new Error('no streams')
    const requester = need(need(users, 'retriever'), 'requester')
    expect([text(users, 'name'), text(requester, 'path'), child(requester, 'authenticator')?.type]).toEqual([
      'users',
      '/v1/users',
      'BearerAuthenticator',
    ])
    expect(raw(need(need(need(users, 'retriever'), 'paginator'), 'pagination_strategy'), 'page_size')).toBe(5)
    expect(text(need(need(teams, 'retriever'), 'requester'), 'path')).toBe('/v1/teams')
    expect(text(teams, 'name')).toBe('teams')
  })

  test('JSON, anchors, merge keys, and words for booleans are read', () => {
    const manifest = loadManifest(
      yaml(`  - &base
    name: users
    retriever: &retriever
      requester: &requester { url_base: "https://a.example", path: /users, use_cache: yes }
      record_selector: { extractor: { field_path: [] } }
  - <<: *base
    name: teams
    retriever:
      <<: *retriever
      requester: { <<: *requester, path: /teams }`),
    )
    expect(manifest.streams.map((stream) => text(need(need(stream, 'retriever'), 'requester'), 'path'))).toEqual([
      '/users',
      '/teams',
    ])
    expect(
      loadManifest(
        JSON.stringify({
          version: '0.29.0',
          streams: [
            {
              name: 'x',
              retriever: {
                requester: { url_base: 'https://a.example' },
                record_selector: { extractor: { field_path: [] } },
              },
            },
          ],
        }),
      ).checkStreams,
    ).toEqual(['x'])
  })
})

describe('what cannot be run is refused', () => {
  test.each([
    [
      'a component by name and place',
      simple.replace('requester: {', 'decoder: { type: XmlDecoder }\n      requester: {'),
      'manifest_unsupported',
      'streams.0.retriever.decoder: XmlDecoder is not supported',
    ],
    [
      'an unknown component',
      simple.replace('requester: {', 'requester: { type: MagicRequester, '),
      'manifest_unsupported',
      'MagicRequester is not supported',
    ],
    [
      'custom Python',
      simple.replace(
        'requester: {',
        'partition_router: { type: CustomPartitionRouter, class_name: source_x.Router }\n      requester: {',
      ),
      'manifest_unsupported',
      'source_x.Router is custom Python code',
    ],
    [
      'a field of a known component',
      simple.replace('requester: {', 'requester: { query_properties: { type: QueryProperties }, '),
      'manifest_unsupported',
      'query_properties of HttpRequester is not supported',
    ],
    [
      'query properties among parameters',
      simple.replace('requester: {', 'requester: { request_parameters: { p: { type: QueryProperties } }, '),
      'manifest_unsupported',
      'QueryProperties is not supported',
    ],
    [
      'an action',
      simple.replace(
        'requester: {',
        'requester: { error_handler: { response_filters: [{ action: RESET_PAGINATION, http_codes: [400] }] }, ',
      ),
      'manifest_unsupported',
      '"RESET_PAGINATION" is not supported here',
    ],
    ['dynamic streams', yaml('  []', 'dynamic_streams: [{}]'), 'manifest_invalid', 'no streams'],
    [
      'a schema in a file',
      simple.replace('retriever:', 'schema_loader: { type: JsonFileSchemaLoader }\n    retriever:'),
      'manifest_unsupported',
      'InlineSchemaLoader',
    ],
    ['a later version', simple.replace('6.1.0', '7.0.0'), 'manifest_unsupported', '7.0.0'],
    [
      'a component in the wrong place',
      simple.replace('requester: {', 'requester: { type: DpathExtractor, '),
      'manifest_invalid',
      'DpathExtractor cannot stand here',
    ],
    [
      'a missing part',
      simple.replace('record_selector: { extractor: { field_path: [] } }', ''),
      'manifest_invalid',
      'record_selector',
    ],
    [
      'an expression that cannot be read',
      simple.replace('path: /users', 'path: "{{ config.x"'),
      'manifest_invalid',
      'streams.0.retriever.requester.path',
    ],
    [
      'a variable that is not known',
      simple.replace('path: /users', 'path: "{{ confg.x }}"'),
      'manifest_invalid',
      'the variable confg is not known',
    ],
    [
      'a check of a stream that is not there',
      simple.replace('[users]', '[nobody]'),
      'manifest_invalid',
      'there is no stream nobody',
    ],
    [
      'a reference to nothing',
      simple.replace('requester: {', 'paginator: "#/definitions/gone"\n      requester: {'),
      'manifest_invalid',
      '#/definitions/gone',
    ],
    ['YAML that is none', 'a: [', 'manifest_invalid', 'cannot be read'],
    ['a text', 'hello', 'manifest_invalid', 'no map'],
    ['nothing', '', 'manifest_invalid', 'no map'],
  ])('%s', (_name, source, code, message) => {
    const error = failure(source)
    expect(error.code).toBe(code)
    expect([error.message, ...error.details.map((detail) => `${detail.path}: ${detail.message}`)].join('\n')).toContain(
      message,
    )
  })

  test('every fault is told at once', () => {
    const error = failure(
      simple.replace(
        'requester: {',
        'decoder: { type: XmlDecoder }\n      pagination_reset: { x: 1 }\n      requester: {',
      ),
    )
    expect(error.details.map(({ path }) => path)).toEqual([
      'streams.0.retriever.decoder',
      'streams.0.retriever.pagination_reset',
    ])
  })
})

describe('a hostile document is refused fast', () => {
  const within = (source: string, ms: number) => {
    const start = performance.now()
    const error = failure(source)
    expect(performance.now() - start).toBeLessThan(ms)
    return error
  }
  test('a circle of references', () => {
    const rest = 'definitions: { a: { $ref: "#/definitions/b" }, b: { c: { $ref: "#/definitions/a" } } }'
    expect(within(yaml('  - $ref: "#/definitions/a"', rest), 1000).message).toMatch(/circle: .*#\/definitions\/a/)
    expect(
      within(yaml('  - $ref: "#/definitions/a"', 'definitions: { a: { $ref: "#/definitions/a" } }'), 1000).message,
    ).toMatch(/circle/)
    expect(
      within(yaml('  - "#/definitions/a"', 'definitions: { a: "#/definitions/b", b: "#/definitions/a" }'), 1000)
        .message,
    ).toMatch(/circle/)
  })
  test('an alias bomb, large or small', () => {
    const levels = Array.from(
      { length: 12 },
      (_, i) =>
        `l${i}: &l${i} [${Array(10)
          .fill(i === 0 ? 'lol' : `*l${i - 1}`)
          .join(', ')}]`,
    ).join('\n')
    expect(within(`${levels}\nversion: 6.0.0\nstreams: *l11`, 3000).code).toBe('manifest_invalid')
    expect(within(`a: &a [${'x, '.repeat(3_500_000)}]\nb: *a`, 500).message).toMatch(/MB/)
  })
  test('a reference bomb', () => {
    const levels = Array.from(
      { length: 40 },
      (_, i) =>
        `  l${i}: { a: ${i === 0 ? 'x' : `{ $ref: "#/definitions/l${i - 1}" }`}, b: ${i === 0 ? 'x' : `{ $ref: "#/definitions/l${i - 1}" }`} }`,
    ).join('\n')
    const source = simple.replace('requester: {', 'requester: { request_body_json: { $ref: "#/definitions/l39" }, ')
    expect(within(`${source}\ndefinitions:\n${levels}`, 5000).message).toMatch(/too large/)
  })
  test('one that is nested without end', () => {
    expect(within(`${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 2000).code).toBe('manifest_invalid')
    expect(within(`a: ${'['.repeat(20_000)}`, 5000).code).toBe('manifest_invalid')
  })
})

describe('the specification', () => {
  test('secrets become credentials, the rest stays configuration', () => {
    const { spec } = loadManifest(
      `${simple}
spec:
  type: Spec
  documentation_url: https://docs.example
  connection_specification:
    type: object
    required: [start_date, credentials, api_key]
    properties:
      start_date: { type: string, format: date }
      api_key: { type: string, airbyte_secret: true, title: API key, pattern: "^sk_" }
      credentials:
        type: object
        required: [how]
        oneOf:
          - title: OAuth
            required: [how, refresh_token]
            properties:
              how: { type: string, const: oauth }
              client_id: { type: string }
              refresh_token: { type: string, airbyte_secret: true }
          - title: Token
            required: [how, token]
            properties: { how: { type: string, const: token }, token: { type: string, airbyte_secret: true } }`,
    )
    expect(spec.docs_url).toBe('https://docs.example')
    expect(spec.credentials_schema).toEqual({
      api_key: { type: 'string', secret: true, required: true, title: 'API key', pattern: '^sk_' },
      'credentials.refresh_token': {
        type: 'string',
        secret: true,
        required: true,
        when: { field: 'credentials.how', value: 'oauth' },
      },
      'credentials.token': {
        type: 'string',
        secret: true,
        required: true,
        when: { field: 'credentials.how', value: 'token' },
      },
    })
    expect(spec.config_schema).toMatchObject({
      required: ['start_date', 'credentials'],
      properties: {
        start_date: { format: 'date' },
        credentials: { oneOf: [{ required: ['how'], properties: { client_id: {} } }, { required: ['how'] }] },
      },
    })
    expect(JSON.stringify(spec.config_schema)).not.toContain('airbyte_secret')
  })
})

test('lists of routers and transformations may stand alone', () => {
  const manifest = loadManifest(
    simple.replace('    retriever:', '    transformations: { type: KeysToLower }\n    retriever:'),
  )
  expect(children(manifest.streams[0] as never, 'transformations').map(({ type }) => type)).toEqual(['KeysToLower'])
})
