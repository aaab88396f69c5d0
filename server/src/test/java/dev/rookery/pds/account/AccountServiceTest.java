package dev.rookery.pds.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.identity.PlcFounder;
import dev.rookery.pds.identity.PlcOperation;
import dev.rookery.pds.storage.memory.InMemoryAccountStore;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccountServiceTest {
    private static final Handle ALICE = new Handle("alice.test");
    private static final String PASSWORD = "correct horse";

    /// A stand-in for everything outside the account store, which fails on demand at one step.
    private final class World implements AccountRepos, AccountEvents, DidRegistry {
        private final Set<Did> repos = new HashSet<>();
        private final List<String> events = new ArrayList<>();
        private final List<Did> forgotten = new ArrayList<>();
        private final List<Did> founded = new ArrayList<>();
        private final BlockingQueue<Did> attempts = new LinkedBlockingQueue<>();
        private final BlockingQueue<Did> ended = new LinkedBlockingQueue<>();
        private volatile String failAt = "";
        private boolean seenAtCreation;

        private void step(String name) {
            if (name.equals(failAt)) {
                throw new IllegalStateException("failed at " + name);
            }
        }

        @Override
        public void create(Did did, Handle handle, boolean announce) {
            step("before repo");
            seenAtCreation = store.find(handle).isPresent();
            repos.add(did);
            step("after repo");
        }

        @Override
        public boolean exists(Did did) {
            return repos.contains(did);
        }

        @Override
        public void forget(Did did) {
            forgotten.add(did);
        }

        @Override
        public void announce(Account account, OwedEvents owed) {
            step("announce");
            events.add(owed + " " + account.status());
        }

        @Override
        public void found(Did did, PlcOperation genesis) {
            step("found");
            founded.add(did);
        }

        @Override
        public void rename(Did did, Handle handle) {
            step("rename");
        }

        @Override
        public void stateKey(Did did, VerifyingKey key) {}

        @Override
        public void delete(Did did) {
            step("delete");
            repos.remove(did);
            events.add("DELETED");
        }

        @Override
        public void end(Did did) {
            attempts.add(did);
            step("end");
            ended.add(did);
        }
    }

    private final SecureRandom random = new SecureRandom();
    private final InstantSource time = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
    private final PasswordHasher hasher = new PasswordHasher(random, 2);
    private final AccountStore store = new InMemoryAccountStore();
    private final World world = new World();
    private AccountService accounts;

    @BeforeEach
    void start() {
        accounts = new AccountService(
                store, world, world, world, new HandleRules(List.of(".test"), _ -> false), hasher, time);
    }

    @AfterEach
    void stop() {
        hasher.close();
    }

    private SignUp signUp() {
        return signUp("alice@mail.test");
    }

    private SignUp signUp(String email) {
        SigningKey key = SigningKey.generate(Algorithm.K256, random);
        PlcOperation genesis = new PlcFounder(key, null, "https://pds.test").found(ALICE, key.verifyingKey(), null);
        return new SignUp(genesis.did(), ALICE, email, PASSWORD, null, key, genesis, false);
    }

    @Test
    void deletionThatFails_isFinishedAtTheNextStart() {
        SignUp signUp = signUp();
        accounts.create(signUp);
        world.failAt = "delete";
        assertThatThrownBy(() -> accounts.delete(signUp.did())).hasMessageContaining("delete");
        assertThat(accounts.find(signUp.did())).isEmpty();
        assertThat(accounts.find(ALICE)).isEmpty();

        world.failAt = "";
        start();
        accounts.recover();

        assertThat(world.events).containsExactly("DELETED");
        assertThat(store.retired()).isEmpty();
        assertThat(accounts.create(signUp())).isEqualTo(Reservation.RESERVED);
    }

    @Test
    void handleThatAnotherHas_isNotGiven() {
        SignUp signUp = signUp();
        accounts.create(signUp);
        assertThat(accounts.updateHandle(signUp.did(), new Handle("alicia.test")))
                .map(Account::handle)
                .contains(new Handle("alicia.test"));
        assertThat(accounts.find(ALICE)).isEmpty();
        assertThat(accounts.find(new Handle("alicia.test"))).isPresent();

        SignUp other = signUp("other@mail.test");
        accounts.create(other);

        assertThat(accounts.updateHandle(other.did(), new Handle("alicia.test")))
                .isEmpty();
        assertThat(world.events).containsExactly("IDENTITY ACTIVE");
    }

    @Test
    void signUpThatFailsBeforeTheRepo_leavesNothingBehind() {
        for (String step : List.of("found", "before repo")) {
            world.failAt = step;
            assertThatThrownBy(() -> accounts.create(signUp())).hasMessageContaining(step);
            assertThat(accounts.find(ALICE)).isEmpty();
        }
        assertThat(world.forgotten).hasSize(2);

        world.failAt = "";

        assertThat(accounts.create(signUp())).isEqualTo(Reservation.RESERVED);
        assertThat(accounts.find(ALICE)).isPresent();
    }

    @Test
    void account_isThereWhenItsRepoIsAnnounced() {
        accounts.create(signUp());

        assertThat(world.seenAtCreation).isTrue();
        assertThat(store.owed()).isEmpty();
    }

    @Test
    void signUpThatFailsAfterTheRepo_leavesAnAccountThatWorks() {
        world.failAt = "after repo";

        assertThatThrownBy(() -> accounts.create(signUp())).hasMessageContaining("after repo");

        assertThat(accounts.login("alice.test", PASSWORD)).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void crashDuringSignUp_isSettledAtTheNextStart() {
        SignUp withRepo = signUp();
        reserve(withRepo.did(), "with.test");
        world.repos.add(withRepo.did());
        reserve(new Did("did:plc:without"), "without.test");
        reserve(new Did("did:plc:published"), "published.test");
        store.publish(new Did("did:plc:published"));

        accounts.recover();

        assertThat(accounts.find(new Handle("published.test"))).isEmpty();
        assertThat(store.owed()).isEmpty();
        assertThat(accounts.find(new Handle("with.test"))).isPresent();
        assertThat(accounts.find(new Handle("without.test"))).isEmpty();
        assertThat(store.reserved()).isEmpty();
    }

    @Test
    void didOfASignUpThatWasAbandoned_isEnded_alsoIfTheNextStartIsCutShortToo() throws Exception {
        reserve(new Did("did:plc:without"), "without.test");
        world.failAt = "end";
        accounts.recover();
        assertThat(world.attempts.poll(20, TimeUnit.SECONDS)).isEqualTo(new Did("did:plc:without"));
        assertThat(accounts.create(signUp())).isEqualTo(Reservation.RESERVED);

        world.failAt = "";
        start();
        accounts.recover();

        assertThat(world.ended.poll(20, TimeUnit.SECONDS)).isEqualTo(new Did("did:plc:without"));
        accounts.endUnusedDids();
        assertThat(world.ended).isEmpty();
    }

    @Test
    void didsOfAbandonedSignUps_waitForTheDirectory_whichIsNotAskedForEachOfThem() {
        for (int i = 0; i < 3; i++) {
            reserve(new Did("did:plc:without" + i), "without" + i + ".test");
            store.abandon(new Did("did:plc:without" + i));
        }
        world.failAt = "end";
        accounts.endUnusedDids();
        assertThat(world.attempts).hasSize(1);
        assertThat(store.unusedDids(10)).hasSize(3);

        world.failAt = "";
        accounts.endUnusedDids();

        assertThat(world.ended).hasSize(3);
        assertThat(store.unusedDids(10)).isEmpty();
    }

    private void reserve(Did did, String handle) {
        store.reserve(
                new NewAccount(did, new Handle(handle), null, null, new byte[32], null, time.instant(), null, null));
    }

    @Test
    void eventThatCouldNotBeAppended_isPaidAtTheNextStart() {
        SignUp alice = signUp();
        accounts.create(alice);
        world.failAt = "announce";

        assertThatThrownBy(() -> accounts.deactivate(alice.did(), null)).hasMessageContaining("announce");
        world.failAt = "";
        accounts.recover();
        accounts.recover();

        assertThat(world.events).containsExactly("STATUS DEACTIVATED");
        assertThat(store.owed()).isEmpty();
    }

    @Test
    void changeOfState_isSeenAtOnceAndAnnounced() {
        SignUp alice = signUp();
        accounts.create(alice);
        assertThat(accounts.find(alice.did())).map(Account::status).contains(AccountStatus.ACTIVE);

        accounts.deactivate(alice.did(), null);
        assertThat(accounts.find(alice.did())).map(Account::status).contains(AccountStatus.DEACTIVATED);
        accounts.activate(alice.did());
        assertThat(accounts.find(ALICE)).map(Account::status).contains(AccountStatus.ACTIVE);

        assertThat(world.events).containsExactly("STATUS DEACTIVATED", "ACTIVATION ACTIVE");
    }

    @Test
    void appPassword_signsInUnlessTakenDown() {
        SignUp alice = signUp();
        accounts.create(alice);
        String hash = hasher.hashAppPassword(alice.did(), "abcd-efgh-2345-67ab");
        store.addAppPassword(alice.did(), new AppPassword("phone", true, hash, time.instant()));

        assertThat(accounts.login("alice@mail.test", "abcd-efgh-2345-67ab"))
                .isEqualTo(new Login.Accepted(
                        accounts.find(ALICE).orElseThrow(), new AppPasswordName("phone", true), hash));
        accounts.takeDown(alice.did(), "moderator");

        assertThat(accounts.login("alice.test", "abcd-efgh-2345-67ab")).isInstanceOf(Login.Refused.class);
        assertThat(accounts.login("alice.test", PASSWORD)).isInstanceOf(Login.Accepted.class);
    }

    @Test
    void storedHash_isInTheFormOfTheReference() {
        String hash = hasher.hash(PASSWORD);

        assertThat(hash).matches("[0-9a-f]{32}:[0-9a-f]{128}");
        assertThat(hasher.hash(PASSWORD)).isNotEqualTo(hash);
    }
}
