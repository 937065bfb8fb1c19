-- How data connections are opened (AUTO, EPSV, PASV, ACTIVE), and under which name uploads arrive (ATOMIC, DIRECT).
-- Nodes of the version before write neither, so the columns have defaults.
ALTER TABLE servers ADD COLUMN data_mode TEXT NOT NULL DEFAULT 'AUTO';
ALTER TABLE servers ADD COLUMN upload_mode TEXT NOT NULL DEFAULT 'ATOMIC';
-- An encoding that is set wins from now on over what the server announces; UTF-8 was what nobody had chosen. Empty: auto.
UPDATE servers SET encoding = '' WHERE encoding = 'UTF-8';
