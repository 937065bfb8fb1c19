-- Ids are UUID strings made by the portal; times are milliseconds since 1970-01-01 UTC; *_key columns hold the
-- lower-case name, so that names collide whatever their case. Plain SQL that SQLite and PostgreSQL both take.

CREATE TABLE users (
  id            VARCHAR(36)  NOT NULL PRIMARY KEY,
  username      VARCHAR(64)  NOT NULL,
  username_key  VARCHAR(64)  NOT NULL UNIQUE,
  password_hash TEXT         NOT NULL,
  role          VARCHAR(16)  NOT NULL,
  created_at    BIGINT       NOT NULL
);

CREATE TABLE servers (
  id              VARCHAR(36)  NOT NULL PRIMARY KEY,
  alias           VARCHAR(64)  NOT NULL,
  alias_key       VARCHAR(64)  NOT NULL UNIQUE,
  host            VARCHAR(255) NOT NULL,
  ftp_port        INTEGER      NOT NULL,
  ftp_security    VARCHAR(16)  NOT NULL,
  tls_fingerprint VARCHAR(64),
  encoding        VARCHAR(64)  NOT NULL,
  admin_user      VARCHAR(64),
  created_at      BIGINT       NOT NULL
);

CREATE TABLE permissions (
  id             VARCHAR(36)  NOT NULL PRIMARY KEY,
  user_id        VARCHAR(36)  NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  server_id      VARCHAR(36)  NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
  ftp_username   VARCHAR(128) NOT NULL,
  encrypted_pass TEXT         NOT NULL,
  rights         VARCHAR(255) NOT NULL,
  root           TEXT,
  created_at     BIGINT       NOT NULL,
  UNIQUE (user_id, server_id)
);
CREATE INDEX permissions_by_server ON permissions (server_id);

CREATE TABLE sessions (
  id             VARCHAR(36)  NOT NULL PRIMARY KEY,
  user_id        VARCHAR(36)  NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  remote_address VARCHAR(64)  NOT NULL,
  user_agent     VARCHAR(256) NOT NULL,
  created_at     BIGINT       NOT NULL,
  expires_at     BIGINT       NOT NULL,
  revoked_at     BIGINT
);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at);

-- No foreign key to users: the trail outlives those it tells of.
CREATE TABLE audit_events (
  id             VARCHAR(36)  NOT NULL PRIMARY KEY,
  occurred_at    BIGINT       NOT NULL,
  user_id        VARCHAR(36),
  username       VARCHAR(64)  NOT NULL,
  remote_address VARCHAR(64)  NOT NULL,
  action         VARCHAR(64)  NOT NULL,
  target         TEXT         NOT NULL,
  detail         TEXT         NOT NULL
);
CREATE INDEX audit_events_by_time ON audit_events (occurred_at, id);

-- One row: a known text sealed with the key of the stored secrets, to notice a key that doesn't fit.
CREATE TABLE key_check (
  id     INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  sealed TEXT    NOT NULL
);
