package dev.rookery.pds.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.Mails;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import dev.rookery.pds.devnet.Mailbox;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// The operator's mails, and what becomes of mails while the mail server is down.
class SendEmailTest {
    private static Answer send(TestPds pds, String did, String more) {
        return pds.admin()
                .post(
                        "com.atproto.admin.sendEmail",
                        "{\"recipientDid\":\"" + did + "\",\"senderDid\":\"did:plc:mod\",\"content\":"
                                + "\"<p>Please mind the <b>rules</b>.</p>\"" + more + "}");
    }

    @Test
    void mail_reachesTheAccountsOwner() {
        try (TestPds pds = TestPds.start()) {
            TestPds.User user = pds.user("alice.test");

            assertThat(send(pds, user.did().text(), "").expect(200).bodyText()).isEqualTo("{\"sent\":true}");

            assertThat(pds.mail("alice@example.com").content())
                    .contains("Subject: Message via your PDS\n", "Please mind the rules.", "<b>rules</b>");
            send(pds, user.did().text(), ",\"subject\":\"About you\"").expect(200);
            assertThat(pds.mail("alice@example.com").content()).contains("Subject: About you\n");
            send(pds, "did:plc:nobody", "").expect(400, "InvalidRequest");
            user.client().post("com.atproto.admin.sendEmail", "{}").expect(401);
        }
    }

    @Test
    void operatorsMail_goesOverItsOwnServer_whereThereIsOne() {
        try (Mailbox mailbox = Mailbox.start(0);
                TestPds pds = TestPds.start(Map.of(
                        "PDS_MODERATION_EMAIL_SMTP_URL",
                        mailbox.uri().toString(),
                        "PDS_MODERATION_EMAIL_ADDRESS",
                        "mod@mail.test"))) {
            send(pds, pds.user("alice.test").did().text(), "").expect(200);

            assertThat(Mails.take(mailbox, "alice@example.com").sender()).isEqualTo("mod@mail.test");
        }
    }

    @Test
    void mail_survivesARestart_andIsSentWhenTheMailServerComesBack() throws IOException {
        int port;
        try (var socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        var ahead = new AtomicReference<>(Duration.ZERO);
        InstantSource time = () -> InstantSource.system().instant().plus(ahead.get());
        try (TestPds pds = TestPds.start(Map.of("PDS_EMAIL_SMTP_URL", "smtp://localhost:" + port), time)) {
            String did = pds.user("alice.test").did().text();
            send(pds, did, "").expect(200);
            pds.restart();

            try (Mailbox mailbox = Mailbox.start(port)) {
                ahead.set(Duration.ofMinutes(10)); // past the pause after failed attempts
                send(pds, did, ",\"subject\":\"After\"").expect(200);

                assertThat(Mails.take(mailbox, "alice@example.com").content())
                        .contains("Subject: Message via your PDS\n");
                assertThat(Mails.take(mailbox, "alice@example.com").content()).contains("Subject: After\n");
            }
        }
    }
}
