import { z } from 'zod'
import { executeReportSchema } from './coverage.ts'
import { credentialRequestSchema } from './credentials.ts'
import { questionSchema } from './question.ts'
import { runKinds, runStatuses } from './run-state.ts'

export const runInputSchema = z.strictObject({
  kind: z.enum(runKinds),
  message: z.string().trim().min(1).max(20_000).nullish(),
  extract_via_api: z.boolean().nullish(),
  idempotency_key: z.string().min(1).max(255).optional(),
  stream_mode: z.enum(['full', 'incremental']).optional(),
  ignore_source_recipe: z.boolean().optional(),
})
export type RunInput = z.infer<typeof runInputSchema>

export const runProgressSchema = z.object({
  phase: z.string(),
  done: z.number().nonnegative(),
  total: z.number().nonnegative().nullable(),
  unit: z.string(),
})
export type RunProgress = z.infer<typeof runProgressSchema>

/** A run as clients see it; which optional fields are there depends on `status`. */
export const runSchema = z.object({
  run_id: z.uuid(),
  status: z.enum(runStatuses),
  created_at: z.iso.datetime(),
  kind: z.enum(runKinds),
  started_at: z.iso.datetime().nullable(),
  finished_at: z.iso.datetime().nullable(),
  attempt: z.int().nonnegative(),
  progress: runProgressSchema.nullable(),
  /** queued, running */
  message: z.string().nullable().optional(),
  /** blocked */
  blocked_reason: z.enum(['questions', 'credentials']).optional(),
  questions: z.array(questionSchema).optional(),
  credential_request: credentialRequestSchema.optional(),
  /** completed execute */
  report: executeReportSchema.optional(),
  /** failed */
  error: z.string().optional(),
  error_code: z.string().optional(),
})
export type Run = z.infer<typeof runSchema>

export const runCreatedSchema = z.object({ run_id: z.uuid(), status: z.enum(runStatuses), poll_url: z.url() })
export type RunCreated = z.infer<typeof runCreatedSchema>
