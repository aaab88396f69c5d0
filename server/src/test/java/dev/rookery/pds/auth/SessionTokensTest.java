package dev.rookery.pds.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.syntax.Did;
import java.security.SecureRandom;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SessionTokensTest {
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final SessionTokens tokens = new SessionTokens("secret", new Did("did:web:pds.test"), new SecureRandom());

    @Test
    void ownToken_saysWhatItWasMadeFor() {
        SessionToken token = tokens.verify(tokens.access(ALICE, "com.atproto.access", NOW));

        assertThat(token.subject()).isEqualTo(ALICE);
        assertThat(token.type()).isEqualTo("at+jwt");
        assertThat(token.id()).isNull();
        assertThat(tokens.isForUs(token)).isTrue();
        assertThat(token.expired(NOW.getEpochSecond() + 7199)).isFalse();
        assertThat(token.expired(NOW.getEpochSecond() + 7200)).isTrue();
    }

    @Test
    void successor_followsFromIdAndSecretAlone() {
        var sameSecret = new SessionTokens("secret", new Did("did:web:pds.test"), new SecureRandom());
        var otherSecret = new SessionTokens("other", new Did("did:web:pds.test"), new SecureRandom());

        assertThat(tokens.successorOf("id"))
                .isEqualTo(sameSecret.successorOf("id"))
                .isNotEqualTo(otherSecret.successorOf("id"))
                .isNotEqualTo(tokens.successorOf("id2"));
    }
}
