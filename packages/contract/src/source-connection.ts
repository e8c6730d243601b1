import { z } from 'zod'
import { discoveredStreamSchema } from './connector.ts'

/** Of one secret: far beyond any key, certificate or service account that is pasted into a form. */
const longestSecret = 100_000

/** What a person gives for one field; lower levels check it against the connector's schema. */
const credentialValueSchema = z.union([z.string().max(longestSecret), z.number(), z.boolean()])

const fieldName = z.string().min(1).max(200)

/** Cursor state by stream, as the source that made it wrote it. */
export const streamStateSchema = z.record(z.string().min(1).max(255), z.record(z.string(), z.unknown()))

/**
 * Creates a connection, or changes the one that has this `source_key` and profile: only the fields that are named
 * change. `credentials` are merged over those on file; null removes one.
 */
export const sourceConnectionInputSchema = z.strictObject({
  source_key: z.string().trim().toLowerCase().min(1).max(100),
  /** Left out: the default profile of the request. Null or `workbook`: bound to the workbook itself. */
  profile_id: z.union([z.uuid(), z.literal('workbook')]).nullish(),
  config: z.record(z.string(), z.unknown()).optional(),
  selected_streams: z.array(z.string().min(1).max(255)).min(1).max(1000).nullish(),
  stream_state: streamStateSchema.optional(),
  credentials: z.record(fieldName, credentialValueSchema.nullable()).optional(),
})
export type SourceConnectionInput = z.infer<typeof sourceConnectionInputSchema>

/** What the last extraction that ended well took over. A stream that failed beside others says why. */
export const snapshotSchema = z.object({
  streams: z.array(
    z.object({
      name: z.string(),
      records: z.int().nonnegative(),
      bytes: z.int().nonnegative(),
      /** Up to where the stream has been read; null without incremental reading. */
      cursor: z.record(z.string(), z.unknown()).nullable(),
      error: z.string().optional(),
      error_code: z.string().optional(),
    }),
  ),
  file_count: z.int().nonnegative(),
  taken_at: z.iso.datetime(),
})
export type Snapshot = z.infer<typeof snapshotSchema>

/** A connector attached to a migration. Of its secrets, only whether all that it needs are on file. */
export const sourceConnectionSchema = z.object({
  id: z.uuid(),
  /** Null: bound to the workbook itself. */
  profile_id: z.uuid().nullable(),
  source_key: z.string(),
  name: z.string(),
  category: z.string().nullable(),
  config: z.record(z.string(), z.unknown()),
  /** Null: the connector decides. */
  selected_streams: z.array(z.string()).nullable(),
  stream_state: z.record(z.string(), z.record(z.string(), z.unknown())),
  creds_configured: z.boolean(),
  bound_source_extractor_id: z.uuid().nullable(),
  last_snapshot: snapshotSchema.nullable(),
  last_sync_at: z.iso.datetime().nullable(),
})
export type SourceConnection = z.infer<typeof sourceConnectionSchema>

/** The extraction program itself: everything that decides what is read, and never a secret. */
export const extractorBodySchema = z.object({
  source_key: z.string(),
  /** The connector's manifest as YAML; null for a connector in code. */
  manifest: z.string().nullable(),
  config: z.record(z.string(), z.unknown()),
  /** What is read, in order, as it was discovered. `why`: what it was chosen for. */
  streams: z.array(discoveredStreamSchema.extend({ why: z.string().nullable() })),
})
export type ExtractorBody = z.infer<typeof extractorBodySchema>

const extractorVersionSchema = z.object({
  id: z.uuid(),
  version: z.int().positive(),
  /** The run that authored it. */
  run_id: z.uuid().nullable(),
  /** SHA-256 of the body's canonical JSON. */
  hash: z.string(),
  created_at: z.iso.datetime(),
})

/** A frozen version of a connection's extraction program, with the versions around it and what changed since the last. */
export const extractorSchema = extractorVersionSchema.extend({
  connection_id: z.uuid(),
  source_key: z.string(),
  parent_id: z.uuid().nullable(),
  body: extractorBodySchema,
  /** Every version of this connection, oldest first. */
  history: z.array(extractorVersionSchema),
  /** What differs from the parent, by dotted path; null stands for what is not there. */
  diff: z.array(z.object({ path: z.string(), before: z.unknown(), after: z.unknown() })),
})
export type Extractor = z.infer<typeof extractorSchema>
