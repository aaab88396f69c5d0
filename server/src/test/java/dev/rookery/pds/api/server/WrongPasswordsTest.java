package dev.rookery.pds.api.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.XrpcClient.Answer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Guessing is slowed although rate limits are off, but not in development mode.
class WrongPasswordsTest {
    private static final AtomicReference<Duration> AHEAD = new AtomicReference<>(Duration.ZERO);

    @RegisterExtension
    static final TestPds pds = TestPds.start(
            Map.of("PDS_DEV_MODE", "false"),
            () -> InstantSource.system().instant().plus(AHEAD.get()));

    @RegisterExtension
    static final TestPds development = TestPds.start();

    private static Answer login(String identifier, String password) {
        return login(pds, identifier, password);
    }

    private static Answer login(TestPds server, String identifier, String password) {
        return server.client()
                .post(
                        "com.atproto.server.createSession",
                        "{\"identifier\":\"%s\",\"password\":\"%s\"}".formatted(identifier, password));
    }

    private static void guess(String identifier) {
        for (int i = 0; i < 30; i++) {
            assertThat(login(identifier, "guess" + i).error()).isEqualTo("AuthenticationRequired");
        }
        Answer refused = login(identifier.toUpperCase(Locale.ROOT), TestPds.PASSWORD);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.error()).isEqualTo("RateLimitExceeded");
        assertThat(refused.response().headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void guessesAtAnAccount_areSlowed_whetherItExistsOrNot() {
        pds.user("guessed.test");

        guess("guessed.test");
        guess("nobody.test");

        AHEAD.set(Duration.ofSeconds(31));
        login("guessed.test", TestPds.PASSWORD).expect(200);
    }

    @Test
    void inDevelopment_nobodyIsSlowed() {
        development.user("typist.test");
        for (int i = 0; i < 40; i++) {
            login(development, "typist.test", "typo").expect(401, "AuthenticationRequired");
        }

        login(development, "typist.test", TestPds.PASSWORD).expect(200);
    }
}
