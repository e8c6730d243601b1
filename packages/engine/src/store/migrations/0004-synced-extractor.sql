-- By which extraction program the cursors and rows on file were read: a later one that tells records apart, or their
-- changes, by something else can go on from neither. Not a reference, as for bound_extractor_id.
ALTER TABLE source_connections ADD COLUMN synced_extractor_id uuid;
UPDATE source_connections SET synced_extractor_id = bound_extractor_id WHERE last_sync_at IS NOT NULL;
