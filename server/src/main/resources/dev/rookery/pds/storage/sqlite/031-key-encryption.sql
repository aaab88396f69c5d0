-- What a right key decrypts, once signing keys are kept encrypted; no row before that. `swept` says that no trace of
-- them as they were before is left in the file.
CREATE TABLE key_encryption (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  proof BLOB NOT NULL,
  swept INTEGER NOT NULL DEFAULT 0
);
