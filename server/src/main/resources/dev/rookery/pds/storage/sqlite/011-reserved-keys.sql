-- Signing keys of accounts that are yet to come. The name is the account's DID, or the key's own did:key.
CREATE TABLE reserved_key (
  name TEXT NOT NULL PRIMARY KEY,
  secret BLOB NOT NULL,
  reserved_at INTEGER NOT NULL
);

CREATE INDEX reserved_key_reserved_at ON reserved_key (reserved_at);
