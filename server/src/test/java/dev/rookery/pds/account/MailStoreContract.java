package dev.rookery.pds.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.mail.Mail;
import dev.rookery.pds.mail.QueuedMail;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The promises of [MailStore] and of the outbox in it, to be run on every implementation.
public abstract class MailStoreContract {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LATER = NOW.plus(Duration.ofMinutes(15));
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Did BOB = new Did("did:plc:bob");

    private AccountStore accounts;
    private MailStore store;

    protected abstract AccountStore open();

    @BeforeEach
    void accounts() {
        accounts = open();
        store = accounts.mail();
        signUp(ALICE, "alice");
        signUp(BOB, "bob");
    }

    private void signUp(Did did, String name) {
        accounts.reserve(new NewAccount(
                did, new Handle(name + ".test"), name + "@mail.test", "old:hash", new byte[32], null, NOW, null, null));
        accounts.publish(did);
    }

    @AfterEach
    void close() {
        accounts.close();
    }

    private static Mail mail(String subject) {
        return new Mail(Mail.Sender.ACCOUNTS, "alice@mail.test", subject, "text", "<p>html</p>", LATER);
    }

    private static MailedCode code(Did did, CodePurpose purpose, String text) {
        return new MailedCode(did, purpose, HashedId.of(text), LATER);
    }

    private MailedCode issued(Did did, CodePurpose purpose, String text) {
        MailedCode code = code(did, purpose, text);
        String address = did.equals(BOB) ? "bob@mail.test" : "alice@mail.test";
        store.issue(code, new Mail(Mail.Sender.ACCOUNTS, address, text, "text", "<p>html</p>", LATER), NOW);
        return code;
    }

    @Test
    void issue_toAnAddressThatIsTheAccountsNoMore_doesNothing() {
        store.changeEmail(ALICE, "new@mail.test", null);

        issued(ALICE, CodePurpose.RESET_PASSWORD, "code");

        assertThat(store.code(ALICE, CodePurpose.RESET_PASSWORD)).isEmpty();
        assertThat(store.next()).isEmpty();
    }

    @Test
    void outbox_givesMailsInTurn_untilTheyAreRemoved() {
        assertThat(store.next()).isEmpty();
        store.post(mail("first"), NOW);
        store.post(mail("second"), NOW.plusSeconds(1));

        QueuedMail first = store.next().orElseThrow();
        assertThat(first.mail()).isEqualTo(mail("first"));
        assertThat(first.attempts()).isZero();
        assertThat(first.dueAt()).isEqualTo(NOW);

        store.postpone(first.id(), NOW.plusSeconds(5));

        QueuedMail second = store.next().orElseThrow();
        assertThat(second.mail().subject()).isEqualTo("second");
        store.remove(second.id());
        assertThat(store.next()).contains(new QueuedMail(first.id(), mail("first"), 1, NOW.plusSeconds(5)));
        store.remove(first.id());
        store.postpone(first.id(), NOW);
        assertThat(store.next()).isEmpty();
    }

    @Test
    void issue_replacesTheCodeAndTheMailBefore() {
        MailedCode old = issued(ALICE, CodePurpose.RESET_PASSWORD, "old");
        MailedCode other = issued(ALICE, CodePurpose.CONFIRM_EMAIL, "other");
        MailedCode bobs = issued(BOB, CodePurpose.RESET_PASSWORD, "bobs");

        MailedCode now = issued(ALICE, CodePurpose.RESET_PASSWORD, "new");

        assertThat(store.code(ALICE, CodePurpose.RESET_PASSWORD)).contains(now);
        assertThat(store.code(CodePurpose.RESET_PASSWORD, now.hash())).contains(now);
        assertThat(store.code(CodePurpose.RESET_PASSWORD, old.hash())).isEmpty();
        assertThat(store.code(CodePurpose.CONFIRM_EMAIL, now.hash())).isEmpty();
        assertThat(store.code(ALICE, CodePurpose.CONFIRM_EMAIL)).contains(other);
        assertThat(store.code(BOB, CodePurpose.RESET_PASSWORD)).contains(bobs);
        assertThat(subjects()).containsExactly("other", "bobs", "new");
        assertThat(store.use(old)).isFalse();
    }

    private List<String> subjects() {
        return IntStream.range(0, 3)
                .mapToObj(_ -> {
                    QueuedMail next = store.next().orElseThrow();
                    store.remove(next.id());
                    return next.mail().subject();
                })
                .toList();
    }

    @Test
    void use_concurrently_worksOnce() throws Exception {
        MailedCode code = issued(ALICE, CodePurpose.PLC_OPERATION, "code");
        Callable<Boolean> use = () -> store.use(code);

        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var outcomes = threads.invokeAll(List.of(use, use, use, use));
            assertThat(outcomes.stream().filter(outcome -> outcome.resultNow())).hasSize(1);
        }
        assertThat(store.code(ALICE, CodePurpose.PLC_OPERATION)).isEmpty();
    }

    @Test
    void confirmEmail_works_once() {
        MailedCode code = issued(ALICE, CodePurpose.CONFIRM_EMAIL, "code");

        assertThat(store.confirmEmail(code, NOW)).isTrue();

        assertThat(store.confirmEmail(code, LATER)).isFalse();
        assertThat(accounts.find(ALICE)).map(Account::emailConfirmedAt).contains(NOW);
    }

    @Test
    void changeEmail_endsCodesAndConfirmation() {
        store.confirmEmail(issued(ALICE, CodePurpose.CONFIRM_EMAIL, "confirm"), NOW);
        MailedCode reset = issued(ALICE, CodePurpose.RESET_PASSWORD, "reset");
        MailedCode code = issued(ALICE, CodePurpose.UPDATE_EMAIL, "code");

        assertThat(store.changeEmail(ALICE, "bob@mail.test", code)).isEqualTo(EmailChange.TAKEN);
        assertThat(store.changeEmail(ALICE, "new@mail.test", code(ALICE, CodePurpose.UPDATE_EMAIL, "wrong")))
                .isEqualTo(EmailChange.CODE_GONE);
        assertThat(store.code(CodePurpose.RESET_PASSWORD, reset.hash())).isPresent();

        assertThat(store.changeEmail(ALICE, "new@mail.test", code)).isEqualTo(EmailChange.CHANGED);

        Account alice = accounts.findByEmail("new@mail.test").orElseThrow();
        assertThat(alice.emailConfirmedAt()).isNull();
        assertThat(store.code(CodePurpose.RESET_PASSWORD, reset.hash())).isEmpty();
        assertThat(store.changeEmail(ALICE, "other@mail.test", code)).isEqualTo(EmailChange.CODE_GONE);
        assertThat(store.changeEmail(ALICE, "new@mail.test", null)).isEqualTo(EmailChange.CHANGED);
        assertThat(store.changeEmail(new Did("did:plc:nobody"), "x@mail.test", null))
                .isEqualTo(EmailChange.NO_ACCOUNT);
    }

    private boolean needsSignInCode() {
        return accounts.find(ALICE).orElseThrow().needsSignInCode();
    }

    @Test
    void emailAuthFactor_countsWhileTheAddressIsConfirmed() {
        assertThat(store.setEmailAuthFactor(ALICE, "alice@mail.test", true, null))
                .isTrue();
        assertThat(needsSignInCode()).isFalse();
        store.confirmEmail(issued(ALICE, CodePurpose.CONFIRM_EMAIL, "confirm"), NOW);
        assertThat(needsSignInCode()).isTrue();

        store.changeEmail(ALICE, "new@mail.test", null);

        assertThat(needsSignInCode()).isFalse();
        assertThat(accounts.find(ALICE).orElseThrow().emailAuthFactor()).isTrue();
        assertThat(store.setEmailAuthFactor(ALICE, "alice@mail.test", false, null))
                .isFalse();
        assertThat(store.setEmailAuthFactor(ALICE, "new@mail.test", false, null))
                .isTrue();
        assertThat(accounts.find(ALICE).orElseThrow().emailAuthFactor()).isFalse();
    }

    @Test
    void emailAuthFactor_ofAConfirmedAddress_endsWithACodeOnly() {
        store.confirmEmail(issued(ALICE, CodePurpose.CONFIRM_EMAIL, "confirm"), NOW);
        store.setEmailAuthFactor(ALICE, "alice@mail.test", true, null);
        MailedCode code = issued(ALICE, CodePurpose.UPDATE_EMAIL, "code");

        assertThat(store.setEmailAuthFactor(ALICE, "alice@mail.test", false, null))
                .isFalse();
        assertThat(store.setEmailAuthFactor(
                        ALICE, "alice@mail.test", false, code(ALICE, CodePurpose.UPDATE_EMAIL, "wrong")))
                .isFalse();
        assertThat(needsSignInCode()).isTrue();
        assertThat(store.setEmailAuthFactor(ALICE, "alice@mail.test", false, code))
                .isTrue();

        assertThat(needsSignInCode()).isFalse();
        assertThat(store.code(ALICE, CodePurpose.UPDATE_EMAIL)).isEmpty();
    }

    @Test
    void signInCode_isHeld() {
        Instant end = LATER;
        MailedCode first = issued(ALICE, CodePurpose.SIGN_IN, "first");

        issue("second", end.plus(CodePurpose.SIGN_IN.held()).minusMillis(1));
        assertThat(store.code(ALICE, CodePurpose.SIGN_IN)).contains(first);
        assertThat(store.next().orElseThrow().mail().subject()).isEqualTo("first");
        MailedCode third = issue("third", end.plus(CodePurpose.SIGN_IN.held()));
        assertThat(store.code(ALICE, CodePurpose.SIGN_IN)).contains(third);
        MailedCode clockWentBack = issue("fourth", end);
        assertThat(store.code(ALICE, CodePurpose.SIGN_IN)).contains(clockWentBack);
        store.use(clockWentBack);
        MailedCode fifth = issue("fifth", end);
        assertThat(store.code(ALICE, CodePurpose.SIGN_IN)).contains(fifth);
    }

    private MailedCode issue(String text, Instant end) {
        MailedCode code = new MailedCode(ALICE, CodePurpose.SIGN_IN, HashedId.of(text), end);
        store.issue(code, new Mail(Mail.Sender.ACCOUNTS, "alice@mail.test", text, "text", "<p>html</p>", end), NOW);
        return code;
    }

    @Test
    void signInCode_isUsedUpByTheSessionThatItOpens() {
        MailedCode code = issued(ALICE, CodePurpose.SIGN_IN, "code");
        RefreshToken session = new RefreshToken(HashedId.of("token"), "session", ALICE, LATER, null);

        assertThat(accounts.addRefreshToken(session, "wrong:hash", code)).isFalse();
        assertThat(store.code(ALICE, CodePurpose.SIGN_IN)).contains(code);
        assertThat(accounts.addRefreshToken(session, "old:hash", code)).isTrue();
        assertThat(store.code(ALICE, CodePurpose.SIGN_IN)).isEmpty();
        RefreshToken second = new RefreshToken(HashedId.of("second"), "second", ALICE, LATER, null);
        assertThat(accounts.addRefreshToken(second, "old:hash", code)).isFalse();
        assertThat(accounts.rotate(second.id(), HashedId.of("next"), NOW, LATER, LATER))
                .isEmpty();
    }

    @Test
    void resetPassword_endsSessions_andKeepsAppPasswords() {
        MailedCode code = issued(ALICE, CodePurpose.RESET_PASSWORD, "code");
        HashedId token = HashedId.of("token");
        accounts.addRefreshToken(new RefreshToken(token, "session", ALICE, LATER, null));
        accounts.addAppPassword(ALICE, new AppPassword("phone", false, "h", NOW));

        assertThat(store.resetPassword(code, "new:hash")).isTrue();

        assertThat(store.resetPassword(code, "other:hash")).isFalse();
        assertThat(accounts.passwordHash(ALICE)).contains("new:hash");
        assertThat(accounts.passwordHash(BOB)).contains("old:hash");
        assertThat(accounts.rotate(token, HashedId.of("next"), NOW, LATER, LATER))
                .isEmpty();
        assertThat(accounts.appPasswords(ALICE)).hasSize(1);
    }

    @Test
    void retiredAccount_hasNoCodes() {
        MailedCode code = issued(ALICE, CodePurpose.RESET_PASSWORD, "code");

        accounts.retire(ALICE);

        assertThat(store.code(CodePurpose.RESET_PASSWORD, code.hash())).isEmpty();
        assertThat(store.resetPassword(code, "new:hash")).isFalse();
    }

    @Test
    void overdue_listsAccountsThatHaveLainStillLongEnough() {
        accounts.deactivate(ALICE, NOW, LATER);
        accounts.deactivate(BOB, NOW, null);

        assertThat(accounts.overdue(LATER, NOW, 10)).containsExactly(ALICE);
        assertThat(accounts.overdue(LATER.minusMillis(1), NOW, 10)).isEmpty();
        assertThat(accounts.overdue(LATER, NOW.minusMillis(1), 10)).isEmpty();
        assertThat(accounts.overdue(LATER, NOW, 0)).isEmpty();
        accounts.activate(ALICE);
        assertThat(accounts.overdue(LATER, NOW, 10)).isEmpty();
    }
}
