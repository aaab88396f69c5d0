-- For the pages of getInviteCodes, and to find who invited an account.
CREATE INDEX invite_code_created ON invite_code (created_at, code);

CREATE INDEX invite_code_use_used_by ON invite_code_use (used_by);
