-- What an account may store; 0: as much as fits, though it had a quota before, which its agent is to take away; null: it never had one.
ALTER TABLE accounts ADD COLUMN quota_bytes BIGINT;
