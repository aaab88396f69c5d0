package dev.rookery.pds.api.server;

import dev.rookery.atproto.syntax.Handle;
import java.util.regex.Pattern;

/// Whom a service token may be for: a DID of a method that the protocol uses, perhaps with `#` and a service's name.
final class ServiceAudience {
    private static final Pattern PLC = Pattern.compile("did:plc:[a-z2-7]{24}");
    private static final Pattern LOCALHOST = Pattern.compile("localhost(%3A[0-9]{1,5})?");
    private static final Pattern FRAGMENT = Pattern.compile("[A-Za-z0-9._~!$&'()*+,;=:@/?%-]+");
    private static final String WEB = "did:web:";

    private ServiceAudience() {}

    static boolean isValid(String text) {
        int hash = text.indexOf('#');
        if (hash < 0) {
            return isDid(text);
        }
        return isDid(text.substring(0, hash))
                && FRAGMENT.matcher(text.substring(hash + 1)).matches();
    }

    private static boolean isDid(String text) {
        if (!text.startsWith(WEB)) {
            return PLC.matcher(text).matches();
        }
        String host = text.substring(WEB.length());
        return LOCALHOST.matcher(host).matches() || Handle.isValid(host);
    }
}
