-- From where each account has logged in: an IPv4 address or the /64 of an IPv6 one.
CREATE TABLE known_networks (
  user_id VARCHAR(36) NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  network VARCHAR(64) NOT NULL,
  seen_at BIGINT      NOT NULL,
  PRIMARY KEY (user_id, network)
);
CREATE INDEX known_networks_by_time ON known_networks (seen_at);
