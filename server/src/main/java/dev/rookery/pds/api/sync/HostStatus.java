package dev.rookery.pds.api.sync;

import dev.rookery.pds.account.AccountService;
import dev.rookery.pds.sequencer.EventLog;

/// What there is to say of this server as a host of accounts, the only one that it knows.
public final class HostStatus {
    /// A host that is there and takes part.
    private static final String ACTIVE = "active";

    private final String hostname;
    private final AccountService accounts;
    private final EventLog log;

    public HostStatus(String hostname, AccountService accounts, EventLog log) {
        this.hostname = hostname;
        this.accounts = accounts;
        this.log = log;
    }

    /// A host, in the words of `com.atproto.sync`.
    ///
    /// @param seq the number of its newest event
    public record Host(String hostname, long seq, long accountCount, String status) {}

    /// Whether a name is this server's.
    boolean isThis(String name) {
        return name.equalsIgnoreCase(hostname);
    }

    Host now() {
        return new Host(hostname, log.last(), accounts.count(), ACTIVE);
    }
}
