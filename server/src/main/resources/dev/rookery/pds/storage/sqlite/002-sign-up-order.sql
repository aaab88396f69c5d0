-- For the pages of listRepos.
CREATE INDEX account_sign_up ON account (created_at, did) WHERE reserved = 0;
