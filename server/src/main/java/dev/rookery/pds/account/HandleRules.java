package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// Which handles this server gives out.
///
/// A handle under one of the service domains has one label of 3 to 18 characters before the domain, and that label is
/// not a reserved name. Any other handle is its owner's own, and must lead to the account's DID.
public final class HandleRules {
    private static final int LABEL_LENGTH_MIN = 3;
    private static final int LABEL_LENGTH_MAX = 18;

    /// Names that mean something else: special-use domains that nobody can own.
    private static final Set<String> UNUSABLE_TLDS =
            Set.of("local", "arpa", "invalid", "localhost", "internal", "example", "alt", "onion");

    private static final Set<String> RESERVED = NameList.read("reserved-names.txt");

    /// Why a handle is refused: the error's name, if it has one of its own, and a message.
    public record Refusal(String error, String message) {}

    private final List<String> serviceDomains;
    private final Predicate<Handle> reserved;

    /// @param serviceDomains each with a leading dot, such as `.example.com`
    /// @param reserved whether the operator keeps a handle from being chosen
    public HandleRules(List<String> serviceDomains, Predicate<Handle> reserved) {
        this.serviceDomains = List.copyOf(serviceDomains);
        this.reserved = reserved;
    }

    public List<String> serviceDomains() {
        return serviceDomains;
    }

    /// Whether the handle lies under a service domain, or is such a domain itself.
    public boolean isOurs(Handle handle) {
        return serviceDomains.stream()
                .anyMatch(domain ->
                        handle.text().endsWith(domain) || handle.text().equals(domain.substring(1)));
    }

    /// Whether the handle lies under a service domain.
    public boolean underServiceDomain(Handle handle) {
        return serviceDomains.stream().anyMatch(handle.text()::endsWith);
    }

    /// The handle under a service domain that a did:web is named after; empty for other DIDs.
    Optional<Handle> handleOf(Did did) {
        return did.method().equals("web") && Handle.isValid(did.identifier())
                ? Optional.of(new Handle(did.identifier())).filter(this::underServiceDomain)
                : Optional.empty();
    }

    /// Says why nobody may choose this handle, or nothing if it may be chosen. Whether it is free, and whether a domain
    /// of one's own leads to the account, is for the caller to find out.
    public Optional<Refusal> check(Handle handle) {
        return check(handle, false);
    }

    /// The same for the operator, who may also give out reserved names and those that offend.
    public Optional<Refusal> checkForOperator(Handle handle) {
        return check(handle, true);
    }

    private Optional<Refusal> check(Handle handle, boolean byOperator) {
        String text = handle.text();
        if (UNUSABLE_TLDS.contains(text.substring(text.lastIndexOf('.') + 1))) {
            return refuse("InvalidHandle", "Handle TLD is invalid or disallowed");
        }
        if (!byOperator && Slurs.isIn(text)) {
            return refuse("InvalidHandle", "Inappropriate language in handle");
        }
        if (!byOperator && reserved.test(handle)) {
            return refuse("HandleNotAvailable", "Reserved handle");
        }
        return serviceDomains.stream()
                .filter(text::endsWith)
                .findFirst()
                .flatMap(domain -> checkLabel(text.substring(0, text.length() - domain.length()), byOperator));
    }

    private static Optional<Refusal> checkLabel(String label, boolean byOperator) {
        if (label.contains(".")) {
            return refuse("InvalidHandle", "Invalid characters in handle");
        }
        if (label.length() < LABEL_LENGTH_MIN) {
            return refuse("InvalidHandle", "Handle too short");
        }
        if (label.length() > LABEL_LENGTH_MAX) {
            return refuse("InvalidHandle", "Handle too long");
        }
        return !byOperator && RESERVED.contains(label)
                ? refuse("HandleNotAvailable", "Reserved handle")
                : Optional.empty();
    }

    private static Optional<Refusal> refuse(String error, String message) {
        return Optional.of(new Refusal(error, message));
    }
}
