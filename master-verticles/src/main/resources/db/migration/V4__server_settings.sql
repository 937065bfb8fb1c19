-- Seconds between two measurements of the server's agent; null: as the portal usually wants it.
ALTER TABLE servers ADD COLUMN telemetry_seconds INTEGER;
