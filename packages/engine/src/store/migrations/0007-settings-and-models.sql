-- What an account has decided about itself; only what differs from the defaults need be there.
CREATE TABLE account_settings (
  account_id uuid PRIMARY KEY REFERENCES accounts ON DELETE CASCADE,
  settings jsonb NOT NULL,
  updated_at timestamptz NOT NULL
);

-- What language models have used up, counted before each call goes out. It outlives the run's migration: what is spent
-- stays spent.
CREATE TABLE model_usage (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  -- As 2026-03, UTC.
  month text NOT NULL,
  run_id uuid NOT NULL,
  calls int NOT NULL,
  input_tokens bigint NOT NULL,
  output_tokens bigint NOT NULL,
  cost_usd double precision NOT NULL,
  milliseconds bigint NOT NULL,
  PRIMARY KEY (account_id, month, run_id)
);
CREATE INDEX model_usage_run ON model_usage (run_id);

-- Judgements of values by `ai` rules, so that a value is judged once. Hashes only: no cell stands here.
CREATE TABLE ai_judgements (
  account_id uuid NOT NULL REFERENCES accounts ON DELETE CASCADE,
  -- SHA-256 in hex of what the column says about itself.
  rule_hash text NOT NULL,
  -- SHA-256 in hex of account, rule and value.
  value_hash text NOT NULL,
  fits boolean NOT NULL,
  model text NOT NULL,
  created_at timestamptz NOT NULL,
  PRIMARY KEY (account_id, rule_hash, value_hash)
);
