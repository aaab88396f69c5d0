-- Times are milliseconds since 1970. Handles and e-mail addresses are stored in lower case.
CREATE TABLE account (
  did TEXT NOT NULL PRIMARY KEY,
  handle TEXT NOT NULL UNIQUE,
  email TEXT UNIQUE,
  email_confirmed_at INTEGER,
  password_hash TEXT,
  signing_key BLOB NOT NULL,
  created_at INTEGER NOT NULL,
  deactivated_at INTEGER,
  delete_after INTEGER,
  takedown_ref TEXT,
  invites_disabled INTEGER NOT NULL DEFAULT 0,
  reserved INTEGER NOT NULL,
  events_owed TEXT NOT NULL DEFAULT 'NONE'
);

CREATE INDEX account_reserved ON account (did) WHERE reserved = 1;

CREATE INDEX account_events_owed ON account (did) WHERE events_owed <> 'NONE';

CREATE TABLE app_password (
  did TEXT NOT NULL,
  name TEXT NOT NULL,
  password_hash TEXT NOT NULL,
  privileged INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (did, name)
);

CREATE TABLE refresh_token (
  id TEXT NOT NULL PRIMARY KEY,
  session TEXT NOT NULL,
  did TEXT NOT NULL,
  expires_at INTEGER NOT NULL,
  app_password TEXT
);

CREATE INDEX refresh_token_did ON refresh_token (did);

CREATE INDEX refresh_token_session ON refresh_token (session);

CREATE TABLE invite_code (
  code TEXT NOT NULL PRIMARY KEY,
  available_uses INTEGER NOT NULL,
  disabled INTEGER NOT NULL,
  for_account TEXT NOT NULL,
  created_by TEXT NOT NULL,
  created_at INTEGER NOT NULL
);

CREATE INDEX invite_code_for_account ON invite_code (for_account);

CREATE TABLE invite_code_use (
  code TEXT NOT NULL,
  used_by TEXT NOT NULL,
  used_at INTEGER NOT NULL,
  PRIMARY KEY (code, used_by)
);
