package dev.rookery.pds.account;

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

    public boolean active() {
        return this == ACTIVE;
    }
}
