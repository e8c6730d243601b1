import swagger from '@fastify/swagger'
import {
  coverageSchema,
  fileSchema,
  migrationSchema,
  previewSchema,
  profileSchema,
  questionSchema,
  recipeSchema,
  runSchema,
  sourceSchema,
  templateColumnSchema,
  templateSchema,
  threadEventSchema,
} from '@godwit/contract'
import type { FastifyInstance } from 'fastify'
import { createJsonSchemaTransform, createJsonSchemaTransformObject } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { errorReplySchema } from './error-reply.ts'

/** Schemas that the document names once and refers to. */
const named = z
  .registry<{ id: string }>()
  .add(errorReplySchema, { id: 'Error' })
  .add(sourceSchema, { id: 'Source' })
  .add(templateColumnSchema, { id: 'TemplateColumn' })
  .add(templateSchema, { id: 'Template' })
  .add(migrationSchema, { id: 'Migration' })
  .add(profileSchema, { id: 'Profile' })
  .add(fileSchema, { id: 'File' })
  .add(questionSchema, { id: 'Question' })
  .add(runSchema, { id: 'Run' })
  .add(coverageSchema, { id: 'Coverage' })
  .add(previewSchema, { id: 'Preview' })
  .add(recipeSchema, { id: 'Recipe' })
  .add(threadEventSchema, { id: 'ThreadEvent' })

const about = `Godwit moves a customer's data into your product: files in, clean and validated records out, with every
source row accounted for.

Every call needs an API key in the header \`x-api-key\`. Errors are
\`{error, code, request_id, details}\`; codes are stable. Any POST takes an \`Idempotency-Key\`: the same key and body
within 24 hours get the first reply again. Lists are paged by \`limit\` and \`cursor\`.`

const withSchemas = createJsonSchemaTransformObject({ schemaRegistry: named })

type Document = {
  paths: Record<string, Record<string, { requestBody?: object }>>
  components: { schemas: Record<string, unknown> }
}

/** Leaves out schemas that no call refers to, and adds what zod has no word for: a body that is a file. */
function finish(document: Document): Document {
  const upload = document.paths['/api/v1/uploads/{file_id}']?.['put']
  if (upload) {
    upload.requestBody = {
      required: true,
      content: { '*/*': { schema: { type: 'string', format: 'binary', description: 'The file, as it is' } } },
    }
  }
  const { schemas } = document.components
  const used = new Set(referencesIn(document.paths))
  for (const name of used) for (const inner of referencesIn(schemas[name])) used.add(inner)
  document.components.schemas = Object.fromEntries(Object.entries(schemas).filter(([name]) => used.has(name)))
  return document
}

const referencesIn = (value: unknown): string[] =>
  [...JSON.stringify(value ?? null).matchAll(/"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name ?? '')

/** Makes the OpenAPI 3.1 document from the schemas of the routes registered after it, and serves it. */
export function describeApi(server: FastifyInstance): void {
  server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Godwit API',
        version: '1',
        description: about,
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This server' }],
      components: {
        securitySchemes: { apiKey: { type: 'apiKey', in: 'header', name: 'x-api-key' } },
      },
      security: [{ apiKey: [] }],
    },
    transform: createJsonSchemaTransform({ schemaRegistry: named }) as never,
    transformObject: (document) => finish(withSchemas(document) as Document) as never,
  })
  server.register(async (api) => {
    let document: string | undefined
    api.get('/api/v1/openapi.json', { schema: { hide: true } }, async (_request, reply) => {
      document ??= JSON.stringify(server.swagger())
      return reply.header('content-type', 'application/json; charset=utf-8').send(document)
    })
  })
}
