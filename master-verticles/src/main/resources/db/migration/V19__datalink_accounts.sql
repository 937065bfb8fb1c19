-- by_datalink: 1 for those that somebody made through the server's datalink, as its agent says.
ALTER TABLE unknown_accounts ADD COLUMN by_datalink INTEGER NOT NULL DEFAULT 0;
