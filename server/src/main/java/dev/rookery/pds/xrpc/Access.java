package dev.rookery.pds.xrpc;

import java.util.EnumSet;
import java.util.Set;

/// Who may call a method. The type parameter is the caller that its handler is given, so a method open to anyone
/// cannot be written as if it had an account.
///
/// @param type the most specific type that every admitted caller has
/// @param kinds the kinds of caller that are admitted
/// @param credentials what an account holder's token must have been issued for
/// @param refused the states in which an account holder is turned away
public record Access<C extends Caller>(
        Class<C> type, Set<Kind> kinds, Set<Credential> credentials, Set<AccountState> refused) {

    /// A way to call a method.
    public enum Kind {
        ANONYMOUS,
        ACCOUNT,
        REFRESH,
        /// A refresh token whose time is over, which is still good to end its session.
        EXPIRED_REFRESH,
        ADMIN,
        SERVICE,
        /// The one service that the operator trusts to moderate.
        MODERATION_SERVICE
    }

    /// A state of an account that can bar it from a method.
    public enum AccountState {
        TAKENDOWN,
        DEACTIVATED
    }

    private static final Set<Credential> ANY_PASSWORD =
            Set.of(Credential.FULL, Credential.APP_PASSWORD, Credential.APP_PASSWORD_PRIVILEGED);

    /// Anyone at all: credentials are not even looked at.
    public static final Access<Caller.Anonymous> PUBLIC =
            new Access<>(Caller.Anonymous.class, Set.of(), Set.of(), Set.of());

    /// The holder of an account in good standing, signed in with any of its passwords.
    public static final Access<Caller.Account> ACCOUNT = new Access<>(
            Caller.Account.class,
            Set.of(Kind.ACCOUNT),
            ANY_PASSWORD,
            Set.of(AccountState.TAKENDOWN, AccountState.DEACTIVATED));

    /// The holder of an account in any state.
    public static final Access<Caller.Account> ACCOUNT_IN_ANY_STATE = ACCOUNT.admitting(AccountState.values());

    /// The holder of an account that may be deactivated but not taken down.
    public static final Access<Caller.Account> ACCOUNT_OR_DEACTIVATED = ACCOUNT.admitting(AccountState.DEACTIVATED);

    /// The holder of a refresh token.
    public static final Access<Caller.Refresh> REFRESH =
            new Access<>(Caller.Refresh.class, Set.of(Kind.REFRESH), Set.of(), Set.of());

    /// The holder of a refresh token, also when it is past its time.
    public static final Access<Caller.Refresh> REFRESH_OR_EXPIRED =
            new Access<>(Caller.Refresh.class, Set.of(Kind.REFRESH, Kind.EXPIRED_REFRESH), Set.of(), Set.of());

    /// The operator.
    public static final Access<Caller.Admin> ADMIN =
            new Access<>(Caller.Admin.class, Set.of(Kind.ADMIN), Set.of(), Set.of());

    /// The operator, or the moderation service that the operator trusts.
    public static final Access<Caller> MODERATOR =
            new Access<>(Caller.class, Set.of(Kind.ADMIN, Kind.MODERATION_SERVICE), Set.of(), Set.of());

    /// Anyone; a service's token is checked where there is one.
    public static final Access<Caller> SERVICE_OR_ANYONE =
            new Access<>(Caller.class, Set.of(Kind.SERVICE, Kind.ANONYMOUS), Set.of(), Set.of());

    /// Anyone; an account's token or the operator's password is checked where there is one.
    public static final Access<Caller> ACCOUNT_OR_ADMIN_OR_ANYONE =
            new Access<>(Caller.class, Set.of(Kind.ACCOUNT, Kind.ADMIN, Kind.ANONYMOUS), ANY_PASSWORD, Set.of());

    /// An account holder, or a service that speaks for one.
    public static final Access<Caller> ACCOUNT_OR_SERVICE = new Access<>(
            Caller.class, Set.of(Kind.ACCOUNT, Kind.SERVICE), ANY_PASSWORD, Set.of(AccountState.TAKENDOWN));

    public Access {
        kinds = Set.copyOf(kinds);
        credentials = Set.copyOf(credentials);
        refused = Set.copyOf(refused);
    }

    /// Returns whether callers of this kind are admitted.
    public boolean admits(Kind kind) {
        return kinds.contains(kind);
    }

    /// Whether credentials are not even looked at.
    public boolean isPublic() {
        return kinds.isEmpty();
    }

    /// Returns this access for the account's own password only, not for app passwords.
    public Access<C> fullOnly() {
        return new Access<>(type, kinds, Set.of(Credential.FULL), refused);
    }

    /// Returns this access with one more credential that is accepted.
    public Access<C> also(Credential credential) {
        Set<Credential> more = EnumSet.of(credential);
        more.addAll(credentials);
        return new Access<>(type, kinds, more, refused);
    }

    private Access<C> admitting(AccountState... states) {
        Set<AccountState> fewer = EnumSet.noneOf(AccountState.class);
        fewer.addAll(refused);
        fewer.removeAll(Set.of(states));
        return new Access<>(type, kinds, credentials, fewer);
    }
}
