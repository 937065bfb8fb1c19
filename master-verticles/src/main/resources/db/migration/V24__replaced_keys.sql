-- What the cluster on this database is called, as it keeps its name when its keys are replaced; null: it never had one.
ALTER TABLE database_identity ADD COLUMN cluster_name VARCHAR(64);
-- Fingerprints of the keys in FERNET_KEY that a node had when it started last, separated by commas.
ALTER TABLE key_check ADD COLUMN fingerprints VARCHAR(255) NOT NULL DEFAULT '';
-- Secrets that none of them opened then.
ALTER TABLE key_check ADD COLUMN unreadable INTEGER NOT NULL DEFAULT 0;

-- What the portal signs for others with, as Fernet tokens: agents know the key that they were set up with.
CREATE TABLE signing_keys (
  name   VARCHAR(64) NOT NULL PRIMARY KEY,
  sealed TEXT        NOT NULL
);
