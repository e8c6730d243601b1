/** Whether trying again can help: never, after a wait, or after someone has fixed something. */
export type Retry = 'never' | 'later' | 'after_fix'

/**
 * Every error that Godwit answers with, and whether a retry can help. Codes are part of the contract: they are never
 * renamed, and each one is explained in docs/errors.md.
 */
export const errorCodes = {
  // the request itself
  invalid_request: 'after_fix',
  malformed_json: 'after_fix',
  unknown_field: 'after_fix',
  invalid_cursor: 'after_fix',
  unsupported_content_type: 'after_fix',
  payload_too_large: 'after_fix',
  unauthorized: 'after_fix',
  session_not_allowed: 'after_fix',
  scope_missing: 'after_fix',
  route_not_found: 'never',
  rate_limited: 'later',
  idempotency_conflict: 'after_fix',
  idempotency_in_progress: 'later',
  // resources
  source_not_found: 'never',
  source_unknown: 'after_fix',
  source_name_taken: 'after_fix',
  template_not_found: 'never',
  template_unknown: 'after_fix',
  template_slug_taken: 'after_fix',
  template_invalid: 'after_fix',
  template_in_use: 'after_fix',
  pattern_invalid: 'after_fix',
  link_target_unknown: 'after_fix',
  sample_unreadable: 'after_fix',
  migration_not_found: 'never',
  external_id_conflict: 'after_fix',
  migration_busy: 'later',
  profile_not_found: 'never',
  profile_conflict: 'after_fix',
  api_key_not_found: 'never',
  // files
  file_not_found: 'never',
  file_in_use: 'later',
  upload_forbidden: 'after_fix',
  upload_too_large: 'after_fix',
  upload_incomplete: 'later',
  upload_content_type_mismatch: 'after_fix',
  // runs
  run_not_found: 'never',
  run_active: 'later',
  run_already_ended: 'never',
  run_not_blocked: 'after_fix',
  run_awaits_credentials: 'after_fix',
  answers_invalid: 'after_fix',
  nothing_to_migrate: 'after_fix',
  no_source_connection: 'after_fix',
  no_preview: 'after_fix',
  message_required: 'after_fix',
  // what a run can fail with
  file_empty: 'after_fix',
  file_unreadable: 'after_fix',
  file_unsupported: 'after_fix',
  no_tables: 'after_fix',
  no_mapping: 'after_fix',
  recipe_invalid: 'after_fix',
  recipe_inputs_missing: 'after_fix',
  ledger_unbalanced: 'never',
  out_of_disk: 'after_fix',
  out_of_memory: 'after_fix',
  engine_crashed: 'later',
  too_many_attempts: 'never',
  // live sources
  manifest_invalid: 'after_fix',
  manifest_unsupported: 'never',
  manifest_expression_failed: 'after_fix',
  connection_config_invalid: 'after_fix',
  stream_unknown: 'after_fix',
  host_forbidden: 'after_fix',
  credentials_refused: 'after_fix',
  source_forbidden: 'after_fix',
  source_unreachable: 'later',
  source_rate_limited: 'later',
  source_failed: 'later',
  source_answer_invalid: 'later',
  source_repeats_itself: 'after_fix',
  // output
  preview_not_found: 'after_fix',
  sheet_not_found: 'never',
  sheet_row_not_found: 'never',
  export_format_unsupported: 'after_fix',
  recipe_not_found: 'never',
  // the server
  config_invalid: 'after_fix',
  data_dir_locked: 'after_fix',
  store_unavailable: 'later',
  store_incompatible: 'after_fix',
  storage_unavailable: 'later',
  not_supported: 'never',
  internal: 'later',
} as const satisfies Record<string, Retry>

/** A stable name of what went wrong. */
export type ErrorCode = keyof typeof errorCodes
