-- FTP logins that many permissions of a server share; secrets are Fernet tokens. A permission that uses one has its name in login,
-- and a copy of what it says in ftp_username, encrypted_pass and encrypted_account, written with each change of it: whoever logs in
-- asks permissions only.
CREATE TABLE server_logins (
  server_id         VARCHAR(36)  NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
  name              VARCHAR(64)  NOT NULL,
  ftp_username      VARCHAR(128) NOT NULL,
  encrypted_pass    TEXT         NOT NULL,
  encrypted_account TEXT,
  created_at        BIGINT       NOT NULL,
  PRIMARY KEY (server_id, name)
);
ALTER TABLE permissions ADD COLUMN login VARCHAR(64);
