-- What the migrations make. Written by `npm run golden`; read its diff, never edit it.

CREATE TABLE account_settings (
  account_id uuid NOT NULL,
  settings jsonb NOT NULL,
  updated_at timestamp with time zone NOT NULL,
  CONSTRAINT account_settings_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT account_settings_pkey PRIMARY KEY (account_id)
);

CREATE TABLE accounts (
  id uuid NOT NULL,
  name text NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT accounts_pkey PRIMARY KEY (id)
);

CREATE TABLE ai_judgements (
  account_id uuid NOT NULL,
  rule_hash text NOT NULL,
  value_hash text NOT NULL,
  fits boolean NOT NULL,
  model text NOT NULL,
  created_at timestamp with time zone NOT NULL,
  CONSTRAINT ai_judgements_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT ai_judgements_pkey PRIMARY KEY (account_id, rule_hash, value_hash)
);

CREATE TABLE api_keys (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  name text NOT NULL,
  hash bytea NOT NULL,
  prefix text NOT NULL,
  scopes text[] NOT NULL DEFAULT '{}'::text[],
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  last_used_at timestamp with time zone,
  CONSTRAINT api_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT api_keys_hash_key UNIQUE (hash),
  CONSTRAINT api_keys_pkey PRIMARY KEY (id)
);
CREATE INDEX api_keys_account ON public.api_keys USING btree (account_id, id);

CREATE TABLE applied_migrations (
  name text NOT NULL,
  checksum text NOT NULL,
  breaking boolean NOT NULL,
  applied_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT applied_migrations_pkey PRIMARY KEY (name)
);

CREATE TABLE audit (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  actor text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  request_id text,
  address text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT audit_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT audit_pkey PRIMARY KEY (id)
);
CREATE INDEX audit_account ON public.audit USING btree (account_id, id);

CREATE TABLE events (
  migration_id uuid NOT NULL,
  sequence bigint NOT NULL,
  run_id uuid,
  type text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT events_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES migrations(id) ON DELETE CASCADE,
  CONSTRAINT events_pkey PRIMARY KEY (migration_id, sequence),
  CONSTRAINT events_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE
);

CREATE TABLE extraction_batches (
  run_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  stream text NOT NULL,
  position integer NOT NULL,
  storage_key text,
  records integer NOT NULL,
  bytes bigint NOT NULL,
  state jsonb NOT NULL,
  ended text,
  error text,
  error_code text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT extraction_batches_ended_check CHECK ((ended = ANY (ARRAY['completed'::text, 'failed'::text]))),
  CONSTRAINT extraction_batches_pkey PRIMARY KEY (run_id, connection_id, stream, "position"),
  CONSTRAINT extraction_batches_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE
);

CREATE TABLE extractors (
  id uuid NOT NULL,
  migration_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  source_key text NOT NULL,
  version integer NOT NULL,
  parent_id uuid,
  run_id uuid,
  hash text NOT NULL,
  body jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT extractors_connection_id_version_key UNIQUE (connection_id, version),
  CONSTRAINT extractors_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES migrations(id) ON DELETE CASCADE,
  CONSTRAINT extractors_parent_id_fkey FOREIGN KEY (parent_id) REFERENCES extractors(id),
  CONSTRAINT extractors_pkey PRIMARY KEY (id),
  CONSTRAINT extractors_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE SET NULL
);

CREATE TABLE files (
  id uuid NOT NULL,
  migration_id uuid NOT NULL,
  name text NOT NULL,
  content_type text NOT NULL,
  announced_bytes bigint,
  storage_key text NOT NULL,
  expires_at timestamp with time zone NOT NULL,
  claimed_at timestamp with time zone,
  uploaded_at timestamp with time zone,
  size_bytes bigint,
  sha256 text,
  status text NOT NULL DEFAULT 'uploaded'::text,
  warnings jsonb NOT NULL DEFAULT '[]'::jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  tables jsonb NOT NULL DEFAULT '[]'::jsonb,
  corrections jsonb NOT NULL DEFAULT '{}'::jsonb,
  CONSTRAINT files_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES migrations(id) ON DELETE CASCADE,
  CONSTRAINT files_pkey PRIMARY KEY (id),
  CONSTRAINT files_status_check CHECK ((status = ANY (ARRAY['uploaded'::text, 'staged'::text, 'unreadable'::text])))
);
CREATE INDEX files_migration ON public.files USING btree (migration_id, id);

CREATE TABLE idempotency_keys (
  account_id uuid NOT NULL,
  key text NOT NULL,
  route text NOT NULL,
  body_hash bytea NOT NULL,
  status integer,
  reply jsonb,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT idempotency_keys_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT idempotency_keys_pkey PRIMARY KEY (account_id, key)
);

CREATE TABLE migration_templates (
  migration_id uuid NOT NULL,
  position integer NOT NULL,
  template_id uuid NOT NULL,
  version integer NOT NULL,
  sheet_id uuid NOT NULL,
  CONSTRAINT migration_templates_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES migrations(id) ON DELETE CASCADE,
  CONSTRAINT migration_templates_pkey PRIMARY KEY (migration_id, "position"),
  CONSTRAINT migration_templates_template_id_fkey FOREIGN KEY (template_id) REFERENCES templates(id),
  CONSTRAINT migration_templates_template_id_version_fkey FOREIGN KEY (template_id, version) REFERENCES template_versions(template_id, version)
);

CREATE TABLE migrations (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  name text NOT NULL,
  source_id uuid,
  external_id text,
  status text NOT NULL DEFAULT 'awaiting_files'::text,
  workbook_id uuid NOT NULL,
  last_sequence bigint NOT NULL DEFAULT 0,
  preview_run_id uuid,
  execute_run_id uuid,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  deleted_at timestamp with time zone,
  CONSTRAINT migrations_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT migrations_pkey PRIMARY KEY (id),
  CONSTRAINT migrations_source_id_fkey FOREIGN KEY (source_id) REFERENCES sources(id),
  CONSTRAINT migrations_status_check CHECK ((status = ANY (ARRAY['awaiting_files'::text, 'ready'::text, 'awaiting_approval'::text, 'completed'::text])))
);
CREATE INDEX migrations_account ON public.migrations USING btree (account_id, id);
CREATE UNIQUE INDEX migrations_external_id ON public.migrations USING btree (account_id, external_id) WHERE ((external_id IS NOT NULL) AND (deleted_at IS NULL));
CREATE INDEX migrations_source ON public.migrations USING btree (source_id);

CREATE TABLE model_usage (
  account_id uuid NOT NULL,
  month text NOT NULL,
  run_id uuid NOT NULL,
  calls integer NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cost_usd double precision NOT NULL,
  milliseconds bigint NOT NULL,
  CONSTRAINT model_usage_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT model_usage_pkey PRIMARY KEY (account_id, month, run_id)
);
CREATE INDEX model_usage_run ON public.model_usage USING btree (run_id);

CREATE TABLE profiles (
  id uuid NOT NULL,
  migration_id uuid NOT NULL,
  external_id text,
  name text NOT NULL,
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT profiles_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES migrations(id) ON DELETE CASCADE,
  CONSTRAINT profiles_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX profiles_default ON public.profiles USING btree (migration_id) WHERE is_default;
CREATE UNIQUE INDEX profiles_external_id ON public.profiles USING btree (migration_id, external_id) WHERE (external_id IS NOT NULL);

CREATE TABLE rate_windows (
  subject text NOT NULL,
  endpoint text NOT NULL,
  window_start timestamp with time zone NOT NULL,
  requests integer NOT NULL,
  CONSTRAINT rate_windows_pkey PRIMARY KEY (subject, endpoint)
);

CREATE TABLE recipes (
  migration_id uuid NOT NULL,
  version integer NOT NULL,
  parent integer,
  author text NOT NULL,
  run_id uuid,
  body json NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  restores integer,
  CONSTRAINT recipes_author_check CHECK ((author = ANY (ARRAY['agent'::text, 'person'::text]))),
  CONSTRAINT recipes_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES migrations(id) ON DELETE CASCADE,
  CONSTRAINT recipes_pkey PRIMARY KEY (migration_id, version),
  CONSTRAINT recipes_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE SET NULL
);

CREATE TABLE run_steps (
  run_id uuid NOT NULL,
  step text NOT NULL,
  result json NOT NULL,
  finished_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT run_steps_pkey PRIMARY KEY (run_id, step),
  CONSTRAINT run_steps_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE
);

CREATE TABLE runs (
  id uuid NOT NULL,
  migration_id uuid NOT NULL,
  account_id uuid NOT NULL,
  kind text NOT NULL,
  status text NOT NULL DEFAULT 'queued'::text,
  input json NOT NULL DEFAULT '{}'::json,
  message text,
  attempt integer NOT NULL DEFAULT 0,
  run_after timestamp with time zone NOT NULL DEFAULT now(),
  lease_owner uuid,
  lease_until timestamp with time zone,
  progress jsonb,
  blocked_reason text,
  questions jsonb,
  answers jsonb NOT NULL DEFAULT '[]'::jsonb,
  report jsonb,
  error text,
  error_code text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  started_at timestamp with time zone,
  finished_at timestamp with time zone,
  credential_request jsonb,
  credential_refusals integer NOT NULL DEFAULT 0,
  CONSTRAINT runs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT runs_blocked_reason_check CHECK ((blocked_reason = ANY (ARRAY['questions'::text, 'credentials'::text]))),
  CONSTRAINT runs_kind_check CHECK ((kind = ANY (ARRAY['generate'::text, 'update'::text, 'clarify'::text, 'execute'::text]))),
  CONSTRAINT runs_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES migrations(id) ON DELETE CASCADE,
  CONSTRAINT runs_pkey PRIMARY KEY (id),
  CONSTRAINT runs_status_check CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'blocked'::text, 'awaiting_approval'::text, 'completed'::text, 'failed'::text, 'canceled'::text])))
);
CREATE INDEX runs_migration ON public.runs USING btree (migration_id, id);
CREATE UNIQUE INDEX runs_one_active ON public.runs USING btree (migration_id) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text, 'blocked'::text]));
CREATE INDEX runs_queue ON public.runs USING btree (run_after) WHERE (status = ANY (ARRAY['queued'::text, 'running'::text]));

CREATE TABLE secrets (
  connection_id uuid NOT NULL,
  field text NOT NULL,
  master_key_id text NOT NULL,
  sealed_key bytea NOT NULL,
  sealed_value bytea NOT NULL,
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT secrets_connection_id_fkey FOREIGN KEY (connection_id) REFERENCES source_connections(id) ON DELETE CASCADE,
  CONSTRAINT secrets_pkey PRIMARY KEY (connection_id, field)
);
CREATE INDEX secrets_master_key ON public.secrets USING btree (master_key_id);

CREATE TABLE server_values (
  name text NOT NULL,
  value text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT server_values_pkey PRIMARY KEY (name)
);

CREATE TABLE sheet_sets (
  run_id uuid NOT NULL,
  migration_id uuid NOT NULL,
  recipe_version integer NOT NULL,
  tables jsonb NOT NULL,
  sheets jsonb NOT NULL,
  coverage jsonb NOT NULL,
  ledger_key text NOT NULL,
  plan text NOT NULL,
  proof jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT sheet_sets_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES migrations(id) ON DELETE CASCADE,
  CONSTRAINT sheet_sets_pkey PRIMARY KEY (run_id),
  CONSTRAINT sheet_sets_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE CASCADE
);

CREATE TABLE source_connections (
  id uuid NOT NULL,
  migration_id uuid NOT NULL,
  profile_id uuid,
  source_key text NOT NULL,
  config jsonb NOT NULL DEFAULT '{}'::jsonb,
  selected_streams text[],
  stream_state jsonb NOT NULL DEFAULT '{}'::jsonb,
  bound_extractor_id uuid,
  last_snapshot jsonb,
  last_sync_at timestamp with time zone,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  updated_at timestamp with time zone NOT NULL DEFAULT now(),
  synced_extractor_id uuid,
  CONSTRAINT source_connections_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES migrations(id) ON DELETE CASCADE,
  CONSTRAINT source_connections_pkey PRIMARY KEY (id),
  CONSTRAINT source_connections_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES profiles(id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX source_connections_place ON public.source_connections USING btree (migration_id, source_key, profile_id) NULLS NOT DISTINCT;

CREATE TABLE source_recipes (
  source_id uuid NOT NULL,
  version integer NOT NULL,
  migration_id uuid,
  run_id uuid,
  body json NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT source_recipes_migration_id_fkey FOREIGN KEY (migration_id) REFERENCES migrations(id) ON DELETE SET NULL,
  CONSTRAINT source_recipes_pkey PRIMARY KEY (source_id, version),
  CONSTRAINT source_recipes_run_id_fkey FOREIGN KEY (run_id) REFERENCES runs(id) ON DELETE SET NULL,
  CONSTRAINT source_recipes_source_id_fkey FOREIGN KEY (source_id) REFERENCES sources(id) ON DELETE CASCADE
);
CREATE INDEX source_recipes_migration ON public.source_recipes USING btree (migration_id);
CREATE INDEX source_recipes_run ON public.source_recipes USING btree (run_id);

CREATE TABLE sources (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  name text NOT NULL,
  logo_url text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  archived_at timestamp with time zone,
  CONSTRAINT sources_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT sources_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX sources_name ON public.sources USING btree (account_id, lower(name)) WHERE (archived_at IS NULL);

CREATE TABLE template_versions (
  template_id uuid NOT NULL,
  version integer NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  columns jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  drafted jsonb,
  CONSTRAINT template_versions_pkey PRIMARY KEY (template_id, version),
  CONSTRAINT template_versions_template_id_fkey FOREIGN KEY (template_id) REFERENCES templates(id) ON DELETE CASCADE
);

CREATE TABLE templates (
  id uuid NOT NULL,
  account_id uuid NOT NULL,
  slug text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  archived_at timestamp with time zone,
  CONSTRAINT templates_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  CONSTRAINT templates_pkey PRIMARY KEY (id)
);
CREATE UNIQUE INDEX templates_slug ON public.templates USING btree (account_id, slug) WHERE (archived_at IS NULL);
