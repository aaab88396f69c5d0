package dev.rookery.pds.xrpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class GuessesTest {
    private static final int OF_ACCOUNT = 30;
    private static final int FROM_ADDRESS = 100;

    private Instant now = Instant.parse("2026-11-24T10:00:00Z");
    private final Guesses guesses = new Guesses(() -> now);

    private String guess(String account, String address, boolean right) {
        return guess(account, new Sent(address), () -> {
            if (!right) {
                throw XrpcException.authRequired("AuthenticationRequired", "Invalid identifier or password");
            }
            return "in";
        });
    }

    private String guess(String account, Sent exchange, Supplier<String> work) {
        try {
            return guesses.watch(() -> account, exchange, work);
        } catch (XrpcException e) {
            return e.error();
        }
    }

    private void wrong(String account, String address, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(guess(account, address, false)).isEqualTo("AuthenticationRequired");
        }
    }

    @Test
    void guessesAtOneAccount_fromManyAddresses_areSlowed() {
        for (int i = 0; i < OF_ACCOUNT; i++) {
            wrong("alice.test", "10.0.0." + i, 1);
        }

        var exchange = new Sent("10.0.1.1");
        assertThat(guess("alice.test", exchange, () -> "never asked")).isEqualTo("RateLimitExceeded");
        assertThat(exchange.headers).containsEntry("Retry-After", "30");
        assertThat(guess("bob.test", "10.0.1.1", true)).isEqualTo("in");

        now = now.plus(Duration.ofSeconds(30));
        assertThat(guess("alice.test", "10.0.1.1", false)).isEqualTo("AuthenticationRequired");
        assertThat(guess("alice.test", "10.0.1.1", true)).isEqualTo("RateLimitExceeded");
    }

    @Test
    void guessesAtManyAccounts_fromOneAddress_areSlowed() {
        for (int i = 0; i < FROM_ADDRESS; i++) {
            wrong("account" + i, "10.0.0.1", 1);
        }

        assertThat(guess("alice.test", "10.0.0.1", true)).isEqualTo("RateLimitExceeded");
        assertThat(guess("alice.test", "10.0.0.2", true)).isEqualTo("in");
    }

    @Test
    void addressesOfOneIpv6Network_countAsOne() {
        for (int i = 0; i < FROM_ADDRESS; i++) {
            wrong("account" + i, "2001:db8:1:2::" + Integer.toHexString(i), 1);
        }

        assertThat(guess("alice.test", "2001:db8:1:2:ffff::1", true)).isEqualTo("RateLimitExceeded");
        assertThat(guess("alice.test", "2001:db8:1:3::1", true)).isEqualTo("in");
    }

    @Test
    void ownerWhoSignedInBefore_isNotShutOutByOthers() {
        assertThat(guess("alice.test", "10.0.0.1", true)).isEqualTo("in");

        wrong("alice.test", "10.6.6.6", OF_ACCOUNT);

        assertThat(guess("alice.test", "10.6.6.6", true)).isEqualTo("RateLimitExceeded");
        assertThat(guess("alice.test", "10.0.0.1", true)).isEqualTo("in");
    }

    @Test
    void rightGuesses_andRefusalsForOtherReasons_costNothing() {
        for (int i = 0; i < 2 * FROM_ADDRESS; i++) {
            assertThat(guess("alice.test", "10.0.0.1", true)).isEqualTo("in");
            assertThat(guess("bob.test", new Sent("10.0.0.1"), () -> {
                        throw XrpcException.authRequired("AccountTakedown", "Account has been taken down");
                    }))
                    .isEqualTo("AccountTakedown");
        }
    }

    @Test
    void guessesAtTheSameTime_areNoMoreThanOneAfterTheOther() throws Exception {
        var asked = new AtomicInteger();
        List<Future<String>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 10 * OF_ACCOUNT; i++) {
                answers.add(threads.submit(() -> guess("alice.test", new Sent("10.0.0.1"), () -> {
                    asked.incrementAndGet();
                    throw XrpcException.authRequired("AuthenticationRequired", "wrong");
                })));
            }
        }

        assertThat(asked).hasValue(OF_ACCOUNT);
        for (Future<String> answer : answers) {
            assertThat(answer.get()).isIn("AuthenticationRequired", "RateLimitExceeded");
        }
    }

    @Test
    void clockThatGoesBack_shutsNobodyOut() {
        wrong("alice.test", "10.0.0.1", OF_ACCOUNT);

        now = now.minus(Duration.ofDays(1));

        assertThat(guess("alice.test", "10.0.0.1", true)).isEqualTo("in");
    }

    @Test
    void operator_isSlowedByAddressOnly() {
        for (int i = 0; i < FROM_ADDRESS; i++) {
            assertThatThrownBy(() -> guesses.watchOperator(new Sent("10.6.6.6"), () -> {
                        throw XrpcException.authRequired("AuthenticationRequired", "Authentication Required");
                    }))
                    .isInstanceOf(XrpcException.class);
        }

        var refusal = catchThrowableOfType(
                XrpcException.class, () -> guesses.watchOperator(new Sent("10.6.6.6"), () -> "in"));
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(guesses.watchOperator(new Sent("10.0.0.1"), () -> "in")).isEqualTo("in");
    }
}
