-- Handles that the operator keeps from being chosen, in lower case.
CREATE TABLE reserved_handle (
  handle TEXT NOT NULL PRIMARY KEY
);
