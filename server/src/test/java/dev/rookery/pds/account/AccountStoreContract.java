package dev.rookery.pds.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The promises of [AccountStore], to be run on every implementation.
public abstract class AccountStoreContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant GRACE_END = NOW.plus(Duration.ofHours(2));
    private static final Instant LATER = NOW.plus(Duration.ofDays(90));
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Did BOB = new Did("did:plc:bob");
    private static final HashedId FIRST = HashedId.of("first");
    private static final HashedId SECOND = HashedId.of("second");

    private AccountStore store;

    protected abstract AccountStore open();

    @BeforeEach
    void alice() {
        store = open();
        store.reserve(account(ALICE, "alice.test", "alice@mail.test", null));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private static NewAccount account(Did did, String handle, String email, @Nullable String inviteCode) {
        return new NewAccount(did, new Handle(handle), email, "salt:hash", new byte[32], inviteCode, NOW, null, null);
    }

    private static RefreshToken token(HashedId id, Did did) {
        return new RefreshToken(id, "session", did, LATER, null);
    }

    @Test
    void reservedAccount_isHiddenUntilPublished() {
        assertThat(store.find(ALICE)).isEmpty();
        assertThat(store.find(new Handle("alice.test"))).isEmpty();
        assertThat(store.findByEmail("alice@mail.test")).isEmpty();
        assertThat(store.passwordHash(ALICE)).isEmpty();
        assertThat(store.signingKey(ALICE)).contains(new byte[32]);
        assertThat(store.reserved()).containsExactly(new ReservedAccount(ALICE, false));

        store.publish(ALICE);

        assertThat(store.find(ALICE)).map(Account::status).contains(AccountStatus.ACTIVE);
        assertThat(store.find(new Handle("alice.test"))).map(Account::did).contains(ALICE);
        assertThat(store.findByEmail("alice@mail.test")).map(Account::createdAt).contains(NOW);
        assertThat(store.passwordHash(ALICE)).contains("salt:hash");
        assertThat(store.reserved()).isEmpty();
    }

    @Test
    void list_givesPublishedAccountsInTheOrderOfSignUps() {
        store.publish(ALICE);
        store.reserve(account(BOB, "bob.test", "bob@mail.test", null));
        assertThat(store.list(null, 10)).extracting(Account::did).containsExactly(ALICE);
        assertThat(store.count()).isEqualTo(1);

        store.publish(BOB);
        store.takeDown(BOB, "mod");

        assertThat(store.list(null, 10)).extracting(Account::did).containsExactly(ALICE, BOB);
        assertThat(store.list(null, 1)).extracting(Account::did).containsExactly(ALICE);
        assertThat(store.list(new SignUpPlace(NOW, ALICE.text()), 10))
                .extracting(Account::did)
                .containsExactly(BOB);
        assertThat(store.list(new SignUpPlace(NOW, "z"), 10)).isEmpty();
        assertThat(store.list(new SignUpPlace(NOW.minusMillis(1), "z"), 10)).hasSize(2);
        assertThat(store.count()).isEqualTo(2);
    }

    @Test
    void reserve_whatIsTaken_saysWhichOfThem() {
        assertThat(store.reserve(account(ALICE, "x.test", "x@mail.test", null))).isEqualTo(Reservation.DID_TAKEN);
        assertThat(store.reserve(account(BOB, "ALICE.test", "x@mail.test", null)))
                .isEqualTo(Reservation.HANDLE_TAKEN);
        assertThat(store.reserve(account(BOB, "bob.test", "alice@mail.test", null)))
                .isEqualTo(Reservation.EMAIL_TAKEN);
        assertThat(store.reserve(account(BOB, "bob.test", "bob@mail.test", null)))
                .isEqualTo(Reservation.RESERVED);
    }

    @Test
    void delete_freesHandleAndEmail() {
        store.publish(ALICE);
        store.addRefreshToken(token(FIRST, ALICE));

        store.delete(ALICE);

        assertThat(store.find(ALICE)).isEmpty();
        assertThat(store.rotate(FIRST, SECOND, NOW, GRACE_END, LATER)).isEmpty();
        assertThat(store.reserve(account(BOB, "alice.test", "alice@mail.test", null)))
                .isEqualTo(Reservation.RESERVED);
    }

    @Test
    void inviteCode_isUsedUpByConcurrentSignUps() throws Exception {
        store.invites().add(List.of(new InviteCode("code", 3, false, "admin", "admin", NOW)));
        List<Callable<Reservation>> signUps = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            NewAccount account = account(new Did("did:plc:x" + i), "x" + i + ".test", i + "@mail.test", "code");
            signUps.add(() -> store.reserve(account));
        }

        List<Reservation> outcomes = together(signUps);

        assertThat(outcomes).filteredOn(Reservation.RESERVED::equals).hasSize(3);
        assertThat(outcomes).filteredOn(Reservation.INVITE_UNAVAILABLE::equals).hasSize(7);
        assertThat(store.invites().available("code")).isFalse();
    }

    @Test
    void inviteCode_ofDroppedReservation_canBeUsedAgain() {
        store.invites().add(List.of(new InviteCode("code", 1, false, "admin", "admin", NOW)));
        store.reserve(account(BOB, "bob.test", "bob@mail.test", "code"));

        store.delete(BOB);

        assertThat(store.invites().available("code")).isTrue();
    }

    @Test
    void inviteCode_thatCannotBeUsed_isUnavailable() {
        store.publish(ALICE);
        store.takeDown(ALICE, "mod");
        store.invites()
                .add(List.of(
                        new InviteCode("off", 1, true, "admin", "admin", NOW),
                        new InviteCode("hers", 1, false, ALICE.text(), ALICE.text(), NOW)));

        assertThat(store.invites().available("off")).isFalse();
        assertThat(store.invites().available("hers")).isFalse();
        assertThat(store.invites().available("none")).isFalse();
    }

    @Test
    void changeOfState_owesItsEventsUntilSettled() {
        store.publish(ALICE);
        assertThat(store.owed()).containsEntry(ALICE, OwedEvents.CREATION);
        store.settle(ALICE);

        assertThat(store.deactivate(ALICE, NOW, LATER)).map(Account::status).contains(AccountStatus.DEACTIVATED);
        assertThat(store.find(ALICE)).map(Account::deleteAfter).contains(LATER);
        assertThat(store.owed()).containsEntry(ALICE, OwedEvents.STATUS);
        assertThat(store.activate(ALICE)).map(Account::status).contains(AccountStatus.ACTIVE);
        assertThat(store.owed()).containsEntry(ALICE, OwedEvents.ACTIVATION);

        store.settle(ALICE);

        assertThat(store.owed()).isEmpty();
    }

    @Test
    void changeOfState_ofUnknownAccount_doesNothing() {
        assertThat(store.activate(BOB)).isEmpty();
        assertThat(store.deactivate(ALICE, NOW, null)).isEmpty();
        assertThat(store.takeDown(BOB, "mod")).isEmpty();
        assertThat(store.owed()).isEmpty();
    }

    @Test
    void updateHandle_ofAnother_isRefused() {
        store.publish(ALICE);
        store.settle(ALICE);
        Handle renamed = new Handle("renamed.test");

        assertThat(store.updateHandle(ALICE, renamed)).map(Account::handle).contains(renamed);
        assertThat(store.owed()).containsEntry(ALICE, OwedEvents.IDENTITY);
        assertThat(store.find(renamed)).map(Account::did).contains(ALICE);
        assertThat(store.updateHandle(ALICE, renamed)).isPresent();
        assertThat(store.updateHandle(BOB, renamed)).isEmpty();
    }

    @Test
    void retiredAccount_isHiddenUntilItIsDeleted() {
        store.publish(ALICE);
        Handle handle = store.find(ALICE).orElseThrow().handle();
        store.addRefreshToken(token(FIRST, ALICE));

        assertThat(store.retire(ALICE)).isTrue();

        assertThat(store.retire(ALICE)).isFalse();
        assertThat(store.find(ALICE)).isEmpty();
        assertThat(store.find(handle)).isEmpty();
        assertThat(store.activate(ALICE)).isEmpty();
        assertThat(store.rotate(FIRST, SECOND, NOW, GRACE_END, LATER)).isEmpty();
        assertThat(store.signingKey(ALICE)).isPresent();
        assertThat(store.retired()).containsExactly(ALICE);
        assertThat(store.reserved()).isEmpty();

        store.delete(ALICE);

        assertThat(store.retired()).isEmpty();
    }

    @Test
    void takedown_endsSessionsAndOutweighsDeactivation() {
        store.publish(ALICE);
        store.addRefreshToken(token(FIRST, ALICE));
        store.deactivate(ALICE, NOW, null);

        assertThat(store.takeDown(ALICE, "mod")).map(Account::status).contains(AccountStatus.TAKEN_DOWN);

        assertThat(store.rotate(FIRST, SECOND, NOW, GRACE_END, LATER)).isEmpty();
        assertThat(store.activate(ALICE)).isEmpty();
        assertThat(store.takeDown(ALICE, null)).map(Account::status).contains(AccountStatus.DEACTIVATED);
    }

    @Test
    void rotate_withinGrace_worksAgainAndLeadsToTheSuccessor() {
        store.addRefreshToken(token(FIRST, ALICE));

        assertThat(store.rotate(FIRST, SECOND, NOW, GRACE_END, LATER))
                .map(RefreshToken::did)
                .contains(ALICE);
        assertThat(store.rotate(FIRST, SECOND, NOW.plusSeconds(60), GRACE_END.plusSeconds(60), LATER))
                .isPresent();

        assertThat(store.rotate(FIRST, SECOND, GRACE_END, GRACE_END.plusSeconds(7200), LATER))
                .isEmpty();
        assertThat(store.rotate(SECOND, HashedId.of("third"), GRACE_END, GRACE_END.plusSeconds(7200), LATER))
                .isPresent();
    }

    @Test
    void rotate_concurrently_succeedsForAll() throws Exception {
        store.addRefreshToken(token(FIRST, ALICE));
        List<Callable<Boolean>> rotations = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            rotations.add(
                    () -> store.rotate(FIRST, SECOND, NOW, GRACE_END, LATER).isPresent());
        }

        List<Boolean> outcomes = together(rotations);

        assertThat(outcomes).containsOnly(true);
    }

    @Test
    void endSession_endsPredecessorsAndSuccessors() {
        store.addRefreshToken(token(FIRST, ALICE));
        store.addRefreshToken(new RefreshToken(HashedId.of("other"), "other", ALICE, LATER, null));
        store.rotate(FIRST, SECOND, NOW, GRACE_END, LATER);

        store.endSession(SECOND);

        assertThat(store.rotate(FIRST, SECOND, NOW, GRACE_END, LATER)).isEmpty();
        assertThat(store.rotate(SECOND, FIRST, NOW, GRACE_END, LATER)).isEmpty();
        assertThat(store.rotate(HashedId.of("other"), FIRST, NOW, GRACE_END, LATER))
                .isPresent();
    }

    @Test
    void sessionOfAppPassword_remembersItsName() {
        store.publish(ALICE);
        assertThat(store.addAppPassword(ALICE, new AppPassword("phone", true, "h", NOW)))
                .isTrue();
        assertThat(store.addAppPassword(ALICE, new AppPassword("phone", false, "h", NOW)))
                .isFalse();
        AppPasswordName phone = new AppPasswordName("phone", true);
        store.addRefreshToken(new RefreshToken(FIRST, "session", ALICE, LATER, phone));

        store.rotate(FIRST, SECOND, NOW, GRACE_END, LATER);

        assertThat(store.rotate(SECOND, HashedId.of("third"), NOW, GRACE_END, LATER))
                .map(RefreshToken::appPassword)
                .contains(phone);
        assertThat(store.appPasswords(ALICE))
                .extracting(AppPassword::privileged)
                .containsExactly(true);
    }

    @Test
    void updatePassword_endsSessions_andKeepsAppPasswords() {
        store.publish(ALICE);
        store.addAppPassword(ALICE, new AppPassword("phone", false, "h", NOW));
        store.addRefreshToken(token(FIRST, ALICE));
        store.addRefreshToken(new RefreshToken(HashedId.of("his"), "his", BOB, LATER, null));

        assertThat(store.updatePassword(ALICE, "other:hash")).isTrue();

        assertThat(store.passwordHash(ALICE)).contains("other:hash");
        assertThat(store.rotate(FIRST, SECOND, NOW, GRACE_END, LATER)).isEmpty();
        assertThat(store.appPasswords(ALICE)).hasSize(1);
        assertThat(store.updatePassword(BOB, "other:hash")).isFalse();
        assertThat(store.rotate(HashedId.of("his"), SECOND, NOW, GRACE_END, LATER))
                .isPresent();
    }

    @Test
    void abandonedAccount_leavesItsDidAlone() {
        store.abandon(ALICE);
        store.abandon(ALICE);

        assertThat(store.reserved()).isEmpty();
        assertThat(store.unusedDids(10)).containsExactly(ALICE);
        assertThat(store.unusedDids(0)).isEmpty();
        store.forgetUnusedDid(ALICE);
        store.forgetUnusedDid(ALICE);
        assertThat(store.unusedDids(10)).isEmpty();
    }

    @Test
    void passwordThatEndedAfterItWasChecked_opensNothing() {
        AppPasswordName phone = new AppPasswordName("phone", false);
        RefreshToken own = token(FIRST, ALICE);
        RefreshToken app = new RefreshToken(SECOND, "app", ALICE, LATER, phone);
        assertThat(store.addRefreshToken(own, "salt:hash", null)).isFalse();
        store.publish(ALICE);
        store.addAppPassword(ALICE, new AppPassword("phone", false, "h1", NOW));
        assertThat(store.addRefreshToken(own, "salt:hash", null)).isTrue();
        assertThat(store.addRefreshToken(app, "h1", null)).isTrue();
        assertThat(store.addRefreshToken(app, "salt:hash", null)).isFalse();

        store.updatePassword(ALICE, "other:hash");
        assertThat(store.addRefreshToken(own, "salt:hash", null)).isFalse();
        store.removeAppPassword(ALICE, "phone");
        assertThat(store.addRefreshToken(app, "h1", null)).isFalse();
        store.addAppPassword(ALICE, new AppPassword("phone", false, "h2", NOW));
        assertThat(store.addRefreshToken(app, "h1", null)).isFalse();
        store.takeDown(ALICE, "moderator");
        assertThat(store.addRefreshToken(own, "other:hash", null)).isFalse();

        assertThat(store.rotate(FIRST, HashedId.of("third"), NOW, GRACE_END, LATER))
                .isEmpty();
        store.takeDown(ALICE, null);
        assertThat(store.addRefreshToken(own, "other:hash", null)).isTrue();
    }

    @Test
    void revokedCredentials_openNothingAnyMore() {
        assertThat(store.revokeCredentials(ALICE)).isFalse();
        store.publish(ALICE);
        store.addAppPassword(ALICE, new AppPassword("phone", false, "h", NOW));
        store.addRefreshToken(token(FIRST, ALICE));

        assertThat(store.revokeCredentials(ALICE)).isTrue();

        assertThat(store.passwordHash(ALICE)).isEmpty();
        assertThat(store.appPasswords(ALICE)).isEmpty();
        assertThat(store.rotate(FIRST, SECOND, NOW, GRACE_END, LATER)).isEmpty();
        assertThat(store.updatePassword(ALICE, "other:hash")).isTrue();
        assertThat(store.passwordHash(ALICE)).contains("other:hash");
    }

    @Test
    void reservedHandle_isRememberedInAnyCaseOfLetters() {
        store.reserveHandle(new Handle("crown.test"));
        store.reserveHandle(new Handle("Crown.test"));

        assertThat(store.isReserved(new Handle("CROWN.test"))).isTrue();
        assertThat(store.isReserved(new Handle("alice.test"))).isFalse();
    }

    @Test
    void reservedKey_isKeptForItsDid_untilTheAccountIsPublishedOrItsTimeIsOver() {
        byte[] first = {1};
        byte[] second = {2};

        assertThat(store.reserveKey(BOB.text(), first, NOW, NOW)).isEqualTo(first);
        assertThat(store.reserveKey(BOB.text(), second, LATER, NOW)).isEqualTo(first);
        assertThat(store.reserveKey("did:key:z", second, NOW, NOW)).isEqualTo(second);
        assertThat(store.reservedKey(BOB)).contains(first);
        assertThat(store.reservedKey(ALICE)).isEmpty();

        store.reserve(account(BOB, "bob.test", "bob@mail.test", null));
        assertThat(store.reservedKey(BOB)).contains(first);
        store.publish(BOB);
        assertThat(store.reservedKey(BOB)).isEmpty();

        store.reserveKey(BOB.text(), second, NOW, NOW);
        store.reserveKey("did:key:y", second, LATER, LATER);
        assertThat(store.reservedKey(BOB)).isEmpty();
    }

    @Test
    void invitesDisabled_isRememberedOfPublishedAccounts() {
        assertThat(store.setInvitesDisabled(ALICE, true)).isFalse();
        store.publish(ALICE);
        store.settle(ALICE);

        assertThat(store.setInvitesDisabled(ALICE, true)).isTrue();
        assertThat(store.find(ALICE)).map(Account::invitesDisabled).contains(true);
        assertThat(store.setInvitesDisabled(ALICE, false)).isTrue();
        assertThat(store.find(ALICE)).map(Account::invitesDisabled).contains(false);
        assertThat(store.setInvitesDisabled(BOB, true)).isFalse();
        assertThat(store.owed()).isEmpty();
    }

    @Test
    void removedAppPassword_takesItsSessionsAlong_andNoOthers() {
        store.publish(ALICE);
        store.addAppPassword(ALICE, new AppPassword("phone", false, "h1", NOW));
        store.addAppPassword(ALICE, new AppPassword("desk", false, "h2", NOW.plusSeconds(1)));
        store.addRefreshToken(new RefreshToken(FIRST, "phone", ALICE, LATER, new AppPasswordName("phone", false)));
        store.addRefreshToken(token(SECOND, ALICE));

        store.removeAppPassword(ALICE, "phone");
        store.removeAppPassword(ALICE, "never there");
        store.removeAppPassword(BOB, "desk");

        assertThat(store.appPasswords(ALICE)).extracting(AppPassword::name).containsExactly("desk");
        assertThat(store.rotate(FIRST, HashedId.of("third"), NOW, GRACE_END, LATER))
                .isEmpty();
        assertThat(store.rotate(SECOND, HashedId.of("third"), NOW, GRACE_END, LATER))
                .isPresent();
    }

    private static <T> List<T> together(List<Callable<T>> tasks) throws InterruptedException, ExecutionException {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        }
    }
}
