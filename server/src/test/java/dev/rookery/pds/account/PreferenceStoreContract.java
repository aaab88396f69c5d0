package dev.rookery.pds.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The promises of [PreferenceStore], to be run on every implementation.
public abstract class PreferenceStoreContract {
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Did NOBODY = new Did("did:plc:nobody");
    private static final Preference ONE = new Preference("app.bsky.one", "{\"x\":1}");
    private static final Preference TWO = new Preference("app.bsky.two", "{\"x\":2}");

    private AccountStore accounts;
    private PreferenceStore store;

    protected abstract AccountStore open();

    @BeforeEach
    void accounts() {
        accounts = open();
        store = accounts.preferences();
        signUp();
    }

    private void signUp() {
        accounts.reserve(new NewAccount(
                ALICE, new Handle("alice.test"), "a@mail.test", "hash", new byte[32], null, Instant.EPOCH, null, null));
        accounts.publish(ALICE);
    }

    @AfterEach
    void close() {
        accounts.close();
    }

    @Test
    void preferences_comeInTheirOrder() {
        store.change(ALICE, old -> List.of(TWO, ONE, TWO));

        assertThat(store.of(ALICE)).containsExactly(TWO, ONE, TWO);
        assertThat(store.of(NOBODY)).isEmpty();
    }

    @Test
    void changeThatFails_changesNothing() {
        store.change(ALICE, old -> List.of(ONE));

        assertThatThrownBy(() -> store.change(ALICE, old -> {
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(store.of(ALICE)).containsExactly(ONE);
    }

    @Test
    void concurrentChanges_loseNothing() {
        IntStream.range(0, 50)
                .parallel()
                .forEach(i -> store.change(ALICE, old -> {
                    var more = new ArrayList<>(old);
                    more.add(new Preference("app.bsky.n" + i, "{}"));
                    return more;
                }));

        assertThat(store.of(ALICE)).hasSize(50).doesNotHaveDuplicates();
    }

    @Test
    void accountThatIsGone_hasNone_andGetsNone() {
        store.change(ALICE, old -> List.of(ONE));
        accounts.retire(ALICE);
        assertThat(store.of(ALICE)).isEmpty();
        store.change(ALICE, old -> List.of(ONE));
        assertThat(store.of(ALICE)).isEmpty();
        accounts.delete(ALICE);
        signUp();

        assertThat(store.of(ALICE)).isEmpty();
        store.change(ALICE, old -> List.of(ONE));
        accounts.delete(ALICE);
        signUp();
        assertThat(store.of(ALICE)).isEmpty();
    }
}
