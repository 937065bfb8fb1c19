-- What ACCT is to say on servers that ask for an account besides user name and password (RFC 959, 4.1.1), as a Fernet token
-- like the password. Nearly no server asks, and nodes of the version before know nothing of it: NULL.
ALTER TABLE permissions ADD COLUMN encrypted_account TEXT;
