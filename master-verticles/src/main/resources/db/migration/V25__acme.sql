-- The portal's certificate where it is ordered by ACME, and what became of the last order. One row, 'portal'. The key of the
-- account is 'acme' in signing_keys.
CREATE TABLE acme_certificates (
  name       VARCHAR(64) NOT NULL PRIMARY KEY,
  -- PEM, the certificate first; null before the first one came.
  chain      TEXT,
  -- Of the certificate, as a Fernet token; null likewise.
  sealed_key TEXT,
  -- For which directory and names.
  ordered    TEXT,
  -- The last order, if it failed: for which directory and names, how often in a row, why, and when it is tried again.
  tried      TEXT,
  failures   INTEGER     NOT NULL DEFAULT 0,
  problem    TEXT,
  next_at    BIGINT
);

-- What the CA may ask any node for (HTTP-01).
CREATE TABLE acme_challenges (
  token   VARCHAR(255) NOT NULL PRIMARY KEY,
  answer  VARCHAR(512) NOT NULL,
  made_at BIGINT       NOT NULL
);
