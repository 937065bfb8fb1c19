-- Files and folders that the portal copies or moves. sources, destination and position are JSON in ASCII, as names may hold bytes that
-- aren't text; position is what Copies.Progress knows besides the numbers: the file under way, the last one that is done, and one that
-- may be. errors: JSON of lines. -1 in a total: not counted yet.
CREATE TABLE copies (
  id             VARCHAR(36)  NOT NULL PRIMARY KEY,
  user_id        VARCHAR(36)  NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  remote_address VARCHAR(64)  NOT NULL,
  operation      VARCHAR(16)  NOT NULL,
  conflict       VARCHAR(16)  NOT NULL,
  sources        TEXT         NOT NULL,
  destination    TEXT         NOT NULL,
  state          VARCHAR(16)  NOT NULL,
  files_done     BIGINT       NOT NULL,
  files_skipped  BIGINT       NOT NULL,
  files_failed   BIGINT       NOT NULL,
  files_total    BIGINT       NOT NULL,
  bytes_done     BIGINT       NOT NULL,
  bytes_total    BIGINT       NOT NULL,
  position       TEXT         NOT NULL,
  detail         TEXT         NOT NULL,
  errors         TEXT         NOT NULL,
  node           VARCHAR(255) NOT NULL,
  created_at     BIGINT       NOT NULL,
  started_at     BIGINT,
  ended_at       BIGINT
);
CREATE INDEX copies_by_user ON copies (user_id, created_at);
CREATE INDEX copies_by_state ON copies (state, created_at);
