package dev.rookery.pds.api.server;

import java.util.Locale;
import java.util.Set;

/// Methods that take more than a token: names are compared without regard to case.
public final class ProtectedMethods {
    /// Methods on one's own account, which are called here and directly, never by way of a service.
    private static final Set<String> PROTECTED = Set.of(
            "com.atproto.admin.sendemail",
            "com.atproto.identity.requestplcoperationsignature",
            "com.atproto.identity.signplcoperation",
            "com.atproto.identity.updatehandle",
            "com.atproto.server.activateaccount",
            "com.atproto.server.confirmemail",
            "com.atproto.server.createapppassword",
            "com.atproto.server.deactivateaccount",
            "com.atproto.server.getaccountinvitecodes",
            "com.atproto.server.getsession",
            "com.atproto.server.listapppasswords",
            "com.atproto.server.requestaccountdelete",
            "com.atproto.server.requestemailconfirmation",
            "com.atproto.server.requestemailupdate",
            "com.atproto.server.revokeapppassword",
            "com.atproto.server.updateemail");

    private static final String PRIVATE_MESSAGES = "chat.bsky.";

    private ProtectedMethods() {}

    public static boolean contains(String nsid) {
        return PROTECTED.contains(nsid.toLowerCase(Locale.ROOT));
    }

    /// Whether an ordinary app password does not reach the method.
    public static boolean isPrivileged(String nsid) {
        return nsid.toLowerCase(Locale.ROOT).startsWith(PRIVATE_MESSAGES);
    }
}
