package dev.rookery.pds.mail;

import java.time.Instant;

/// A mail to one person, and until when it is worth sending.
///
/// The subject is one line: control characters, at which a header could end, become spaces.
public record Mail(Sender sender, String to, String subject, String text, String html, Instant uselessAfter) {
    private static final int SUBJECT_LENGTH_MAX = 200;

    /// On whose behalf a mail is sent, which decides over which mail server.
    public enum Sender {
        /// The server, about somebody's account.
        ACCOUNTS,
        /// The operator.
        MODERATION
    }

    public Mail {
        subject = subject.replaceAll("\\p{Cntrl}+", " ").strip();
        subject = subject.substring(0, Math.min(subject.length(), SUBJECT_LENGTH_MAX));
    }
}
