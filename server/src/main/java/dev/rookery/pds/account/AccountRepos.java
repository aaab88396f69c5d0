package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;

/// What the life of an account does to its repository.
public interface AccountRepos {
    /// Makes the repository with an empty first commit, and, in the same durable write, the events that announce the
    /// account.
    ///
    /// @param announce false for an account that is moving in: nobody is told until it is activated
    void create(Did did, Handle handle, boolean announce);

    boolean exists(Did did);

    /// Deletes the repository with all that belongs to it, blobs included, and in the same durable write announces that
    /// the account is gone. Again is fine: the event is then told again.
    void delete(Did did);

    /// Forgets what is remembered of an account that did not come to be: the next one of this DID has other keys.
    void forget(Did did);
}
