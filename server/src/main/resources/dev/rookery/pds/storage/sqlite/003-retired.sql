-- Accounts whose deletion has begun have reserved = 2.
CREATE INDEX account_retired ON account (did) WHERE reserved = 2;
