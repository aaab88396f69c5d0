package dev.rookery.pds.account;

import dev.rookery.atproto.cid.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The hash under which the id of a refresh token or a mailed code is kept, so that a stolen database opens nothing.
public record HashedId(String text) {
    public static HashedId of(String id) {
        byte[] hash = Sha256.hash(id.getBytes(StandardCharsets.UTF_8));
        return new HashedId(Base64.getUrlEncoder().withoutPadding().encodeToString(hash));
    }
}
