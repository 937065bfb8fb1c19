-- Failed logins before this moment don't count any more: an admin has unlocked the account or set its password.
ALTER TABLE users ADD COLUMN unlocked_at BIGINT NOT NULL DEFAULT 0;
