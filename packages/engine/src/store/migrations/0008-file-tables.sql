-- What was found in a file, and what a person has said of it.
ALTER TABLE files
  -- Its tables as the last run staged them (FoundTable of the store's file row).
  ADD COLUMN tables jsonb NOT NULL DEFAULT '[]',
  -- By position of the table in the file, from 1. What is said of a text as a whole stands with its first table.
  ADD COLUMN corrections jsonb NOT NULL DEFAULT '{}';
