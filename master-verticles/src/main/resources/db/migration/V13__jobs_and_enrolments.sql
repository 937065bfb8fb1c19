-- Work that takes minutes and outlives the node that began it. sealed: the credential that it needs, a Fernet token; gone in the
-- transaction that ends the job, and a day after sealed_at. parameters: JSON of texts, nothing secret.
CREATE TABLE jobs (
  id         VARCHAR(36) NOT NULL PRIMARY KEY,
  kind       VARCHAR(16) NOT NULL,
  server_id  VARCHAR(36) NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
  state      VARCHAR(16) NOT NULL,
  cancelling INTEGER     NOT NULL,
  parameters TEXT        NOT NULL,
  sealed     TEXT,
  sealed_at  BIGINT,
  username   VARCHAR(64) NOT NULL,
  created_at BIGINT      NOT NULL,
  ended_at   BIGINT
);
CREATE INDEX jobs_by_server ON jobs (server_id, created_at);
CREATE INDEX jobs_by_state ON jobs (state, created_at);

CREATE TABLE job_steps (
  job_id     VARCHAR(36) NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
  number     INTEGER     NOT NULL,
  name       VARCHAR(32) NOT NULL,
  state      VARCHAR(16) NOT NULL,
  detail     TEXT        NOT NULL,
  started_at BIGINT,
  ended_at   BIGINT,
  PRIMARY KEY (job_id, number)
);

-- How a machine becomes a server: secret_hash is the SHA-256 of a secret that works once, until expires_at. The rest is what
-- the machine that used it said of itself.
CREATE TABLE enrolments (
  server_id   VARCHAR(36)   NOT NULL PRIMARY KEY REFERENCES servers (id) ON DELETE CASCADE,
  secret_hash VARCHAR(64)   NOT NULL UNIQUE,
  created_at  BIGINT        NOT NULL,
  expires_at  BIGINT        NOT NULL,
  used_at     BIGINT,
  public_key  VARCHAR(1024),
  host_name   VARCHAR(255),
  address     VARCHAR(64)
);
