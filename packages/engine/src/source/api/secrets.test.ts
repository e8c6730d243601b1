import { inspect } from 'node:util'
import { afterEach, describe, expect, test } from 'vitest'
import { type Call, type Reply, serve } from '../../../../connectors/test/serve.ts'
import { openForTest, readAll } from '../../../test/support/read-source.ts'
import { encodingsOf } from '../../vault/scrub-secrets.ts'

const closers: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

const secret = 'c4nary "quoted" päss/+&=word-000'

/** Every form of the secret that a source may send back. */
const echoes: Record<string, string> = {
  raw: secret,
  base64: Buffer.from(secret).toString('base64'),
  base64url: Buffer.from(`me:${secret}`).toString('base64url'),
  hex: Buffer.from(secret).toString('hex'),
  url: encodeURIComponent(secret),
  form: new URLSearchParams({ secret }).toString(),
  json: JSON.stringify(JSON.stringify({ secret })),
}

describe('a source that echoes the secret it was sent', () => {
  test.each(Object.entries(echoes))(
    'as %s gets it into no message, no state and no print of the error',
    async (_form, echo) => {
      const where: ((call: Call) => Reply)[] = [
        () => ({ status: 401, body: { message: `bad key: ${echo}` } }),
        () => ({ status: 403, body: `<html>${echo}</html>` }),
        () => ({ status: 400, body: { errors: [{ detail: echo }] } }),
        () => ({ status: 200, body: { error: echo } }),
        () => ({ status: 200, body: `{"cut": "${echo}` }),
      ]
      for (const answer of where) {
        const emulator = await serve(answer)
        const opened = openForTest({
          emulators: [emulator],
          credentials: { key: secret },
          manifest: {
            version: '6.0.0',
            streams: [
              {
                name: 'items',
                retriever: {
                  requester: {
                    url_base: emulator.origin,
                    path: "/items/{{ config['key'] | urlencode }}",
                    authenticator: {
                      type: 'ApiKeyAuthenticator',
                      api_token: '{{ config.key }}',
                      inject_into: { inject_into: 'request_parameter', field_name: 'key' },
                    },
                    error_handler: {
                      type: 'DefaultErrorHandler',
                      response_filters: [
                        {
                          predicate: "{{ 'error' in response }}",
                          action: 'FAIL',
                          error_message: 'said {{ response.error }} to {{ config.key }}',
                        },
                      ],
                    },
                  },
                  record_selector: { extractor: { field_path: ['data'] } },
                },
                schema_loader: { type: 'InlineSchemaLoader', schema: {} },
              },
            ],
            spec: {
              type: 'Spec',
              connection_specification: {
                type: 'object',
                properties: { key: { type: 'string', airbyte_secret: true } },
              },
            },
          },
        })
        closers.push(
          () => emulator.close(),
          () => opened.close(),
        )
        const check = await opened.source.check()
        const read = await readAll(opened.source, ['items'])
        expect(read.errors['items']).toBeDefined()
        const ends = read.batches.map(({ end }) =>
          end?.status === 'failed' ? [end.error.message, end.error.stack, inspect(end.error, { depth: 9 })] : [],
        )
        const everything = [
          JSON.stringify(check),
          JSON.stringify(read.state),
          JSON.stringify(read.notices),
          JSON.stringify(ends),
          inspect(opened.source, { depth: 9, showHidden: true }),
        ].join('\n')
        for (const form of encodingsOf(secret)) expect(everything).not.toContain(form)
      }
    },
  )
})

test('a manifest that would write the secret into records writes [secret]', async () => {
  const emulator = await serve(() => ({ body: { data: [{ id: 1 }] } }))
  const opened = openForTest({
    emulators: [emulator],
    credentials: { key: secret },
    manifest: {
      version: '6.0.0',
      streams: [
        {
          name: 'items',
          retriever: {
            requester: { url_base: emulator.origin, path: '/items' },
            record_selector: { extractor: { field_path: ['data'] } },
          },
          schema_loader: { type: 'InlineSchemaLoader', schema: {} },
          transformations: [
            {
              type: 'AddFields',
              fields: [
                { path: ['plain'], value: 'x {{ config.key }}' },
                { path: ['coded'], value: '{{ config.key | base64encode }}' },
                { path: ['all'], value: '{{ config }}' },
              ],
            },
          ],
        },
      ],
      spec: {
        type: 'Spec',
        connection_specification: { type: 'object', properties: { key: { type: 'string', airbyte_secret: true } } },
      },
    },
  })
  closers.push(
    () => emulator.close(),
    () => opened.close(),
  )
  const { records } = await readAll(opened.source, ['items'])
  expect(records['items']?.[0]).toMatchObject({ id: 1, plain: 'x [secret]', all: { key: '[secret]' } })
  for (const form of encodingsOf(secret)) expect(JSON.stringify(records)).not.toContain(form)
})
