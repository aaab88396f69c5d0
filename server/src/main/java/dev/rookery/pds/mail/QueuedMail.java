package dev.rookery.pds.mail;

import java.time.Instant;

/// A mail in the outbox.
///
/// @param attempts how often sending it has failed
/// @param dueAt when to try next
public record QueuedMail(long id, Mail mail, int attempts, Instant dueAt) {}
