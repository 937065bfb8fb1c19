-- Of the pages; null: nothing was chosen.
ALTER TABLE users ADD COLUMN theme VARCHAR(16);
