package dev.rookery.pds.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;

/// The operator's password, which comes by HTTP Basic authentication for the user `admin`.
public final class AdminPassword {
    private final byte[] expected;

    public AdminPassword(String password) {
        this.expected = ("admin:" + password).getBytes(StandardCharsets.UTF_8);
    }

    /// Compares in a time that does not depend on where the credentials differ.
    ///
    /// @param credentials user and password as the header has them
    boolean matches(String credentials) {
        try {
            return MessageDigest.isEqual(expected, Base64.getDecoder().decode(credentials));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
