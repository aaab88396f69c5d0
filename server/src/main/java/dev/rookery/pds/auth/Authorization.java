package dev.rookery.pds.auth;

import dev.rookery.pds.xrpc.XrpcException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The `Authorization` header of a request: a scheme and what goes with it.
record Authorization(Scheme scheme, String credentials) {
    enum Scheme {
        BASIC,
        BEARER,
        DPOP
    }

    /// Reads the header; null if there is none.
    static @Nullable Authorization parse(@Nullable String header) {
        if (header == null || header.isEmpty()) {
            return null;
        }
        int space = header.indexOf(' ');
        if (space < 0 || header.indexOf(' ', space + 1) >= 0) {
            throw XrpcException.named("InvalidToken", "Malformed authorization header");
        }
        String name = header.substring(0, space);
        Scheme scheme = switch (name.toUpperCase(Locale.ROOT)) {
            case "BASIC" -> Scheme.BASIC;
            case "BEARER" -> Scheme.BEARER;
            case "DPOP" -> Scheme.DPOP;
            default -> throw XrpcException.named("InvalidToken", "Unsupported authorization type: " + name);
        };
        return new Authorization(scheme, header.substring(space + 1));
    }
}
