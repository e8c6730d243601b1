-- The version that an undo made count again; null for any other version. Undoing once more goes back from there.
ALTER TABLE recipes ADD COLUMN restores int;
