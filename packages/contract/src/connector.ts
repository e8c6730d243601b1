import { z } from 'zod'

/** One secret that a connection needs; its key in the schema is the field's dotted path in the connector's configuration. */
export const credentialFieldSchema = z.object({
  type: z.string(),
  secret: z.literal(true).optional(),
  title: z.string().optional(),
  description: z.string().optional(),
  /** Regular expression that the value should match. */
  pattern: z.string().optional(),
  /** The only values that are taken. */
  options: z.array(z.string()).optional(),
  required: z.boolean(),
  /** Set for a secret that only one way of signing in needs: the value that another field then has. */
  when: z.object({ field: z.string(), value: z.unknown() }).optional(),
})
export type CredentialField = z.infer<typeof credentialFieldSchema>

/** What credentials a connection takes, by field; empty when it needs none. */
export const credentialsSchemaSchema = z.record(z.string(), credentialFieldSchema)
export type CredentialsSchema = z.infer<typeof credentialsSchemaSchema>

/** How a person gets what the connection needs. */
export const guidanceSchema = z.object({
  summary: z.string(),
  steps: z.array(z.string()),
  links: z.array(z.object({ label: z.string(), url: z.string() })),
})
export type Guidance = z.infer<typeof guidanceSchema>

/** An entry of the catalogue: what kind of source it is and what it takes to connect to one. */
export const connectorSchema = z.object({
  key: z.string(),
  name: z.string(),
  category: z.string().nullable(),
  enabled: z.boolean(),
  logo_url: z.string().nullable(),
  /** JSON Schema of the settings that are no secrets. */
  config_schema: z.record(z.string(), z.unknown()),
  credentials_schema: credentialsSchemaSchema,
  /** Null where only the connected source can tell. */
  streams: z.array(z.string()).nullable(),
  guidance: guidanceSchema,
  docs_url: z.string().nullable(),
})
export type Connector = z.infer<typeof connectorSchema>

/** A stream as the connected source describes it. */
export const discoveredStreamSchema = z.object({
  name: z.string(),
  /** JSON Schema of a record, as far as it is known without reading. */
  json_schema: z.record(z.string(), z.unknown()),
  /** Paths of the fields that make a record unique; empty when unknown. */
  primary_key: z.array(z.array(z.string())),
  cursor_field: z.array(z.string()).nullable(),
  supports_incremental: z.boolean(),
  /** Path of the field that is true on a record that the source has deleted; absent where deletions are not told. */
  deleted_field: z.array(z.string()).nullable().optional(),
})
export type DiscoveredStream = z.infer<typeof discoveredStreamSchema>

/** Whether a connection works. A wrong password is `ok` false, not an error. */
export const connectionCheckSchema = z.object({
  ok: z.boolean(),
  message: z.string(),
  streams: z.array(z.object({ name: z.string(), reachable: z.boolean(), message: z.string() })),
})
export type ConnectionCheck = z.infer<typeof connectionCheckSchema>
