-- Whom the portal logs in as when it tries a server without an agent; probe_pass is a Fernet token. Both or neither.
ALTER TABLE servers ADD COLUMN probe_username VARCHAR(128);
ALTER TABLE servers ADD COLUMN probe_pass TEXT;
-- As 50000-50099; null when nobody has said.
ALTER TABLE servers ADD COLUMN ftp_passive_ports VARCHAR(11);
