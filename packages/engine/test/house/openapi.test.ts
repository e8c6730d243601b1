import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import type { App } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { buildServer } from '../../src/http/index.ts'
import { newId } from '../../src/util/new-id.ts'

const golden = fileURLToPath(new URL('../../../../docs/openapi.json', import.meta.url))

type Schema = { $ref?: string; properties?: Record<string, unknown>; additionalProperties?: unknown }
type Operation = {
  summary?: string
  requestBody?: { content: Record<string, { schema: Schema }> }
  responses: Record<string, { description?: string; content?: Record<string, { schema: Schema }> }>
}
type Document = {
  openapi: string
  paths: Record<string, Record<string, Operation>>
  components: { schemas: Record<string, Schema> }
}

/** The document comes from the routes alone: nothing of an app is opened for it. */
async function makeDocument(): Promise<Document> {
  const server = buildServer({ config: parseConfig({}), newId } as unknown as App)
  await server.ready()
  try {
    return JSON.parse(JSON.stringify(server.swagger())) as Document
  } finally {
    await server.close()
  }
}

test('docs/openapi.json is what the routes say (npm run golden rewrites it)', async () => {
  const made = `${JSON.stringify(await makeDocument(), null, 2)}\n`
  if (process.env['GODWIT_GOLDEN'] === 'write') writeFileSync(golden, made)
  expect(made).toBe(readFileSync(golden, 'utf8'))
})

test('every call says what it does, what it can fail with, and takes no unknown fields', async () => {
  const { openapi, paths, components } = await makeDocument()
  expect(openapi).toBe('3.1.0')
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const name = `${method} ${path}`
      expect(operation.summary, name).toBeTruthy()
      expect(
        Object.keys(operation.responses).some((status) => status.startsWith('4')),
        name,
      ).toBe(true)
      for (const [status, response] of Object.entries(operation.responses)) {
        expect(response.description, `${name} ${status}`).toBeTruthy()
        if (status >= '400')
          expect(response.content?.['application/json']?.schema.$ref).toBe('#/components/schemas/Error')
      }
      const schema = operation.requestBody?.content['application/json']?.schema
      const body = schema?.$ref ? components.schemas[schema.$ref.split('/').at(-1) ?? ''] : schema
      if (body) expect(body.additionalProperties, name).toBe(false)
    }
  }
})
