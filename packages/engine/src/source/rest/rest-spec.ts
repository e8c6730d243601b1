import type { ConnectorSpec } from '../api/index.ts'

const docsUrl = 'https://spec.openapis.org/oas/latest.html'

/** Settings and secrets of a JSON API that no other connector knows. */
export const restSpec: ConnectorSpec = {
  docs_url: docsUrl,
  config_schema: {
    type: 'object',
    required: ['base_url'],
    additionalProperties: false,
    properties: {
      base_url: {
        type: 'string',
        title: 'Base URL',
        description: 'What all addresses of the API begin with, such as https://api.example.com/v1.',
        pattern: '^https?://[^\\s/?#@{}]+(/[^\\s?#{}]*)?$',
      },
      endpoints: {
        type: 'array',
        title: 'List endpoints',
        description: 'Paths below the base URL that answer with a list of records, such as /contacts.',
        items: { type: 'string', pattern: '^/?[^\\s#{}]+$', maxLength: 500 },
        maxItems: 50,
        default: [],
      },
      openapi_url: {
        type: 'string',
        title: 'OpenAPI document',
        description:
          'Where the description of the API is, on the same host. Its list endpoints are read when none are named.',
        pattern: '^(https?://|/)[^\\s{}]+$',
      },
      openapi: {
        type: 'string',
        title: 'OpenAPI document, pasted',
        description: 'The description itself, JSON or YAML, where it has no address.',
        maxLength: 5_000_000,
      },
      auth: {
        type: 'string',
        title: 'Signing in',
        enum: ['none', 'bearer', 'api_key', 'basic', 'oauth_client_credentials'],
        default: 'none',
      },
      api_key_in: { type: 'string', title: 'Where the key goes', enum: ['header', 'query'], default: 'header' },
      api_key_name: {
        type: 'string',
        title: 'Name of the header or parameter',
        pattern: '^[\\w.-]+$',
        default: 'X-API-Key',
      },
      username: { type: 'string', title: 'User', default: '' },
      client_id: { type: 'string', title: 'Client id', default: '' },
      token_url: { type: 'string', title: 'Token URL', pattern: '^https?://[^\\s{}]+$' },
      scopes: { type: 'array', title: 'Scopes', items: { type: 'string' }, default: [] },
    },
  },
  credentials_schema: {
    token: { type: 'string', secret: true, title: 'Token', required: true, when: { field: 'auth', value: 'bearer' } },
    api_key: {
      type: 'string',
      secret: true,
      title: 'API key',
      required: true,
      when: { field: 'auth', value: 'api_key' },
    },
    password: {
      type: 'string',
      secret: true,
      title: 'Password',
      required: true,
      when: { field: 'auth', value: 'basic' },
    },
    client_secret: {
      type: 'string',
      secret: true,
      title: 'Client secret',
      required: true,
      when: { field: 'auth', value: 'oauth_client_credentials' },
    },
  },
}
