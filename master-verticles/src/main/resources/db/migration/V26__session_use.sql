-- How the token was handed over; null: begun by a version that didn't keep that.
ALTER TABLE sessions ADD COLUMN kind VARCHAR(16);
-- Whole minutes; null: not used since it was begun, as far as is written.
ALTER TABLE sessions ADD COLUMN last_used_at BIGINT;
