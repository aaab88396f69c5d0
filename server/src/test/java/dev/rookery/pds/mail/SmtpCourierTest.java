package dev.rookery.pds.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.rookery.pds.config.SmtpServer;
import dev.rookery.pds.devnet.Mailbox;
import dev.rookery.pds.devnet.ReceivedMail;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpCourierTest {
    private static final InstantSource TIME = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));

    private static SmtpCourier courier(String url) {
        return new SmtpCourier(SmtpServer.parse(url), "The Nest <pds@mail.test>", "pds.test", TIME);
    }

    private static Mail mail(String to, String subject) {
        return new Mail(Mail.Sender.ACCOUNTS, to, subject, "plain\n", "<p>rich</p>\n", Instant.MAX);
    }

    @Test
    void mail_arrivesWithBothBodies() {
        try (Mailbox mailbox = Mailbox.start(0)) {
            courier(mailbox.uri().toString()).deliver(mail("alice@mail.test", "Hello"));

            ReceivedMail mail = mailbox.mails().getFirst();
            assertThat(mail.sender()).isEqualTo("pds@mail.test");
            assertThat(mail.recipients()).containsExactly("alice@mail.test");
            assertThat(mail.content())
                    .contains("From: The Nest <pds@mail.test>\n")
                    .contains("To: alice@mail.test\n")
                    .contains("Subject: Hello\n")
                    .contains("Date: Thu, 1 Jan 2026 ")
                    .contains("Auto-Submitted: auto-generated\n")
                    .contains("Content-Type: text/plain; charset=UTF-8", "\nplain\n")
                    .contains("Content-Type: text/html; charset=UTF-8", "\n<p>rich</p>\n");
        }
    }

    @Test
    void subject_cannotAddHeaders() {
        try (Mailbox mailbox = Mailbox.start(0)) {
            courier(mailbox.uri().toString()).deliver(mail("alice@mail.test", "Hi\r\nBcc: eve@mail.test"));

            assertThat(mailbox.mails().getFirst().content()).contains("Subject: Hi Bcc: eve@mail.test\n");
        }
    }

    @Test
    void addressBeyondAscii_isReached() {
        try (Mailbox mailbox = Mailbox.start(0)) {
            courier(mailbox.uri().toString()).deliver(mail("älice@mäil.test", "Grüße"));

            assertThat(mailbox.mails().getFirst().recipients()).containsExactly("älice@mäil.test");
        }
    }

    @Test
    void conversation_isWrittenDown_withoutThePassword() {
        var notes = new ByteArrayOutputStream();
        try (Mailbox mailbox = Mailbox.start(0);
                var print = new PrintStream(notes, true, StandardCharsets.UTF_8)) {
            courier("smtp://me:hush@localhost:" + mailbox.uri().getPort()).deliver(mail("a@mail.test", "Hi"), print);
        }

        assertThat(notes.toString(StandardCharsets.UTF_8))
                .contains("EHLO pds.test", "RCPT TO:<a@mail.test>")
                .doesNotContain("hush", "AG1lAGh1c2g"); // the second is the first as AUTH PLAIN sends it
    }

    @Test
    void failure_saysWhy_andWhetherToTryAgain() {
        try (Mailbox mailbox = Mailbox.start(0)) {
            var odd = catchThrowableOfType(
                    DeliveryException.class,
                    () -> courier(mailbox.uri().toString()).deliver(mail("not an address", "Hi")));
            assertThat(odd.permanent()).isTrue();
        }

        var down = catchThrowableOfType(
                DeliveryException.class, () -> courier("smtp://localhost:1").deliver(mail("a@mail.test", "Hi")));
        assertThat(down.permanent()).isFalse();
        assertThat(down).hasMessageContaining("localhost, 1").hasMessageContaining("refused");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smtp", "smtps"})
    void mailServerThatNobodyVouchesFor_getsNoPasswordAndNoMail(String scheme, @TempDir Path folder) throws Exception {
        try (var server = new UntrustedMailServer(folder, scheme.equals("smtps"))) {
            String url = scheme + "://me:hush@localhost:" + server.port();

            var failure = catchThrowableOfType(
                    DeliveryException.class, () -> courier(url).deliver(mail("a@mail.test", "Hi")));

            assertThat(failure).hasMessageContaining("certification path");
            assertThat(failure.permanent()).isFalse();
            assertThat(server.heard())
                    .isEqualTo(scheme.equals("smtps") ? List.of() : List.of("EHLO pds.test", "STARTTLS"));
        }
    }
}
