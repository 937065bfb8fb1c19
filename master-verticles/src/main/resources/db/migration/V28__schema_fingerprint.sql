-- Of the migrations that a program has and of those that were done here: where it is the same again, there is nothing to migrate.
CREATE TABLE schema_fingerprint (
  id    INTEGER     NOT NULL PRIMARY KEY CHECK (id = 1),
  value VARCHAR(64) NOT NULL
);
