-- The codes that were mailed to people, hashed: the newest for each purpose.
CREATE TABLE mailed_code (
  did TEXT NOT NULL,
  purpose TEXT NOT NULL,
  hash TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  PRIMARY KEY (did, purpose)
);

CREATE INDEX mailed_code_hash ON mailed_code (hash);

-- Mails that wait to be sent. Of those with one topic only the newest waits; most have none.
CREATE TABLE outbox (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  topic TEXT UNIQUE,
  sender TEXT NOT NULL,
  recipient TEXT NOT NULL,
  subject TEXT NOT NULL,
  text TEXT NOT NULL,
  html TEXT NOT NULL,
  useless_after INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  due_at INTEGER NOT NULL
);

CREATE INDEX outbox_due ON outbox (due_at, id);

CREATE INDEX account_delete_after ON account (delete_after) WHERE delete_after IS NOT NULL;
