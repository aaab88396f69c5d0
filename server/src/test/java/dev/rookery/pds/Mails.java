package dev.rookery.pds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.devnet.Mailbox;
import dev.rookery.pds.devnet.ReceivedMail;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads mails as people do.
public final class Mails {
    private static final Duration WAIT = Duration.ofSeconds(20);
    private static final Pattern CODE = Pattern.compile("(?m)^ {4}([A-Z2-7]{5}-[A-Z2-7]{5})$");

    private Mails() {}

    /// Waits for the next mail to this address, and takes it out.
    public static ReceivedMail take(Mailbox mailbox, String address) {
        try {
            return mailbox.take(address, WAIT)
                    .orElseThrow(() -> new AssertionError("no mail to " + address + " but " + mailbox.mails()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// The code in the mail.
    public static String code(ReceivedMail mail) {
        Matcher code = CODE.matcher(mail.content());
        assertThat(code.find()).as(mail.content()).isTrue();
        return code.group(1);
    }
}
