package dev.rookery.pds.storage.memory;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Account;
import dev.rookery.pds.account.EmailChange;
import dev.rookery.pds.account.HashedId;
import dev.rookery.pds.account.MailStore;
import dev.rookery.pds.account.MailedCode;
import dev.rookery.pds.mail.CodePurpose;
import dev.rookery.pds.mail.Mail;
import dev.rookery.pds.mail.QueuedMail;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The [MailStore] of an [InMemoryAccountStore], under whose lock it does everything.
final class InMemoryMailStore implements MailStore {
    private final InMemoryAccountStore accounts;
    private final Map<Did, Map<CodePurpose, MailedCode>> codes = new HashMap<>();
    private final Map<Long, QueuedMail> waiting = new HashMap<>();
    private final Map<String, Long> topics = new HashMap<>();
    private long lastId;

    InMemoryMailStore(InMemoryAccountStore accounts) {
        this.accounts = accounts;
    }

    @Override
    public void post(Mail mail, Instant now) {
        synchronized (accounts) {
            add(mail, now);
        }
    }

    private long add(Mail mail, Instant now) {
        lastId++;
        waiting.put(lastId, new QueuedMail(lastId, mail, 0, now));
        return lastId;
    }

    @Override
    public Optional<QueuedMail> next() {
        synchronized (accounts) {
            return waiting.values().stream()
                    .min(Comparator.comparing(QueuedMail::dueAt).thenComparingLong(QueuedMail::id));
        }
    }

    @Override
    public void postpone(long id, Instant until) {
        synchronized (accounts) {
            waiting.computeIfPresent(id, (_, old) -> new QueuedMail(id, old.mail(), old.attempts() + 1, until));
        }
    }

    @Override
    public void remove(long id) {
        synchronized (accounts) {
            waiting.remove(id);
        }
    }

    @Override
    public void issue(MailedCode code, Mail mail, Instant now) {
        synchronized (accounts) {
            if (accounts.find(code.did())
                            .filter(account -> mail.to().equals(account.email()))
                            .isEmpty()
                    || held(code)) {
                return;
            }
            codes.computeIfAbsent(code.did(), _ -> new EnumMap<>(CodePurpose.class))
                    .put(code.purpose(), code);
            Long before = topics.put(code.did() + " " + code.purpose(), add(mail, now));
            if (before != null) {
                waiting.remove(before);
            }
        }
    }

    private boolean held(MailedCode code) {
        Instant expiresAfter = code.expiresAt().minus(code.purpose().held());
        return code(code.did(), code.purpose())
                .filter(before -> before.expiresAt().isAfter(expiresAfter)
                        && !before.expiresAt().isAfter(code.expiresAt()))
                .isPresent();
    }

    @Override
    public Optional<MailedCode> code(Did did, CodePurpose purpose) {
        synchronized (accounts) {
            return Optional.ofNullable(codes.getOrDefault(did, Map.of()).get(purpose));
        }
    }

    @Override
    public Optional<MailedCode> code(CodePurpose purpose, HashedId hash) {
        synchronized (accounts) {
            return codes.values().stream()
                    .flatMap(each -> each.values().stream())
                    .filter(code -> code.purpose() == purpose && code.hash().equals(hash))
                    .findFirst();
        }
    }

    @Override
    public boolean use(MailedCode code) {
        synchronized (accounts) {
            return codes.getOrDefault(code.did(), new HashMap<>()).remove(code.purpose(), code);
        }
    }

    /// Ends all codes of an account.
    void endCodes(Did did) {
        codes.remove(did);
    }

    @Override
    public boolean confirmEmail(MailedCode code, Instant now) {
        synchronized (accounts) {
            return use(code)
                    && accounts.amend(
                            code.did(), account -> withEmail(account, account.email(), now, account.emailAuthFactor()));
        }
    }

    @Override
    public EmailChange changeEmail(Did did, String email, @Nullable MailedCode code) {
        synchronized (accounts) {
            if (accounts.hasEmail(email, did)) {
                return EmailChange.TAKEN;
            }
            if (code != null && !use(code)) {
                return EmailChange.CODE_GONE;
            }
            endCodes(did);
            return accounts.amend(did, account -> withEmail(account, email, null, account.emailAuthFactor()))
                    ? EmailChange.CHANGED
                    : EmailChange.NO_ACCOUNT;
        }
    }

    @Override
    public boolean setEmailAuthFactor(Did did, String email, boolean on, @Nullable MailedCode code) {
        synchronized (accounts) {
            if (code != null && !use(code)) {
                return false;
            }
            boolean free = on || code != null;
            return accounts.find(did)
                            .filter(account ->
                                    email.equals(account.email()) && (free || account.emailConfirmedAt() == null))
                            .isPresent()
                    && accounts.amend(did, account -> withEmail(account, email, account.emailConfirmedAt(), on));
        }
    }

    private static Account withEmail(
            Account account, @Nullable String email, @Nullable Instant confirmedAt, boolean authFactor) {
        return new Account(
                account.did(),
                account.handle(),
                email,
                confirmedAt,
                authFactor,
                account.createdAt(),
                account.deactivatedAt(),
                account.deleteAfter(),
                account.takedownRef(),
                account.invitesDisabled());
    }

    @Override
    public boolean resetPassword(MailedCode code, String passwordHash) {
        synchronized (accounts) {
            if (!use(code)) {
                return false;
            }
            accounts.endSessions(code.did());
            return accounts.setPasswordHash(code.did(), passwordHash);
        }
    }
}
