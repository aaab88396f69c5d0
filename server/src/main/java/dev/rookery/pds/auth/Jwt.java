package dev.rookery.pds.auth;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.UnaryOperator;

/// A JSON web token taken apart, not yet verified (RFC 7519, compact form).
///
/// @param signed the bytes that the signature is over
@SuppressWarnings("ArrayRecordComponent") // never compared
record Jwt(Claims header, Claims payload, byte[] signed, byte[] signature) {
    private static final int LENGTH_MAX = 8_192;

    /// @throws InvalidTokenException if it has not the form of one
    static Jwt parse(String token) {
        int first = token.indexOf('.');
        int second = token.indexOf('.', first + 1);
        if (first < 0 || second < 0 || token.indexOf('.', second + 1) >= 0 || token.length() > LENGTH_MAX) {
            throw new InvalidTokenException("not a token");
        }
        try {
            Base64.Decoder base64 = Base64.getUrlDecoder();
            return new Jwt(
                    Claims.parse(base64.decode(token.substring(0, first))),
                    Claims.parse(base64.decode(token.substring(first + 1, second))),
                    token.substring(0, second).getBytes(StandardCharsets.US_ASCII),
                    base64.decode(token.substring(second + 1)));
        } catch (IllegalArgumentException e) {
            throw new InvalidTokenException("not base64url");
        }
    }

    /// Writes a token.
    ///
    /// @param sign makes the signature of the bytes
    static String write(DataMap header, DataMap payload, UnaryOperator<byte[]> sign) {
        String signed = encode(DataJson.toBytes(header)) + "." + encode(DataJson.toBytes(payload));
        return signed + "." + encode(sign.apply(signed.getBytes(StandardCharsets.US_ASCII)));
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
