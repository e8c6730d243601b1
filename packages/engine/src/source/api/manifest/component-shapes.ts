/**
 * What a field of a component holds:
 * - `template`: a text with a template, or a plain value; `templates`: templates at any depth of lists and maps
 * - `text`, `integer`, `boolean`, `any`: as written
 * - `component`, `components`, `componentMap`: one, a list (or one standing alone), a map of other components, of one of `types`
 */
export type Field = {
  kind: 'template' | 'templates' | 'text' | 'integer' | 'boolean' | 'any' | 'component' | 'components' | 'componentMap'
  types?: readonly string[]
  /** The type when none is written. Left out: the only one of `types`. */
  fallback?: string
  required?: true
  /** The values a text may have. */
  values?: readonly string[]
}

export type Shape = {
  fields: Readonly<Record<string, Field>>
  /** Fields of the format that this runtime does not know yet: refused by name when they are used. */
  refused?: readonly string[]
}

const template: Field = { kind: 'template' }
const templates: Field = { kind: 'templates' }
const textField: Field = { kind: 'text' }
const integer: Field = { kind: 'integer' }
const boolean: Field = { kind: 'boolean' }
const any: Field = { kind: 'any' }
const must = <T extends Field>(field: T): T & { required: true } => ({ ...field, required: true })
const one = (types: readonly string[], fallback?: string): Field => ({
  kind: 'component',
  types,
  ...(fallback ? { fallback } : {}),
})
const many = (types: readonly string[], fallback?: string): Field => ({
  kind: 'components',
  types,
  ...(fallback ? { fallback } : {}),
})

const authenticators = [
  'ApiKeyAuthenticator',
  'BearerAuthenticator',
  'BasicHttpAuthenticator',
  'OAuthAuthenticator',
  'SessionTokenAuthenticator',
  'SelectiveAuthenticator',
  'NoAuth',
]
const errorHandlers = ['DefaultErrorHandler', 'CompositeErrorHandler']
const decoders = ['JsonDecoder', 'JsonlDecoder', 'IterableDecoder', 'CsvDecoder', 'GzipDecoder']
const routers = ['ListPartitionRouter', 'SubstreamPartitionRouter']
const transformations = [
  'AddFields',
  'RemoveFields',
  'KeysToLower',
  'KeysToSnakeCase',
  'KeysReplace',
  'FlattenFields',
  'DpathFlattenFields',
]
const requestOption = one(['RequestOption'])

/** Every component that this runtime runs. A type that is not here is refused by name when the manifest is loaded. */
export const shapes: Readonly<Record<string, Shape>> = {
  DeclarativeStream: {
    fields: {
      name: textField,
      primary_key: any,
      retriever: must(one(['SimpleRetriever'])),
      schema_loader: many(['InlineSchemaLoader'], 'JsonFileSchemaLoader'),
      incremental_sync: one(['DatetimeBasedCursor']),
      transformations: many(transformations),
      state_migrations: many(['LegacyToPerPartitionStateMigration']),
    },
    refused: ['file_uploader', 'dynamic_streams', 'full_refresh_stream', 'incremental_stream'],
  },
  SimpleRetriever: {
    fields: {
      requester: must(one(['HttpRequester'])),
      record_selector: must(one(['RecordSelector'])),
      paginator: one(['DefaultPaginator', 'NoPagination'], 'NoPagination'),
      partition_router: many(routers),
      decoder: one(decoders),
      ignore_stream_slicer_parameters_on_paginated_requests: boolean,
    },
    refused: ['pagination_reset'],
  },
  HttpRequester: {
    fields: {
      url_base: template,
      url: template,
      path: template,
      http_method: { ...template, values: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] },
      authenticator: one(authenticators),
      error_handler: one(errorHandlers, 'DefaultErrorHandler'),
      request_headers: templates,
      request_parameters: templates,
      request_body_data: templates,
      request_body_json: templates,
      request_body: one([
        'RequestBodyJsonObject',
        'RequestBodyUrlEncodedForm',
        'RequestBodyPlainText',
        'RequestBodyGraphQL',
      ]),
      use_cache: boolean,
    },
    refused: ['fetch_properties_from_endpoint', 'query_properties'],
  },
  RequestBodyJsonObject: { fields: { value: must(templates) } },
  RequestBodyUrlEncodedForm: { fields: { value: must(templates) } },
  RequestBodyPlainText: { fields: { value: must(template) } },
  RequestBodyGraphQL: { fields: { value: must(templates) } },
  RecordSelector: {
    fields: {
      extractor: must(one(['DpathExtractor'])),
      record_filter: one(['RecordFilter']),
      schema_normalization: { kind: 'text', values: ['None', 'Default'] },
      transform_before_filtering: boolean,
    },
  },
  DpathExtractor: { fields: { field_path: must(templates), decoder: one(decoders) }, refused: ['record_expander'] },
  RecordFilter: { fields: { condition: template } },
  AddFields: { fields: { fields: must(many(['AddedFieldDefinition'])), condition: template } },
  AddedFieldDefinition: {
    fields: {
      path: must(templates),
      value: must(template),
      value_type: { kind: 'text', values: ['string', 'number', 'integer', 'boolean'] },
    },
  },
  RemoveFields: { fields: { field_pointers: must(any), condition: template } },
  KeysToLower: { fields: {} },
  KeysToSnakeCase: { fields: {} },
  KeysReplace: { fields: { old: must(template), new: must(template) } },
  FlattenFields: { fields: { flatten_lists: boolean } },
  DpathFlattenFields: {
    fields: { field_path: must(templates), delete_origin_value: boolean, replace_record: boolean },
    refused: ['key_transformation'],
  },
  DefaultPaginator: {
    fields: {
      pagination_strategy: must(one(['PageIncrement', 'OffsetIncrement', 'CursorPagination'])),
      page_size_option: requestOption,
      page_token_option: one(['RequestOption', 'RequestPath']),
      decoder: one(decoders),
    },
  },
  NoPagination: { fields: {} },
  PageIncrement: { fields: { page_size: template, start_from_page: integer, inject_on_first_request: boolean } },
  OffsetIncrement: { fields: { page_size: template, inject_on_first_request: boolean } },
  CursorPagination: {
    fields: { cursor_value: must(template), stop_condition: template, page_size: template, decoder: one(decoders) },
  },
  RequestOption: {
    fields: {
      field_name: template,
      field_path: templates,
      inject_into: must({ kind: 'text', values: ['request_parameter', 'header', 'body_data', 'body_json'] }),
    },
  },
  RequestPath: { fields: {} },
  NoAuth: { fields: {} },
  ApiKeyAuthenticator: { fields: { api_token: template, header: template, inject_into: requestOption } },
  BearerAuthenticator: { fields: { api_token: must(template) } },
  BasicHttpAuthenticator: { fields: { username: must(template), password: template } },
  OAuthAuthenticator: {
    fields: {
      client_id: template,
      client_id_name: template,
      client_secret: template,
      client_secret_name: template,
      refresh_token: template,
      refresh_token_name: template,
      token_refresh_endpoint: template,
      access_token_value: template,
      access_token_name: template,
      expires_in_name: template,
      grant_type: template,
      grant_type_name: template,
      scopes: any,
      token_expiry_date: template,
      token_expiry_date_format: textField,
      refresh_request_body: templates,
      refresh_request_headers: templates,
      refresh_token_updater: any,
      use_profile_assertion: any,
      send_refresh_request_as_query_params: any,
    },
    refused: ['profile_assertion'],
  },
  SessionTokenAuthenticator: {
    fields: {
      login_requester: must(one(['HttpRequester'])),
      session_token_path: must(templates),
      expiration_duration: template,
      request_authentication: must(
        one(['ApiKey', 'Bearer', 'SessionTokenRequestApiKeyAuthenticator', 'SessionTokenRequestBearerAuthenticator']),
      ),
      decoder: one(['JsonDecoder']),
    },
  },
  SessionTokenRequestApiKeyAuthenticator: { fields: { inject_into: must(requestOption), api_token: template } },
  SessionTokenRequestBearerAuthenticator: { fields: {} },
  // The names that the format itself gives the two.
  ApiKey: { fields: { inject_into: must(requestOption), api_token: template } },
  Bearer: { fields: {} },
  SelectiveAuthenticator: {
    fields: {
      authenticator_selection_path: must(any),
      authenticators: must({ kind: 'componentMap', types: authenticators }),
    },
  },
  DefaultErrorHandler: {
    fields: {
      response_filters: many(['HttpResponseFilter'], 'HttpResponseFilter'),
      backoff_strategies: many([
        'ConstantBackoffStrategy',
        'ExponentialBackoffStrategy',
        'WaitTimeFromHeader',
        'WaitUntilTimeFromHeader',
      ]),
      max_retries: template,
    },
  },
  CompositeErrorHandler: { fields: { error_handlers: must(many(errorHandlers, 'DefaultErrorHandler')) } },
  HttpResponseFilter: {
    fields: {
      action: {
        kind: 'text',
        values: ['SUCCESS', 'RETRY', 'FAIL', 'IGNORE', 'RATE_LIMITED', 'REFRESH_TOKEN_THEN_RETRY'],
      },
      failure_type: textField,
      http_codes: any,
      predicate: template,
      error_message: template,
      error_message_contains: textField,
    },
  },
  ConstantBackoffStrategy: { fields: { backoff_time_in_seconds: must(template), jitter_range_in_seconds: template } },
  ExponentialBackoffStrategy: { fields: { factor: template } },
  WaitTimeFromHeader: { fields: { header: must(template), regex: textField, max_waiting_time_in_seconds: template } },
  WaitUntilTimeFromHeader: { fields: { header: must(template), min_wait: template, regex: textField } },
  DatetimeBasedCursor: {
    fields: {
      cursor_field: must(template),
      datetime_format: must(textField),
      cursor_datetime_formats: any,
      start_datetime: must(one(['MinMaxDatetime'])),
      end_datetime: one(['MinMaxDatetime']),
      start_time_option: requestOption,
      end_time_option: requestOption,
      cursor_granularity: textField,
      step: template,
      lookback_window: template,
      partition_field_start: template,
      partition_field_end: template,
      is_client_side_incremental: boolean,
      is_compare_strictly: boolean,
      is_data_feed: boolean,
      global_substream_cursor: boolean,
    },
    refused: ['clamping', 'api_retention_period'],
  },
  MinMaxDatetime: {
    fields: { datetime: must(template), datetime_format: textField, min_datetime: template, max_datetime: template },
  },
  ListPartitionRouter: {
    fields: { values: must(templates), cursor_field: must(template), request_option: requestOption },
  },
  SubstreamPartitionRouter: { fields: { parent_stream_configs: must(many(['ParentStreamConfig'])) } },
  ParentStreamConfig: {
    fields: {
      stream: must(one(['DeclarativeStream'])),
      parent_key: must(template),
      partition_field: must(template),
      request_option: requestOption,
      incremental_dependency: boolean,
      extra_fields: any,
    },
    refused: ['lazy_read_pointer'],
  },
  InlineSchemaLoader: { fields: { schema: any } },
  LegacyToPerPartitionStateMigration: { fields: {} },
  JsonDecoder: { fields: {} },
  JsonlDecoder: { fields: {} },
  IterableDecoder: { fields: {} },
  CsvDecoder: { fields: { delimiter: textField, encoding: textField }, refused: ['set_values_to_none'] },
  GzipDecoder: { fields: { decoder: must(one(['JsonDecoder', 'JsonlDecoder', 'CsvDecoder'])) } },
  HTTPAPIBudget: {
    fields: {
      policies: must(many(['FixedWindowCallRatePolicy', 'MovingWindowCallRatePolicy', 'UnlimitedCallRatePolicy'])),
      ratelimit_reset_header: textField,
      ratelimit_remaining_header: textField,
      status_codes_for_ratelimit_hit: any,
    },
  },
  FixedWindowCallRatePolicy: {
    fields: {
      period: must(textField),
      call_limit: must(template),
      matchers: many(['HttpRequestRegexMatcher'], 'HttpRequestRegexMatcher'),
    },
  },
  MovingWindowCallRatePolicy: {
    fields: { rates: must(many(['Rate'])), matchers: many(['HttpRequestRegexMatcher'], 'HttpRequestRegexMatcher') },
  },
  UnlimitedCallRatePolicy: { fields: { matchers: many(['HttpRequestRegexMatcher'], 'HttpRequestRegexMatcher') } },
  Rate: { fields: { limit: must(template), interval: must(textField) } },
  HttpRequestRegexMatcher: {
    fields: {
      method: textField,
      url_base: textField,
      url_path_pattern: textField,
      params: any,
      headers: any,
      weight: any,
    },
  },
  ConcurrencyLevel: { fields: { default_concurrency: template, max_concurrency: integer } },
  CheckStream: { fields: { stream_names: any }, refused: ['dynamic_streams_check_configs'] },
}

/** Parts of the format whose absence is worth its own words. */
export const refusedTypes: Readonly<Record<string, string>> = {
  JsonFileSchemaLoader:
    'its schema lies in a file beside the manifest; put it into the manifest with an InlineSchemaLoader',
}
