-- What each server's agent proves itself with: lower-case hex of the SHA-256 of its token. One for each server.

CREATE TABLE agent_tokens (
  server_id  VARCHAR(36) NOT NULL PRIMARY KEY REFERENCES servers (id) ON DELETE CASCADE,
  token_hash VARCHAR(64) NOT NULL UNIQUE,
  created_at BIGINT      NOT NULL
);
