-- What each node of a cluster told of itself last; a row of a node that has told nothing for long means nothing.
CREATE TABLE cluster_nodes (
  id             VARCHAR(36)  NOT NULL PRIMARY KEY,
  name           VARCHAR(255) NOT NULL,
  version        VARCHAR(64)  NOT NULL,
  member_address VARCHAR(300) NOT NULL,
  bus_address    VARCHAR(300) NOT NULL,
  -- By the database's clock.
  told_at        BIGINT       NOT NULL,
  -- By how much the node's clock was ahead of that.
  ahead_millis   BIGINT       NOT NULL,
  -- Ports of others that it doesn't reach, one a line: id of the other, a space, the address.
  unreached      TEXT         NOT NULL
);
