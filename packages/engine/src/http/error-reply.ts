import { type ErrorCode, errorCodes } from '@godwit/contract'
import { z } from 'zod'
import { EngineError, type ErrorDetail } from '../errors.ts'
import { StoreConflict } from '../store/store.ts'

/** What every failed call answers with. */
export const errorReplySchema = z.object({
  error: z.string().describe('What happened and what to do, for a person'),
  code: z.enum(Object.keys(errorCodes) as [ErrorCode, ...ErrorCode[]]).describe('Stable; see docs/errors.md'),
  request_id: z.string(),
  details: z.array(z.object({ path: z.string(), message: z.string() })).describe('The places in the request'),
})
export type ErrorReply = z.infer<typeof errorReplySchema>

/** The status of every error. No other file knows status numbers of failures. */
export const statusOf: Record<ErrorCode, number> = {
  invalid_request: 400,
  malformed_json: 400,
  unknown_field: 400,
  invalid_cursor: 400,
  unsupported_content_type: 415,
  payload_too_large: 413,
  unauthorized: 401,
  session_not_allowed: 401,
  scope_missing: 403,
  route_not_found: 404,
  rate_limited: 429,
  idempotency_conflict: 409,
  idempotency_in_progress: 409,
  source_not_found: 404,
  source_unknown: 400,
  source_name_taken: 409,
  template_not_found: 404,
  template_unknown: 400,
  template_slug_taken: 409,
  template_invalid: 400,
  template_in_use: 409,
  pattern_invalid: 400,
  link_target_unknown: 400,
  sample_unreadable: 400,
  migration_not_found: 404,
  external_id_conflict: 409,
  migration_busy: 409,
  profile_not_found: 404,
  profile_conflict: 409,
  api_key_not_found: 404,
  file_not_found: 404,
  file_table_not_found: 404,
  file_in_use: 409,
  upload_forbidden: 403,
  upload_too_large: 413,
  upload_incomplete: 400,
  upload_content_type_mismatch: 415,
  run_not_found: 404,
  run_active: 409,
  run_already_ended: 409,
  run_not_blocked: 409,
  run_not_replayable: 409,
  run_awaits_credentials: 409,
  answers_invalid: 400,
  nothing_to_migrate: 409,
  no_source_connection: 409,
  no_preview: 409,
  message_required: 400,
  file_empty: 400,
  file_unreadable: 400,
  file_unsupported: 400,
  no_tables: 409,
  no_mapping: 409,
  recipe_invalid: 400,
  recipe_inputs_missing: 400,
  ledger_unbalanced: 500,
  out_of_disk: 507,
  out_of_memory: 503,
  engine_crashed: 503,
  too_many_attempts: 500,
  connector_not_found: 404,
  source_key_unknown: 400,
  connection_not_found: 404,
  connection_in_use: 409,
  connection_removed: 409,
  connection_mismatch: 409,
  credentials_invalid: 400,
  credentials_missing: 409,
  credentials_not_requested: 409,
  extractor_not_found: 404,
  vault_unreadable: 500,
  manifest_invalid: 400,
  manifest_unsupported: 400,
  manifest_expression_failed: 400,
  connection_config_invalid: 400,
  stream_unknown: 400,
  host_forbidden: 400,
  credentials_refused: 400,
  source_forbidden: 400,
  source_unreachable: 503,
  source_rate_limited: 503,
  source_failed: 503,
  source_answer_invalid: 503,
  source_repeats_itself: 400,
  preview_not_found: 404,
  sheet_not_found: 404,
  sheet_row_not_found: 404,
  export_format_unsupported: 400,
  recipe_not_found: 404,
  config_invalid: 500,
  data_dir_locked: 500,
  store_unavailable: 503,
  store_incompatible: 500,
  storage_unavailable: 503,
  not_supported: 501,
  internal: 500,
}

/** What fastify itself refuses, in our words. Anything of fastify's that is not here and not a 4xx is a bug of ours. */
const fastifyErrors: Record<string, [ErrorCode, string]> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: [
    'unsupported_content_type',
    'This content type is not accepted here. Send JSON with content-type: application/json.',
  ],
  FST_ERR_CTP_BODY_TOO_LARGE: ['payload_too_large', 'The request body is too large. Send at most 10 MiB of JSON.'],
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: [
    'invalid_request',
    'The body was not as long as its content-length header says. Send the request again, whole.',
  ],
  FST_ERR_CTP_INVALID_CONTENT_TYPE: ['unsupported_content_type', 'The content-type header cannot be read.'],
  FST_ERR_BAD_URL: ['invalid_request', 'The URL cannot be read. Check how its special characters are encoded.'],
  FST_ERR_MAX_PARAM_LENGTH: ['route_not_found', 'There is nothing at this address. See /docs for what there is.'],
}

/** An id in the path that cannot be one is answered exactly as one that nothing has. */
const notFoundByParam: Record<string, [ErrorCode, string]> = {
  source_id: ['source_not_found', 'source'],
  migration_id: ['migration_not_found', 'migration'],
  file_id: ['file_not_found', 'file'],
  n: ['file_table_not_found', 'table'],
  run_id: ['run_not_found', 'run'],
  api_key_id: ['api_key_not_found', 'API key'],
  connector_key: ['connector_not_found', 'connector'],
  extractor_id: ['extractor_not_found', 'extractor'],
  slug: ['template_not_found', 'template'],
  row_id: ['sheet_row_not_found', 'row'],
}

/** What belongs to another account is answered with this too, so that nobody can tell the difference. */
export const notFound = (code: ErrorCode, noun: string): EngineError =>
  new EngineError(code, `There is no such ${noun}. Check the id, and that this API key's account owns it.`)

/** A path parameter that cannot be what it stands for. */
export function notFoundParam(param: string): EngineError {
  const [code, noun] = notFoundByParam[param] ?? ['route_not_found', 'address']
  return notFound(code, noun)
}

type ZodIssueLike = { keyword?: string; instancePath?: string; message?: string; params?: Record<string, unknown> }

/** Any thrown thing as an EngineError. What is not known becomes `internal`, with nothing of its text in the message. */
export function toEngineError(thrown: unknown): EngineError {
  if (thrown instanceof EngineError) return thrown
  // What a call was adding to has been removed while it was under way.
  if (thrown instanceof StoreConflict && /_migration_id_fkey$/.test(thrown.constraint)) {
    return notFound('migration_not_found', 'migration')
  }
  const error = thrown as { code?: unknown; validation?: ZodIssueLike[]; validationContext?: string }
  if (Array.isArray(error?.validation)) return fromValidation(error.validation, error.validationContext ?? 'body')
  const known = typeof error?.code === 'string' ? fastifyErrors[error.code] : undefined
  if (known) return new EngineError(known[0], known[1], { cause: thrown })
  return new EngineError(
    'internal',
    'Something went wrong on the server. Try again; if it stays, report the request_id.',
    {
      cause: thrown,
    },
  )
}

export function errorReply(error: EngineError, requestId: string): ErrorReply {
  return { error: error.message, code: error.code, request_id: requestId, details: [...error.details] }
}

/** The places of a refused request. Unknown fields are named one by one, so that a typo is found at a glance. */
function fromValidation(issues: readonly ZodIssueLike[], context: string): EngineError {
  if (context === 'params') return notFoundParam(issues[0]?.instancePath?.split('/')[1] ?? '')
  const details = issues.flatMap((issue) => detailsOf(issue))
  const unknown = issues.every((issue) => issue.keyword === 'unrecognized_keys')
  const where = context === 'querystring' ? 'query' : context
  if (unknown) {
    const names = details.map((detail) => detail.path).join(', ')
    return new EngineError('unknown_field', `The ${where} has fields that are not known here: ${names}.`, { details })
  }
  const first = details[0]
  const place = first?.path ? `${first.path}: ${first.message}` : `the ${where}: ${first?.message ?? 'not valid'}`
  const more = details.length > 1 ? ` (and ${details.length - 1} more, see details)` : ''
  return new EngineError('invalid_request', `The ${where} is not valid. ${place}${more}`, { details })
}

const maxDetails = 100

function detailsOf(issue: ZodIssueLike): ErrorDetail[] {
  const path = (issue.instancePath ?? '').split('/').filter(Boolean).join('.')
  const keys = issue.keyword === 'unrecognized_keys' ? issue.params?.['keys'] : undefined
  if (Array.isArray(keys)) {
    return keys.slice(0, maxDetails).map((key) => ({
      path: (path ? `${path}.${key}` : String(key)).slice(0, 500),
      message: 'This field is not known here',
    }))
  }
  return [{ path: path.slice(0, 500), message: issue.message ?? 'not valid' }]
}
