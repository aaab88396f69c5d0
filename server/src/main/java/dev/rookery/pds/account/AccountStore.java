package dev.rookery.pds.account;

import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Handle;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where accounts, their sessions and app passwords are kept. Safe for use by many threads.
///
/// Promises that every implementation keeps (`AccountStoreContract` tests each):
///
/// - **Durable.** What a method has returned from survives a crash.
/// - **All or nothing.** Each method takes effect as a whole or not at all.
/// - **Unique.** No two accounts, reserved ones included, share a DID, a handle or an e-mail address in any case of
///   letters.
/// - **Hidden until published.** A reserved account is found by [#signingKey] and [#reserved] only.
/// - **Hidden once retired.** A retired account is found by [#signingKey] and [#retired] only.
/// - **Owed.** A change of state or handle and the note of the events owed for it appear together.
/// - **Counted.** An invite code is used no more often than it allows, also by concurrent sign-ups.
/// - **One successor.** Rotating a refresh token again, also concurrently, within its grace period leads to the same
///   successor.
public interface AccountStore extends AutoCloseable {

    /// Takes the DID, handle and e-mail address, and uses the invite code if there is one.
    Reservation reserve(NewAccount account);

    /// Makes a reserved account an ordinary one, for which [OwedEvents#CREATION] is owed. Does nothing if it is one
    /// already or does not exist.
    void publish(Did did);

    /// Removes the account, reserved or not, with its sessions and app passwords, and gives back the use of an invite
    /// code if its creation did not come to an end.
    void delete(Did did);

    /// Removes an account that did not come to be, as [#delete] does, and notes in the same step that its DID
    /// is of no use. Its handle and address are free at once.
    void abandon(Did did);

    /// The DIDs that are of no use, the oldest first, at most so many.
    List<Did> unusedDids(int limit);

    /// Notes that such a DID has been ended.
    void forgetUnusedDid(Did did);

    /// The accounts that are reserved but not published.
    List<ReservedAccount> reserved();

    Optional<Account> find(Did did);

    Optional<Account> find(Handle handle);

    /// Finds by e-mail address, in lower case.
    Optional<Account> findByEmail(String email);

    /// The accounts behind a place in the order of sign-ups, or from the first one where that is null.
    List<Account> list(@Nullable SignUpPlace after, int limit);

    /// How many accounts there are, in any state.
    long count();

    Optional<String> passwordHash(Did did);

    /// The secret of the account's signing key, also while the account is only reserved.
    Optional<byte[]> signingKey(Did did);

    /// Deactivates the account, or changes when it is to be deleted; [OwedEvents#STATUS] is owed afterwards.
    Optional<Account> deactivate(Did did, Instant now, @Nullable Instant deleteAfter);

    /// Activates the account unless it is taken down; [OwedEvents#ACTIVATION] is owed afterwards.
    Optional<Account> activate(Did did);

    /// Takes the account down and ends its sessions, or lifts the takedown when `ref` is null; [OwedEvents#STATUS] is
    /// owed afterwards.
    Optional<Account> takeDown(Did did, @Nullable String ref);

    /// Gives the account another handle; [OwedEvents#IDENTITY] is owed afterwards. Empty if there is no such account,
    /// or another one has the handle.
    Optional<Account> updateHandle(Did did, Handle handle);

    /// Gives the account another password and ends its sessions and mailed codes; app passwords
    /// stay. False if there is no such account.
    boolean updatePassword(Did did, String passwordHash);

    /// Takes away the account's password and app passwords, and ends its sessions. False if there is no such account.
    boolean revokeCredentials(Did did);

    /// Begins to delete the account: nobody finds it any more, and its sessions and app passwords are gone. Its DID,
    /// handle and key stay until [#delete]. Returns whether there was one.
    boolean retire(Did did);

    /// The accounts whose deletion has begun and not ended.
    List<Did> retired();

    /// The accounts to be deleted: their time has come at `now`, and they were deactivated at `deactivatedUntil` or
    /// before. At most so many.
    List<Did> overdue(Instant now, Instant deactivatedUntil, int limit);

    /// Mailed codes, and the mails that wait to be sent.
    MailStore mail();

    /// What people's apps keep here for them.
    PreferenceStore preferences();

    /// The accounts for which events are owed.
    Map<Did, OwedEvents> owed();

    /// Notes that nothing is owed any more.
    void settle(Did did);

    void addRefreshToken(RefreshToken token);

    /// Adds a token that a password opens: the app password that the token names, or else the account's own.
    /// Not if the account is taken down, or this is no longer the password's hash, because it ended since it
    /// was checked, or the code is no longer there.
    ///
    /// @param code that is used up, or null if none is needed
    /// @return whether it was added
    boolean addRefreshToken(RefreshToken token, String passwordHash, @Nullable MailedCode code);

    /// Shortens the token's life to `graceEnd` at the latest and adds its successor, unless that exists already.
    /// Expired tokens of the same account are removed.
    ///
    /// @return the rotated token, or empty if it is unknown, revoked or expired at `now`
    Optional<RefreshToken> rotate(
            HashedId id, HashedId successor, Instant now, Instant graceEnd, Instant successorExpiresAt);

    /// Ends the session that the token belongs to: the token, those before it and those after it.
    void endSession(HashedId id);

    /// Ends all sessions of the account.
    void endSessions(Did did);

    List<AppPassword> appPasswords(Did did);

    /// Returns whether it was added; a second one of the same name is not.
    boolean addAppPassword(Did did, AppPassword password);

    /// Removes the app password of this name, if there is one, and ends the sessions that were opened with it.
    void removeAppPassword(Did did, String name);

    /// Says whether the account is barred from making invite codes. False if there is no such account.
    boolean setInvitesDisabled(Did did, boolean disabled);

    /// Keeps a handle from being chosen. Again is fine.
    void reserveHandle(Handle handle);

    /// Whether the handle is kept from being chosen.
    boolean isReserved(Handle handle);

    /// Keeps the secret of a signing key under a name, a DID or a `did:key`, unless there is one under it already.
    /// Those that were reserved before `staleBefore` are dropped first, and the one of a DID when its account is
    /// published.
    ///
    /// @return the secret that is kept under the name now
    byte[] reserveKey(String name, byte[] secret, Instant now, Instant staleBefore);

    /// The secret of the key that was reserved for a DID.
    Optional<byte[]> reservedKey(Did did);

    /// The invite codes, kept together with the accounts.
    InviteStore invites();

    @Override
    void close();
}
