package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.mail.CodePurpose;
import java.time.Instant;

/// A code that was mailed to an account's owner, good for one thing, once, until it expires.
public record MailedCode(Did did, CodePurpose purpose, HashedId hash, Instant expiresAt) {}
