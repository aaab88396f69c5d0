package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where invite codes are kept, beside the accounts that use them. Safe for use by many threads.
///
/// Promises that every implementation keeps (`InviteStoreContract` tests each):
///
/// - **Durable.** What a method has returned from survives a crash.
/// - **All or nothing.** Each method takes effect as a whole or not at all.
/// - **Counted.** No account makes more codes of its own than [#addOwn] allows, also by concurrent requests.
public interface InviteStore {
    /// Who made a code that the operator gave out.
    String OPERATOR = "admin";

    void add(List<InviteCode> codes);

    /// Adds codes that an account makes for itself, unless it would have made more than `totalMax` then. Returns
    /// whether they were added.
    boolean addOwn(Did account, List<InviteCode> codes, int totalMax);

    /// Whether a sign-up could use the code now.
    boolean available(String code);

    /// The codes that are an account's to give away, the oldest first.
    List<Invite> of(Did account);

    /// The code with which an account signed up.
    Optional<Invite> usedBy(Did account);

    /// The codes behind a place in the order, or from its first one where that is null.
    List<Invite> page(InviteOrder order, @Nullable InvitePlace after, int limit);

    /// Disables these codes, and all that are these accounts' to give away. Those that are not there are left out.
    void disable(List<String> codes, List<String> accounts);
}
