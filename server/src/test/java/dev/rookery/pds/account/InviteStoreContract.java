package dev.rookery.pds.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The promises of [InviteStore], to be run on every implementation.
public abstract class InviteStoreContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Did BOB = new Did("did:plc:bob");
    private static final Did CAROL = new Did("did:plc:carol");

    private AccountStore accounts;
    private InviteStore store;

    /// Opens accounts without any in them.
    protected abstract AccountStore open();

    @BeforeEach
    void openBoth() {
        accounts = open();
        store = accounts.invites();
    }

    @AfterEach
    void close() {
        accounts.close();
    }

    private static InviteCode gift(String code, Instant createdAt) {
        return new InviteCode(code, 2, false, InviteStore.OPERATOR, InviteStore.OPERATOR, createdAt);
    }

    private static InviteCode own(String code, Did account) {
        return new InviteCode(code, 1, false, account.text(), account.text(), NOW);
    }

    private void signUp(Did did, String code, Instant time) {
        String name = did.identifier();
        assertThat(accounts.reserve(new NewAccount(
                        did,
                        new Handle(name + ".test"),
                        name + "@mail.test",
                        "salt:hash",
                        new byte[32],
                        code,
                        time,
                        null,
                        null)))
                .isEqualTo(Reservation.RESERVED);
        accounts.publish(did);
    }

    private List<String> page(InviteOrder order, @Nullable InvitePlace after, int limit) {
        return texts(store.page(order, after, limit));
    }

    private static List<String> texts(List<Invite> invites) {
        return invites.stream().map(invite -> invite.code().code()).toList();
    }

    @Test
    void code_remembersWhoUsedIt_theLastFirst() {
        store.add(List.of(gift("code", NOW)));
        signUp(ALICE, "code", NOW.plusSeconds(1));
        signUp(BOB, "code", NOW.plusSeconds(2));

        Invite invite = store.usedBy(ALICE).orElseThrow();

        assertThat(invite.code()).isEqualTo(gift("code", NOW));
        assertThat(invite.uses())
                .containsExactly(new InviteUse(BOB, NOW.plusSeconds(2)), new InviteUse(ALICE, NOW.plusSeconds(1)));
        assertThat(invite.usedUp()).isTrue();
        assertThat(store.available("code")).isFalse();
        assertThat(store.usedBy(CAROL)).isEmpty();
    }

    @Test
    void of_givesAnAccountsCodes_whoeverMadeThem() {
        store.add(List.of(
                own("own", ALICE),
                new InviteCode("gift", 5, false, ALICE.text(), InviteStore.OPERATOR, NOW.minusSeconds(1)),
                own("other", BOB)));

        assertThat(texts(store.of(ALICE))).containsExactly("gift", "own");
        assertThat(store.of(CAROL)).isEmpty();
    }

    @Test
    void addOwn_beyondTheTotal_addsNothing_andGiftsDoNotCount() {
        store.add(List.of(new InviteCode("gift", 1, false, ALICE.text(), InviteStore.OPERATOR, NOW)));

        assertThat(store.addOwn(ALICE, List.of(own("a", ALICE), own("b", ALICE)), 2))
                .isTrue();
        assertThat(store.addOwn(ALICE, List.of(own("c", ALICE)), 2)).isFalse();

        assertThat(texts(store.of(ALICE))).containsExactlyInAnyOrder("gift", "a", "b");
    }

    @Test
    void addOwn_byConcurrentRequests_keepsTheTotal() throws Exception {
        List<Callable<Boolean>> requests = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            InviteCode code = own("code" + i, ALICE);
            requests.add(() -> store.addOwn(ALICE, List.of(code), 3));
        }

        int added = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Boolean> outcome : threads.invokeAll(requests)) {
                added += outcome.get() ? 1 : 0;
            }
        }

        assertThat(added).isEqualTo(3);
        assertThat(store.of(ALICE)).hasSize(3);
    }

    @Test
    void page_goesThroughTheCodes_theNewestFirst() {
        store.add(List.of(gift("a", NOW), gift("b", NOW), gift("c", NOW.plusSeconds(1)), gift("d", NOW)));

        assertThat(page(InviteOrder.RECENT, null, 10)).containsExactly("c", "d", "b", "a");
        assertThat(page(InviteOrder.RECENT, null, 2)).containsExactly("c", "d");
        assertThat(page(InviteOrder.RECENT, new InvitePlace(NOW.toEpochMilli(), "d"), 10))
                .containsExactly("b", "a");
        assertThat(page(InviteOrder.RECENT, new InvitePlace(NOW.toEpochMilli(), "a"), 10))
                .isEmpty();
    }

    @Test
    void page_goesThroughTheCodes_theMostUsedFirst() {
        store.add(List.of(gift("a", NOW), gift("b", NOW), gift("c", NOW), gift("d", NOW)));
        signUp(ALICE, "b", NOW);
        signUp(BOB, "b", NOW);
        signUp(CAROL, "d", NOW);

        assertThat(page(InviteOrder.USAGE, null, 10)).containsExactly("b", "d", "c", "a");
        assertThat(page(InviteOrder.USAGE, new InvitePlace(1, "d"), 1)).containsExactly("c");
        assertThat(page(InviteOrder.USAGE, new InvitePlace(2, "b"), 1)).containsExactly("d");
    }

    @Test
    void disabledCodes_areUnavailable_byCodeAndByAccount() {
        store.add(List.of(gift("a", NOW), gift("b", NOW), own("hers", ALICE), own("his", BOB)));

        store.disable(List.of("a", "never there"), List.of(ALICE.text(), "nobody"));

        assertThat(store.available("a")).isFalse();
        assertThat(store.available("b")).isTrue();
        assertThat(store.available("hers")).isFalse();
        assertThat(store.available("his")).isTrue();
        store.disable(List.of(), List.of());
        assertThat(store.available("b")).isTrue();
    }
}
