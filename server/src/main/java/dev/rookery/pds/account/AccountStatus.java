package dev.rookery.pds.account;

import org.jspecify.annotations.Nullable;

/// What state an account is in, as `com.atproto` names it.
public enum AccountStatus {
    ACTIVE("active"),
    DEACTIVATED("deactivated"),
    TAKEN_DOWN("takendown"),
    DELETED("deleted");

    private final String text;

    AccountStatus(String text) {
        this.text = text;
    }

    /// The word used on the wire.
    public String text() {
        return text;
    }

    /// The word for why it is not active, or null where it is.
    public @Nullable String whyInactive() {
        return active() ? null : text;
    }

    public boolean active() {
        return this == ACTIVE;
    }
}
