package dev.rookery.pds.api.bsky;

import dev.rookery.pds.xrpc.Credential;

/// Which preferences are whose to see and to set.
final class PreferenceRules {
    static final String NAMESPACE = "app.bsky";

    /// Only for those who signed in with the account's own password: it has the date of birth.
    static final String PERSONAL_DETAILS = "app.bsky.actor.defs#personalDetailsPref";

    /// Made of the personal details, and not stored.
    static final String DECLARED_AGE = "app.bsky.actor.defs#declaredAgePref";

    private PreferenceRules() {}

    static boolean inNamespace(String type) {
        return type.startsWith(NAMESPACE + ".");
    }

    static boolean allowed(String type, Credential credential) {
        return credential == Credential.FULL || !type.equals(PERSONAL_DETAILS);
    }
}
