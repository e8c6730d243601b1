-- What drafting from a sample proposed for each column, by name; null for versions that a person wrote whole. A column
-- that differs from its draft was edited by hand, and re-drafting leaves it alone.
ALTER TABLE template_versions ADD COLUMN drafted jsonb;
