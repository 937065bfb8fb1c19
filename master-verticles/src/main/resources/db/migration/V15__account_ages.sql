-- failed_at: since when an account hasn't worked, NULL while it does or nothing was tried. password_at: how old its password is.
ALTER TABLE accounts ADD COLUMN failed_at BIGINT;
ALTER TABLE accounts ADD COLUMN password_at BIGINT;
UPDATE accounts SET failed_at = changed_at WHERE state = 'FAILED';
CREATE INDEX accounts_by_failure ON accounts (failed_at);

-- Users in the portal's group on a server that the portal doesn't know, as its agent said last.
CREATE TABLE unknown_accounts (
  server_id VARCHAR(36) NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
  name      VARCHAR(64) NOT NULL,
  PRIMARY KEY (server_id, name)
);
