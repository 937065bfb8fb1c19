-- How a version of the agent comes to the servers. ring: 1 one server, 2 a tenth, 3 all. chosen: only the servers that were named,
-- which have rows from the beginning; else a server gets its row when its turn comes.
CREATE TABLE agent_rollouts (
  id         VARCHAR(36) NOT NULL PRIMARY KEY,
  version    VARCHAR(64) NOT NULL,
  sha256     VARCHAR(64) NOT NULL,
  size       BIGINT      NOT NULL,
  state      VARCHAR(16) NOT NULL,
  ring       INTEGER     NOT NULL,
  forced     INTEGER     NOT NULL,
  chosen     INTEGER     NOT NULL,
  detail     TEXT        NOT NULL,
  username   VARCHAR(64) NOT NULL,
  created_at BIGINT      NOT NULL,
  ended_at   BIGINT
);
CREATE INDEX agent_rollouts_by_age ON agent_rollouts (created_at);

CREATE TABLE agent_rollout_servers (
  rollout_id   VARCHAR(36) NOT NULL REFERENCES agent_rollouts (id) ON DELETE CASCADE,
  server_id    VARCHAR(36) NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
  state        VARCHAR(16) NOT NULL,
  ring         INTEGER     NOT NULL,
  from_version VARCHAR(64) NOT NULL,
  detail       TEXT        NOT NULL,
  started_at   BIGINT,
  changed_at   BIGINT      NOT NULL,
  PRIMARY KEY (rollout_id, server_id)
);
CREATE INDEX agent_rollout_servers_by_server ON agent_rollout_servers (server_id, state);
