/// Mail to people: what it says, the outbox in which it waits, and how it gets to a mail server.
///
/// A mail is written in one transaction with what it is about, a code for example, and sent in the background by the
/// one thread of [Postman], so that no request waits for a mail server and no crash loses a mail. One that was sent
/// right before a crash may be sent again.
@NullMarked
package dev.rookery.pds.mail;

import org.jspecify.annotations.NullMarked;
