-- What people's apps keep here for them, in the order in which it was given.
CREATE TABLE preference (
  did TEXT NOT NULL,
  position INTEGER NOT NULL,
  type TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (did, position)
);
