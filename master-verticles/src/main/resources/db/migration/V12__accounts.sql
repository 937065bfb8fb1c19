-- The system users that agents make, one for each permission without a password of its own. What should be: desired, files,
-- sealed_pass (a Fernet token) and password_hash (for /etc/shadow); generation counts its changes. What is, as the agent said:
-- observed_generation, state, detail. No foreign key to permissions: the row outlives its permission, until the agent has
-- removed the account.
CREATE TABLE accounts (
  server_id           VARCHAR(36)  NOT NULL REFERENCES servers (id) ON DELETE CASCADE,
  name                VARCHAR(32)  NOT NULL,
  permission_id       VARCHAR(36)  NOT NULL,
  username            VARCHAR(64)  NOT NULL,
  desired             VARCHAR(16)  NOT NULL,
  files               VARCHAR(16)  NOT NULL,
  sealed_pass         TEXT         NOT NULL,
  password_hash       VARCHAR(128) NOT NULL,
  generation          BIGINT       NOT NULL,
  observed_generation BIGINT       NOT NULL,
  state               VARCHAR(16)  NOT NULL,
  detail              TEXT         NOT NULL,
  changed_at          BIGINT       NOT NULL,
  PRIMARY KEY (server_id, name)
);
CREATE INDEX accounts_by_permission ON accounts (permission_id);
