package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The invite codes that this server gives out: the operator's, for whomever they like, and those that accounts earn
/// as time goes by.
///
/// A code is `pds-example-com-abcde-23456`: the name of the server, written so that nobody takes it for a link, and ten
/// random digits.
public final class Invites {
    /// How many codes that it earned an account may have open at once.
    private static final int OPEN_MAX = 5;

    private static final int GROUPS = 2;
    private static final int GROUP_LENGTH = 5;

    /// How accounts earn codes.
    ///
    /// @param interval the time in which an account earns one
    /// @param epoch time before this earns none, in milliseconds since 1970
    public record Earning(Duration interval, long epoch) {}

    private final InviteStore store;
    private final String prefix;
    private final @Nullable Earning earning;
    private final SecureRandom random;
    private final InstantSource time;

    /// @param hostname the name of this server
    /// @param earning how accounts earn codes, or null where they do not
    public Invites(
            InviteStore store, String hostname, @Nullable Earning earning, SecureRandom random, InstantSource time) {
        this.store = store;
        this.prefix = hostname.replace('.', '-') + "-";
        this.earning = earning;
        this.random = random;
        this.time = time;
    }

    /// Makes codes in the operator's name.
    ///
    /// @param accounts for each of these DIDs, or for `admin`
    /// @param count how many for each; none where it is not positive
    /// @param uses how often each can be used
    /// @return the codes, in the order of the accounts
    public List<InviteCode> give(List<String> accounts, int count, int uses) {
        List<InviteCode> codes = accounts.stream()
                .flatMap(account -> make(Math.max(0, count), () -> code(account, InviteStore.OPERATOR, uses, false)))
                .toList();
        store.add(codes);
        return codes;
    }

    private static Stream<InviteCode> make(int count, Supplier<InviteCode> code) {
        return Stream.generate(code).limit(count);
    }

    private InviteCode code(String account, String createdBy, int uses, boolean disabled) {
        String code = prefix + RandomCodes.next(random, GROUPS, GROUP_LENGTH);
        return new InviteCode(code, uses, disabled, account, createdBy, time.instant());
    }

    /// The codes that are an account's to give away, the oldest first.
    public List<Invite> of(Did account) {
        return store.of(account);
    }

    /// The code with which an account signed up.
    public Optional<Invite> usedBy(Did account) {
        return store.usedBy(account);
    }

    /// Makes the codes that the account has earned and not made yet. Those of an account that is barred from inviting
    /// are made too, for the count, and disabled.
    ///
    /// @param held what [#of] gave
    /// @return the new codes, perhaps none; empty if another request was quicker to make them
    public Optional<List<Invite>> earn(Account account, List<Invite> held) {
        List<Invite> earned = held.stream()
                .filter(invite -> !invite.code().createdBy().equals(InviteStore.OPERATOR))
                .toList();
        int count = earning == null ? 0 : outstanding(account, earned, earning);
        if (count <= 0) {
            return Optional.of(List.of());
        }
        String did = account.did().text();
        List<InviteCode> codes =
                make(count, () -> code(did, did, 1, account.invitesDisabled())).toList();
        return store.addOwn(account.did(), codes, earned.size() + count)
                ? Optional.of(
                        codes.stream().map(code -> new Invite(code, List.of())).toList())
                : Optional.empty();
    }

    private int outstanding(Account account, List<Invite> earned, Earning terms) {
        long interval = terms.interval().toMillis();
        long born = account.createdAt().toEpochMilli();
        long due = Math.floorDiv(time.millis() - born, interval);
        if (born < terms.epoch()) {
            due -= Math.floorDiv(terms.epoch() - born, interval);
        }
        long open = earned.stream()
                .filter(invite -> !invite.code().disabled() && !invite.usedUp())
                .count();
        long made = earned.stream()
                .filter(invite -> invite.code().createdAt().toEpochMilli() > terms.epoch())
                .count();
        return (int) Math.clamp(due - made, 0, Math.max(0, OPEN_MAX - open));
    }

    /// The codes behind a place in the order, or from its first one where that is null.
    public List<Invite> page(InviteOrder order, @Nullable InvitePlace after, int limit) {
        return store.page(order, after, limit);
    }

    /// Disables these codes, and all that are these accounts' to give away.
    public void disable(List<String> codes, List<String> accounts) {
        store.disable(codes, accounts);
    }
}
