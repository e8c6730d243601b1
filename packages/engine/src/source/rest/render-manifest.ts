import { restSpec } from './rest-spec.ts'

export type PageSize = { param: string; size: number }

/** How an endpoint goes from page to page. */
export type Paging =
  | { kind: 'none' }
  | { kind: 'link_header'; size?: PageSize }
  | { kind: 'next_url'; at: string[]; size?: PageSize }
  | { kind: 'next_token'; at: string[]; param: string; size?: PageSize }
  | { kind: 'page'; param: string; start: number; size?: PageSize }
  | { kind: 'offset'; param: string; size?: PageSize }
  | { kind: 'last_key'; param: string; field: string; size?: PageSize }

/** What was found out about one endpoint. */
export type EndpointFacts = {
  name: string
  path: string
  recordsPath: string[]
  paging: Paging
  key: string | null
  cursor: { field: string; param: string; format: string; formats: string[] } | null
  schema: Record<string, unknown>
  /** How many records the first page had: with more of them, more can be found out about paging. */
  seen: number
}

/** The facts as a manifest of the declarative runtime. Settings stay templates, secrets are only named. */
export function renderManifest(
  facts: readonly EndpointFacts[],
  config: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  return {
    version: '6.0.0',
    type: 'DeclarativeSource',
    check: { type: 'CheckStream', stream_names: facts.slice(0, 1).map(({ name }) => name) },
    streams: facts.map((one) => renderStream(one, config)),
    // For `readFacts`; a manifest may carry what it likes here.
    metadata: { endpoints: facts.map(({ schema: _schema, ...rest }) => rest) },
    spec: {
      type: 'Spec',
      documentation_url: restSpec.docs_url,
      connection_specification: {
        ...restSpec.config_schema,
        properties: {
          ...(restSpec.config_schema['properties'] as object),
          ...Object.fromEntries(
            Object.entries(restSpec.credentials_schema).map(([name, { title }]) => [
              name,
              { type: 'string', title, airbyte_secret: true },
            ]),
          ),
        },
      },
    },
  }
}

function renderStream(facts: EndpointFacts, config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { name, key, cursor, recordsPath, schema } = facts
  return {
    type: 'DeclarativeStream',
    name,
    ...(key === null ? {} : { primary_key: [key] }),
    retriever: {
      type: 'SimpleRetriever',
      requester: {
        type: 'HttpRequester',
        url_base: "{{ config['base_url'] }}",
        path: facts.path,
        http_method: 'GET',
        authenticator: renderAuthenticator(config),
      },
      record_selector: {
        type: 'RecordSelector',
        extractor: { type: 'DpathExtractor', field_path: recordsPath },
      },
      paginator: renderPaginator(facts.paging),
    },
    ...(cursor
      ? {
          incremental_sync: {
            type: 'DatetimeBasedCursor',
            cursor_field: cursor.field,
            datetime_format: cursor.format,
            cursor_datetime_formats: cursor.formats,
            start_datetime: {
              type: 'MinMaxDatetime',
              datetime: '1970-01-02T00:00:00Z',
              datetime_format: '%Y-%m-%dT%H:%M:%SZ',
            },
            start_time_option: requestParameter(cursor.param),
            lookback_window: 'PT10M',
          },
        }
      : {}),
    schema_loader: { type: 'InlineSchemaLoader', schema },
  }
}

const requestParameter = (name: string) => ({
  type: 'RequestOption',
  inject_into: 'request_parameter',
  field_name: name,
})

function renderAuthenticator(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  switch (config['auth']) {
    case 'bearer':
      return { type: 'BearerAuthenticator', api_token: "{{ config['token'] }}" }
    case 'api_key':
      return {
        type: 'ApiKeyAuthenticator',
        api_token: "{{ config['api_key'] }}",
        inject_into: {
          type: 'RequestOption',
          inject_into: config['api_key_in'] === 'query' ? 'request_parameter' : 'header',
          field_name: String(config['api_key_name']),
        },
      }
    case 'basic':
      return {
        type: 'BasicHttpAuthenticator',
        username: "{{ config['username'] }}",
        password: "{{ config['password'] }}",
      }
    case 'oauth_client_credentials':
      return {
        type: 'OAuthAuthenticator',
        grant_type: 'client_credentials',
        token_refresh_endpoint: "{{ config['token_url'] }}",
        client_id: "{{ config['client_id'] }}",
        client_secret: "{{ config['client_secret'] }}",
        scopes: (config['scopes'] as string[] | undefined) ?? [],
      }
    default:
      return { type: 'NoAuth' }
  }
}

/** `['meta', 'next']` as an expression that is nothing where a name is missing or null. */
export function expressionAt(path: readonly string[]): string {
  return path.reduce(
    (inner, name, index) => (index === 0 ? `response.get('${name}')` : `(${inner} or {}).get('${name}')`),
    '',
  )
}

function renderPaginator(paging: Paging): Record<string, unknown> {
  if (paging.kind === 'none') return { type: 'NoPagination' }
  const size = paging.size ? { page_size: paging.size.size } : {}
  const [token, strategy] = renderStrategy(paging, size)
  return {
    type: 'DefaultPaginator',
    page_token_option: token,
    ...(paging.size ? { page_size_option: requestParameter(paging.size.param) } : {}),
    pagination_strategy: strategy,
  }
}

function renderStrategy(paging: Exclude<Paging, { kind: 'none' }>, size: { page_size?: number }) {
  switch (paging.kind) {
    case 'link_header':
      return [
        { type: 'RequestPath' },
        {
          type: 'CursorPagination',
          ...size,
          cursor_value: "{{ headers['link']['next']['url'] }}",
          stop_condition: "{{ 'next' not in headers.get('link', {}) }}",
        },
      ]
    case 'next_url':
      return [
        { type: 'RequestPath' },
        { type: 'CursorPagination', ...size, cursor_value: `{{ ${expressionAt(paging.at)} or '' }}` },
      ]
    case 'next_token':
      return [
        requestParameter(paging.param),
        { type: 'CursorPagination', ...size, cursor_value: `{{ ${expressionAt(paging.at)} or '' }}` },
      ]
    case 'page':
      return [
        requestParameter(paging.param),
        { type: 'PageIncrement', ...size, start_from_page: paging.start, inject_on_first_request: true },
      ]
    case 'offset':
      return [requestParameter(paging.param), { type: 'OffsetIncrement', ...size, inject_on_first_request: true }]
    case 'last_key':
      return [
        requestParameter(paging.param),
        {
          type: 'CursorPagination',
          ...size,
          cursor_value: `{{ last_record['${paging.field}'] }}`,
          stop_condition: '{{ last_page_size == 0 }}',
        },
      ]
  }
}
