-- DIDs that may have been founded for accounts that did not come to be, until they are ended in the PLC directory.
CREATE TABLE unused_did (
  did TEXT NOT NULL PRIMARY KEY
);
