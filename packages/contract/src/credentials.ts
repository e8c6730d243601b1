import { z } from 'zod'
import { credentialsSchemaSchema, guidanceSchema } from './connector.ts'

/** What a run that is blocked for credentials asks for. `reason` never holds a secret. */
export const credentialRequestSchema = z.object({
  connection_id: z.uuid(),
  source_key: z.string(),
  source_name: z.string(),
  reason: z.string(),
  guidance: guidanceSchema,
  schema: credentialsSchemaSchema,
})
export type CredentialRequest = z.infer<typeof credentialRequestSchema>

/** Credentials by field of the request's schema; what is not named stays as it is on file. */
export const credentialsInputSchema = z.strictObject({
  credentials: z.record(z.string(), z.unknown()),
  /** May be left out: the connection is always the run's own. */
  connection_id: z.uuid().optional(),
})
export type CredentialsInput = z.infer<typeof credentialsInputSchema>
