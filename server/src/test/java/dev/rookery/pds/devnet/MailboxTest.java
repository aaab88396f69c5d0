package dev.rookery.pds.devnet;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class MailboxTest {
    private static final Duration WAIT = Duration.ofSeconds(20);

    /// Sends the lines, one by one, and returns the last line of each answer, the greeting first.
    private static List<String> talk(Mailbox mailbox, String... lines) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), mailbox.uri().getPort())) {
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            List<String> answers = new ArrayList<>(List.of(answer(in)));
            for (String line : lines) {
                socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
                answers.add(answer(in));
            }
            return answers;
        }
    }

    private static String answer(BufferedReader in) throws IOException {
        String line = in.readLine();
        while (line.charAt(3) == '-') {
            line = in.readLine();
        }
        return line.substring(0, 3);
    }

    @Test
    void mail_isKeptAsItCame() throws IOException {
        try (Mailbox mailbox = Mailbox.start(0)) {
            List<String> answers = talk(
                    mailbox,
                    "EHLO me",
                    "MAIL FROM:<pds@mail.test>",
                    "RCPT TO:<alice@mail.test>",
                    "DATA",
                    "Subject: hi\r\n\r\n..dots and ünicode\r\n.",
                    "QUIT");

            assertThat(answers).containsExactly("220", "250", "250", "250", "354", "250", "221");
            assertThat(mailbox.mails())
                    .containsExactly(new ReceivedMail(
                            "pds@mail.test", List.of("alice@mail.test"), "Subject: hi\n\n.dots and ünicode\n"));
        }
    }

    @Test
    void mail_canBeTakenOutByItsRecipient() throws Exception {
        List<String> shown = new CopyOnWriteArrayList<>();
        try (Mailbox mailbox = Mailbox.start(0, mail -> shown.add(mail.text()))) {
            for (String to : List.of("alice@mail.test", "bob@mail.test")) {
                talk(
                        mailbox,
                        "EHLO me",
                        "MAIL FROM:<pds@mail.test>",
                        "RCPT TO:<" + to + ">",
                        "DATA",
                        "Subject: hi\r\n\r\nhello\r\n.");
            }

            assertThat(mailbox.take("bob@mail.test", WAIT).orElseThrow().recipients())
                    .containsExactly("bob@mail.test");
            assertThat(mailbox.take("bob@mail.test", Duration.ZERO)).isEmpty();
            assertThat(mailbox.mails()).hasSize(1);
            assertThat(shown).hasSize(2).first().isEqualTo("Subject: hi\n\nhello\n");
        }
    }

    @Test
    void text_isThePlainPart() {
        String content = """
                Subject: hi

                ------=_Part_1
                Content-Type: text/plain; charset=UTF-8

                plain

                ------=_Part_1
                Content-Type: text/html

                <p>rich</p>
                """;

        assertThat(new ReceivedMail("", List.of(), content).text()).isEqualTo("plain\n");
    }

    @Test
    void mailWithoutRecipientOrUnknownCommand_isRefused() throws IOException {
        try (Mailbox mailbox = Mailbox.start(0)) {
            assertThat(talk(mailbox, "HELO me", "MAIL FROM:<a@b.c>", "DATA", "STARTTLS"))
                    .containsExactly("220", "250", "250", "503", "502");
            assertThat(mailbox.mails()).isEmpty();
        }
    }
}
