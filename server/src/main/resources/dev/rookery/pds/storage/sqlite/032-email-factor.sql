-- Whether signing in with the account's own password takes a code that comes by mail, too.
ALTER TABLE account ADD COLUMN email_auth_factor INTEGER NOT NULL DEFAULT 0;
