package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import dev.rookery.pds.repo.RepoService;
import dev.rookery.pds.sequencer.EventFrame;
import dev.rookery.pds.sequencer.EventLog;
import dev.rookery.pds.sequencer.Events;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The repositories and the event log of this server, as the life of an account changes them.
public final class HostedRepos implements AccountRepos, AccountEvents {
    private final RepoService repos;
    private final EventLog log;
    private final AccountKeys keys;
    private final InstantSource time;

    public HostedRepos(RepoService repos, EventLog log, AccountKeys keys, InstantSource time) {
        this.repos = repos;
        this.log = log;
        this.keys = keys;
        this.time = time;
    }

    @Override
    public void create(Did did, Handle handle, boolean announce) {
        if (announce) {
            repos.create(did, handle);
        } else {
            repos.createUnannounced(did);
        }
    }

    @Override
    public boolean exists(Did did) {
        return repos.head(did) != null;
    }

    @Override
    public void delete(Did did) {
        repos.delete(did, Events.account(did, Events.Inactive.DELETED, time.instant()));
    }

    @Override
    public void forget(Did did) {
        keys.forget(did);
    }

    @Override
    public void announce(Account account, OwedEvents owed) {
        Did did = account.did();
        Instant now = time.instant();
        EventFrame status = Events.account(did, inactive(account.status()), now);
        EventFrame identity = Events.identity(did, account.handle(), now);
        log.append(
                switch (owed) {
                    case NONE, CREATION -> List.of();
                    case STATUS -> List.of(status);
                    case IDENTITY -> List.of(identity);
                    case ACTIVATION -> List.of(status, identity, repos.syncEvent(did));
                });
    }

    private static Events.@Nullable Inactive inactive(AccountStatus status) {
        return switch (status) {
            case ACTIVE -> null;
            case DEACTIVATED -> Events.Inactive.DEACTIVATED;
            case TAKEN_DOWN -> Events.Inactive.TAKENDOWN;
            case DELETED -> Events.Inactive.DELETED;
        };
    }
}
