package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.Mails;
import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// How accounts go: on their owner's password and a mailed code, or some time after they were deactivated.
class AccountDeletionTest {
    private static final Duration DELAY = Duration.ofDays(3);
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    @RegisterExtension
    static final TestPds pds = TestPds.start(
            Map.of("PDS_ACCOUNT_DELETION_DELAY_MS", Long.toString(DELAY.toMillis())),
            () -> InstantSource.system().instant().plus(AHEAD.get()));

    private static Answer delete(TestPds.User user, String password, String token) {
        return pds.client()
                .post(
                        "com.atproto.server.deleteAccount",
                        "{\"did\":\"" + user.did() + "\",\"password\":\"" + password + "\",\"token\":\"" + token
                                + "\"}");
    }

    private static boolean exists(TestPds.User user) {
        return pds.inside().accounts().find(user.did()).isPresent();
    }

    @Test
    void account_isDeletedWithPasswordAndCode() {
        TestPds.User user = pds.user("leaving.test");
        user.client().post("com.atproto.server.requestAccountDelete").expect(200);
        String code = Mails.code(pds.mail("leaving@example.com"));

        delete(user, "wrong", code).expect(401, "AuthenticationRequired");
        delete(user, "x".repeat(513), code).expect(401, "AuthenticationRequired");
        delete(user, TestPds.PASSWORD, "AAAAA-AAAAA").expect(400, "InvalidToken");
        assertThat(exists(user)).isTrue();
        delete(user, TestPds.PASSWORD, code).expect(200);

        assertThat(exists(user)).isFalse();
        pds.client()
                .get("com.atproto.sync.getLatestCommit", "did", user.did().text())
                .expect(400, "RepoNotFound");
        delete(user, TestPds.PASSWORD, code).expect(400, "InvalidRequest");
        user.client().get("com.atproto.server.checkAccountStatus").expect(400, "NotFound");
    }

    @Test
    void deactivatedAccount_isDeletedAfterItsTime_unlessItCameBack() {
        TestPds.User gone = pds.user("gone.test");
        TestPds.User back = pds.user("back.test");
        TestPds.User waiting = pds.user("waiting.test");
        deactivate(gone, Instant.EPOCH);
        deactivate(back, Instant.EPOCH);
        deactivate(waiting, Instant.now().plus(Duration.ofDays(30)));
        back.client().post("com.atproto.server.activateAccount").expect(200);

        pds.inside().accounts().deleteOverdue(DELAY);
        assertThat(exists(gone)).isTrue();
        AHEAD.set(DELAY);
        try {
            pds.inside().accounts().deleteOverdue(DELAY);
        } finally {
            AHEAD.set(Duration.ZERO);
        }

        assertThat(exists(gone)).isFalse();
        assertThat(exists(back)).isTrue();
        assertThat(exists(waiting)).isTrue();
    }

    private static void deactivate(TestPds.User user, Instant deleteAfter) {
        user.client()
                .post("com.atproto.server.deactivateAccount", "{\"deleteAfter\":\"" + deleteAfter + "\"}")
                .expect(200);
    }
}
