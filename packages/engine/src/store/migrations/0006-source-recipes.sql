-- What a source has learned: the portable part of recipes that were approved and executed, version by version. It holds
-- nothing of a customer, and outlives the migrations that it came from.
CREATE TABLE source_recipes (
  source_id uuid NOT NULL REFERENCES sources ON DELETE CASCADE,
  version int NOT NULL,
  migration_id uuid REFERENCES migrations ON DELETE SET NULL,
  run_id uuid REFERENCES runs ON DELETE SET NULL,
  -- json keeps the order of columns, which jsonb does not.
  body json NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (source_id, version)
);
CREATE INDEX source_recipes_migration ON source_recipes (migration_id);
CREATE INDEX source_recipes_run ON source_recipes (run_id);
