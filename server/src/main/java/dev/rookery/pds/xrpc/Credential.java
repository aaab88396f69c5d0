package dev.rookery.pds.xrpc;

/// What an account holder's access token was issued for.
public enum Credential {
    /// A sign-in with the account's own password.
    FULL("com.atproto.access"),
    /// A sign-in with an app password.
    APP_PASSWORD("com.atproto.appPass"),
    /// A sign-in with an app password that may also reach direct messages.
    APP_PASSWORD_PRIVILEGED("com.atproto.appPassPrivileged"),
    /// A sign-in to an account that still waits to be let in.
    SIGNUP_QUEUED("com.atproto.signupQueued"),
    /// A sign-in to an account that was taken down, good for little more than moving away.
    TAKENDOWN("com.atproto.takendown");

    private final String scope;

    Credential(String scope) {
        this.scope = scope;
    }

    /// The `scope` claim that marks such a token.
    public String scope() {
        return scope;
    }
}
