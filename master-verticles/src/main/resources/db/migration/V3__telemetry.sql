-- What servers measured, many points a row. start_at is in seconds since 1970-01-01 UTC; points are packed, see
-- PointsCodec.
CREATE TABLE telemetry_chunks (
  server_id  VARCHAR(36) NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
  resolution VARCHAR(16) NOT NULL,
  start_at   BIGINT      NOT NULL,
  points     TEXT        NOT NULL,
  PRIMARY KEY (server_id, resolution, start_at)
);
-- For removing what is old.
CREATE INDEX telemetry_chunks_by_age ON telemetry_chunks (resolution, start_at);

-- The last word of each server, for the time after a restart; last_seen in milliseconds, the rest as JSON.
CREATE TABLE server_seen (
  server_id VARCHAR(36) NOT NULL PRIMARY KEY REFERENCES servers (id) ON DELETE CASCADE,
  last_seen BIGINT      NOT NULL,
  facts     TEXT,
  latest    TEXT
);

-- No foreign key to servers: what was wrong is told when the server is gone, too. Times in milliseconds.
CREATE TABLE alerts (
  id        VARCHAR(36) NOT NULL PRIMARY KEY,
  server_id VARCHAR(36) NOT NULL,
  alias     VARCHAR(64) NOT NULL,
  kind      VARCHAR(32) NOT NULL,
  text      TEXT        NOT NULL,
  raised_at BIGINT      NOT NULL,
  ended_at  BIGINT
);
CREATE INDEX alerts_by_time ON alerts (raised_at, id);
CREATE INDEX alerts_by_server ON alerts (server_id, raised_at);
CREATE INDEX alerts_by_end ON alerts (ended_at);
