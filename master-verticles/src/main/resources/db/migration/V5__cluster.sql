-- Who does what only one node at a time may do. expires_at in milliseconds since 1970-01-01 UTC, by the database's own
-- clock.
CREATE TABLE leases (
  name       VARCHAR(64)  NOT NULL PRIMARY KEY,
  holder     VARCHAR(128) NOT NULL,
  expires_at BIGINT       NOT NULL
);

-- One row: a random id, so that nodes notice when they don't have the same database.
CREATE TABLE database_identity (
  id       INTEGER     NOT NULL PRIMARY KEY CHECK (id = 1),
  identity VARCHAR(36) NOT NULL
);
