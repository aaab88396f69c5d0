package dev.rookery.pds.storage.memory;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.account.Invite;
import dev.rookery.pds.account.InviteCode;
import dev.rookery.pds.account.InviteOrder;
import dev.rookery.pds.account.InvitePlace;
import dev.rookery.pds.account.InviteStore;
import dev.rookery.pds.account.InviteUse;
import dev.rookery.pds.account.NewAccount;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The [InviteStore] of an [InMemoryAccountStore], under the same lock.
final class InMemoryInvites implements InviteStore {
    private static final Comparator<InvitePlace> DESCENDING = Comparator.comparingLong(InvitePlace::primary)
            .thenComparing(InvitePlace::code)
            .reversed();

    private final Object lock;
    private final Predicate<String> takenDown;
    private final Map<String, InviteCode> codes = new LinkedHashMap<>();
    private final Map<String, List<InviteUse>> uses = new HashMap<>();

    /// @param takenDown says of a DID, or of any other text, whether it is an account that was taken down
    InMemoryInvites(Object lock, Predicate<String> takenDown) {
        this.lock = lock;
        this.takenDown = takenDown;
    }

    @Override
    public void add(List<InviteCode> added) {
        synchronized (lock) {
            added.forEach(code -> codes.put(code.code(), code));
        }
    }

    @Override
    public boolean addOwn(Did account, List<InviteCode> added, int totalMax) {
        synchronized (lock) {
            long made = codes.values().stream()
                    .filter(code -> code.forAccount().equals(account.text())
                            && !code.createdBy().equals(OPERATOR))
                    .count();
            if (made + added.size() > totalMax) {
                return false;
            }
            add(added);
            return true;
        }
    }

    @Override
    public boolean available(String code) {
        synchronized (lock) {
            InviteCode invite = codes.get(code);
            return invite != null
                    && !invite.disabled()
                    && !withUses(invite).usedUp()
                    && !takenDown.test(invite.forAccount());
        }
    }

    void use(String code, NewAccount account) {
        uses.computeIfAbsent(code, key -> new ArrayList<>())
                .addFirst(new InviteUse(account.did(), InMemoryAccountStore.millis(account.createdAt())));
    }

    void giveBack(Did account) {
        uses.values().forEach(each -> each.removeIf(use -> use.usedBy().equals(account)));
    }

    @Override
    public List<Invite> of(Did account) {
        synchronized (lock) {
            return invites()
                    .filter(invite -> invite.code().forAccount().equals(account.text()))
                    .sorted(Comparator.comparing(
                                    (Invite invite) -> invite.code().createdAt())
                            .thenComparing(invite -> invite.code().code()))
                    .toList();
        }
    }

    @Override
    public Optional<Invite> usedBy(Did account) {
        synchronized (lock) {
            return invites()
                    .filter(invite ->
                            invite.uses().stream().anyMatch(use -> use.usedBy().equals(account)))
                    .findFirst();
        }
    }

    @Override
    public List<Invite> page(InviteOrder order, @Nullable InvitePlace after, int limit) {
        synchronized (lock) {
            return invites()
                    .filter(invite -> after == null || DESCENDING.compare(InvitePlace.of(invite, order), after) > 0)
                    .sorted(Comparator.comparing(invite -> InvitePlace.of(invite, order), DESCENDING))
                    .limit(limit)
                    .toList();
        }
    }

    private Stream<Invite> invites() {
        return codes.values().stream().map(this::withUses);
    }

    private Invite withUses(InviteCode code) {
        return new Invite(code, uses.getOrDefault(code.code(), List.of()));
    }

    @Override
    public void disable(List<String> disabled, List<String> accounts) {
        synchronized (lock) {
            codes.replaceAll((text, code) -> disabled.contains(text) || accounts.contains(code.forAccount())
                    ? new InviteCode(
                            text, code.availableUses(), true, code.forAccount(), code.createdBy(), code.createdAt())
                    : code);
        }
    }
}
