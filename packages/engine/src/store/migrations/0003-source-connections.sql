-- A connector attached to a migration. `profile_id` null: bound to the workbook itself.
CREATE TABLE source_connections (
  id uuid PRIMARY KEY,
  migration_id uuid NOT NULL REFERENCES migrations ON DELETE CASCADE,
  profile_id uuid REFERENCES profiles ON DELETE CASCADE,
  source_key text NOT NULL,
  -- Settings without secrets; secrets stand in `secrets` only.
  config jsonb NOT NULL DEFAULT '{}',
  -- Null: the connector decides.
  selected_streams text[],
  -- State by stream to resume from; changed by a person, or by a read that ended well.
  stream_state jsonb NOT NULL DEFAULT '{}',
  bound_extractor_id uuid,
  last_snapshot jsonb,
  last_sync_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE UNIQUE INDEX source_connections_place ON source_connections (migration_id, source_key, profile_id) NULLS NOT DISTINCT;

-- Envelopes of the vault: a data key sealed by the master key `master_key_id`, and the value sealed by the data key,
-- both AES-256-GCM with account, connection and field as additional data.
CREATE TABLE secrets (
  connection_id uuid NOT NULL REFERENCES source_connections ON DELETE CASCADE,
  field text NOT NULL,
  master_key_id text NOT NULL,
  sealed_key bytea NOT NULL,
  sealed_value bytea NOT NULL,
  updated_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (connection_id, field)
);
CREATE INDEX secrets_master_key ON secrets (master_key_id);

-- Extraction programs, immutable: connector manifest, settings, streams and discovered schemas, never a secret. They
-- outlive their connection, for audit.
CREATE TABLE extractors (
  id uuid PRIMARY KEY,
  migration_id uuid NOT NULL REFERENCES migrations ON DELETE CASCADE,
  connection_id uuid NOT NULL,
  source_key text NOT NULL,
  version int NOT NULL,
  parent_id uuid REFERENCES extractors,
  run_id uuid REFERENCES runs ON DELETE SET NULL,
  -- SHA-256 of the body's canonical JSON.
  hash text NOT NULL,
  body jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  UNIQUE (connection_id, version)
);

-- Extracted records of a run, in the order they came: each row's object in storage and the state after it are one
-- commit, so that a crash repeats and loses nothing.
CREATE TABLE extraction_batches (
  run_id uuid NOT NULL REFERENCES runs ON DELETE CASCADE,
  connection_id uuid NOT NULL,
  stream text NOT NULL,
  position int NOT NULL,
  -- Null for a batch that only moves the state.
  storage_key text,
  records int NOT NULL,
  bytes bigint NOT NULL,
  state jsonb NOT NULL,
  -- Set on the last batch: completed, or failed with `error` and `error_code`.
  ended text CHECK (ended IN ('completed', 'failed')),
  error text,
  error_code text,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, connection_id, stream, position)
);

-- What a run that is blocked for credentials asks for (its connection, reason, guidance, schema), and how often the
-- source has refused what it was given.
ALTER TABLE runs ADD COLUMN credential_request jsonb;
ALTER TABLE runs ADD COLUMN credential_refusals int NOT NULL DEFAULT 0;
