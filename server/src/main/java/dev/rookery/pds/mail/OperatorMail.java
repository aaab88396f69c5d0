package dev.rookery.pds.mail;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// Sends what the operator writes to people.
public final class OperatorMail {
    private static final Duration TRIED_FOR = Duration.ofDays(1);

    private final Outbox outbox;
    private final Letters letters;
    private final Postman postman;
    private final InstantSource time;

    public OperatorMail(Outbox outbox, Letters letters, Postman postman, InstantSource time) {
        this.outbox = outbox;
        this.letters = letters;
        this.postman = postman;
        this.time = time;
    }

    /// Puts a mail into the outbox.
    ///
    /// @param content HTML
    public void send(String to, String subject, String content) {
        Instant now = time.instant();
        outbox.post(letters.ofOperator(to, subject, content, now.plus(TRIED_FOR)), now);
        postman.wake();
    }
}
