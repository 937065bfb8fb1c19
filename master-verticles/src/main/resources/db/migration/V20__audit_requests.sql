-- request_id: of the request that led to the event; empty for those that nobody's request did, and for older ones.
ALTER TABLE audit_events ADD COLUMN request_id VARCHAR(128) NOT NULL DEFAULT '';
