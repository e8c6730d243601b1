-- Accounts own everything; every id is a UUID of version 7 made by the application.
CREATE TABLE accounts (
  id uuid PRIMARY KEY,
  name text NOT NULL,
  settings jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now()
);

-- `hash` is SHA-256 of the whole key; `prefix` its first characters, to tell keys apart.
CREATE TABLE api_keys (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  name text NOT NULL,
  hash bytea NOT NULL UNIQUE,
  prefix text NOT NULL,
  scopes text[] NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz
);
CREATE INDEX api_keys_account ON api_keys (account_id, id);

CREATE TABLE sources (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  name text NOT NULL,
  logo_url text,
  created_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz
);
CREATE UNIQUE INDEX sources_name ON sources (account_id, lower(name)) WHERE archived_at IS NULL;

-- One row a version; the current one has no `replaced_at`. Migrations pin the version that they started with.
CREATE TABLE templates (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  slug text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  archived_at timestamptz
);
CREATE UNIQUE INDEX templates_slug ON templates (account_id, slug) WHERE archived_at IS NULL;

CREATE TABLE template_versions (
  template_id uuid NOT NULL REFERENCES templates ON DELETE CASCADE,
  version int NOT NULL,
  name text NOT NULL,
  description text NOT NULL,
  columns jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (template_id, version)
);

CREATE TABLE migrations (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  name text NOT NULL,
  source_id uuid REFERENCES sources,
  external_id text,
  status text NOT NULL DEFAULT 'awaiting_files'
    CHECK (status IN ('awaiting_files', 'ready', 'awaiting_approval', 'completed')),
  workbook_id uuid NOT NULL,
  last_sequence bigint NOT NULL DEFAULT 0,
  -- The preview and the execute that count now; null before the first.
  preview_run_id uuid,
  execute_run_id uuid,
  created_at timestamptz NOT NULL DEFAULT now(),
  -- Set first, while storage is being emptied; the row goes last.
  deleted_at timestamptz
);
CREATE UNIQUE INDEX migrations_external_id ON migrations (account_id, external_id)
  WHERE external_id IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX migrations_account ON migrations (account_id, id);
CREATE INDEX migrations_source ON migrations (source_id);

CREATE TABLE migration_templates (
  migration_id uuid NOT NULL REFERENCES migrations ON DELETE CASCADE,
  position int NOT NULL,
  template_id uuid NOT NULL REFERENCES templates,
  version int NOT NULL,
  -- Stable id of the workbook's sheet for this template.
  sheet_id uuid NOT NULL,
  PRIMARY KEY (migration_id, position),
  FOREIGN KEY (template_id, version) REFERENCES template_versions (template_id, version)
);

CREATE TABLE profiles (
  id uuid PRIMARY KEY,
  migration_id uuid NOT NULL REFERENCES migrations ON DELETE CASCADE,
  external_id text,
  name text NOT NULL,
  is_default boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX profiles_default ON profiles (migration_id) WHERE is_default;
CREATE UNIQUE INDEX profiles_external_id ON profiles (migration_id, external_id) WHERE external_id IS NOT NULL;

-- A row is there from the moment its upload is announced; it counts once `uploaded_at` is set.
CREATE TABLE files (
  id uuid PRIMARY KEY,
  migration_id uuid NOT NULL REFERENCES migrations ON DELETE CASCADE,
  name text NOT NULL,
  content_type text NOT NULL,
  announced_bytes bigint,
  storage_key text NOT NULL,
  expires_at timestamptz NOT NULL,
  -- An upload claims the URL here before the first byte, so that it works once.
  claimed_at timestamptz,
  uploaded_at timestamptz,
  size_bytes bigint,
  sha256 text,
  status text NOT NULL DEFAULT 'uploaded' CHECK (status IN ('uploaded', 'staged', 'unreadable')),
  warnings jsonb NOT NULL DEFAULT '[]',
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX files_migration ON files (migration_id, id);

-- The run table is the queue: workers claim rows with SKIP LOCKED and hold them by lease.
CREATE TABLE runs (
  id uuid PRIMARY KEY,
  migration_id uuid NOT NULL REFERENCES migrations ON DELETE CASCADE,
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  kind text NOT NULL CHECK (kind IN ('generate', 'update', 'clarify', 'execute')),
  status text NOT NULL DEFAULT 'queued'
    CHECK (status IN ('queued', 'running', 'blocked', 'awaiting_approval', 'completed', 'failed', 'canceled')),
  -- What the caller sent: message, extract_via_api, stream_mode, ignore_source_recipe, recipe. json, not jsonb, here and
  -- wherever a recipe may stand: a recipe's columns keep the order in which they were written.
  input json NOT NULL DEFAULT '{}',
  -- Shown while queued or running.
  message text,
  -- How often work on it has begun; at most 5.
  attempt int NOT NULL DEFAULT 0,
  -- Not claimed before this time (backoff between attempts).
  run_after timestamptz NOT NULL DEFAULT now(),
  lease_owner uuid,
  lease_until timestamptz,
  progress jsonb,
  blocked_reason text CHECK (blocked_reason IN ('questions', 'credentials')),
  questions jsonb,
  -- All answers given so far, oldest first.
  answers jsonb NOT NULL DEFAULT '[]',
  report jsonb,
  error text,
  error_code text,
  created_at timestamptz NOT NULL DEFAULT now(),
  started_at timestamptz,
  finished_at timestamptz
);
CREATE UNIQUE INDEX runs_one_active ON runs (migration_id) WHERE status IN ('queued', 'running', 'blocked');
CREATE INDEX runs_queue ON runs (run_after) WHERE status IN ('queued', 'running');
CREATE INDEX runs_migration ON runs (migration_id, id);

-- The result of each finished step; a step run again replaces its own.
CREATE TABLE run_steps (
  run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
  step text NOT NULL,
  result json NOT NULL,
  finished_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, step)
);

-- The thread: append-only; `sequence` counts from 1 in each migration, without gaps.
CREATE TABLE events (
  migration_id uuid NOT NULL REFERENCES migrations ON DELETE CASCADE,
  sequence bigint NOT NULL,
  run_id uuid REFERENCES runs ON DELETE CASCADE,
  type text NOT NULL,
  data jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (migration_id, sequence)
);

CREATE TABLE recipes (
  migration_id uuid NOT NULL REFERENCES migrations ON DELETE CASCADE,
  version int NOT NULL,
  parent int,
  author text NOT NULL CHECK (author IN ('agent', 'person')),
  run_id uuid REFERENCES runs ON DELETE SET NULL,
  body json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (migration_id, version)
);

-- Files of sheets, made by a generate or update (as preview) or by an execute. Immutable.
CREATE TABLE sheet_sets (
  run_id uuid PRIMARY KEY REFERENCES runs ON DELETE CASCADE,
  migration_id uuid NOT NULL REFERENCES migrations ON DELETE CASCADE,
  recipe_version int NOT NULL,
  -- The staged tables that it was made from, and the sheets: storage keys, row counts, hashes.
  tables jsonb NOT NULL,
  sheets jsonb NOT NULL,
  coverage jsonb NOT NULL,
  ledger_key text NOT NULL,
  plan text NOT NULL,
  -- Hashes of inputs, recipe, engine version and output: what a replay must reproduce.
  proof jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

-- First replies to POSTs with an idempotency key, for 24 hours. `status` is null while the first is under way.
CREATE TABLE idempotency_keys (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  key text NOT NULL,
  route text NOT NULL,
  body_hash bytea NOT NULL,
  status int,
  reply jsonb,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (account_id, key)
);

-- Requests counted for each key and endpoint in the current minute; losing it in a crash is harmless.
CREATE UNLOGGED TABLE rate_windows (
  subject text NOT NULL,
  endpoint text NOT NULL,
  window_start timestamptz NOT NULL,
  requests int NOT NULL,
  PRIMARY KEY (subject, endpoint)
);

-- Values that the server makes once and all its processes share (upload-signing key).
CREATE TABLE server_values (
  name text PRIMARY KEY,
  value text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE audit (
  id uuid PRIMARY KEY,
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  actor text NOT NULL,
  action text NOT NULL,
  target text NOT NULL,
  request_id text,
  address text,
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_account ON audit (account_id, id);
