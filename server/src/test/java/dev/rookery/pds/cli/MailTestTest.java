package dev.rookery.pds.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.Mails;
import dev.rookery.pds.devnet.Mailbox;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MailTestTest {
    private static String run(Map<String, String> mail, String... arguments) {
        Map<String, String> env = new HashMap<>(mail);
        env.put("PDS_DATA_DIRECTORY", "unused");
        env.put("PDS_JWT_SECRET", "jwt");
        env.put("PDS_ADMIN_PASSWORD", "admin");
        env.put("PDS_PLC_ROTATION_KEY_K256_PRIVATE_KEY_HEX", "11".repeat(32));
        var out = new StringWriter();
        int code = new CommandLine(new MailTest(env))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments);
        return code + " " + out;
    }

    private static Map<String, String> settings(String url) {
        return Map.of("PDS_EMAIL_SMTP_URL", url, "PDS_EMAIL_FROM_ADDRESS", "pds@mail.test");
    }

    @Test
    void mail_isSent() {
        try (Mailbox mailbox = Mailbox.start(0)) {
            var settings = settings(mailbox.uri().toString());

            assertThat(run(settings, "me@mail.test"))
                    .startsWith("0 localhost:")
                    .contains(" took the mail to me@mail.test");
            assertThat(Mails.take(mailbox, "me@mail.test").content()).contains("Subject: Test mail\n");
            assertThat(run(settings, "me@mail.test", "--verbose")).contains("RCPT TO:<me@mail.test>");
        }
    }

    @Test
    void failure_showsTheConversation() {
        assertThat(run(settings("smtp://me:hush@localhost:1"), "me@mail.test"))
                .startsWith("1 ")
                .contains("trying to connect to host \"localhost\"", "did not take the mail", "refused")
                .doesNotContain("hush");
    }

    @Test
    void settingsThatAreMissing_areNamed() {
        assertThat(run(Map.of(), "me@mail.test")).startsWith("2 ").contains("PDS_EMAIL_SMTP_URL");
        assertThat(run(Map.of("PDS_EMAIL_SMTP_URL", "smtp://localhost"), "me@mail.test"))
                .startsWith("2 ")
                .contains("PDS_EMAIL_FROM_ADDRESS");
    }
}
