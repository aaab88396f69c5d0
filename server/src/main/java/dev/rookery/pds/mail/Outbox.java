package dev.rookery.pds.mail;

import java.time.Instant;
import java.util.Optional;

/// Where mails wait until they are sent. Safe for use by many threads.
///
/// Promises that every implementation keeps (`MailStoreContract` tests each):
///
/// - **Durable.** A mail that was posted is there until it is removed, also after a crash.
/// - **In turn.** [#next] gives the mail that is due first, so one that is postponed holds up no other.
public interface Outbox {
    /// Adds a mail that is due at `now`.
    void post(Mail mail, Instant now);

    /// The mail that is due first, which may be later; empty if none waits.
    Optional<QueuedMail> next();

    /// Counts a failed attempt, and has the mail due again later. Does nothing if it is not there.
    void postpone(long id, Instant until);

    /// Takes out a mail that was sent, or that never will be. Does nothing if it is not there.
    void remove(long id);
}
