package dev.rookery.pds.config;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A mail server, and who we are to it.
///
/// @param tls whether the connection is encrypted from its beginning; otherwise from where the server offers it
public record SmtpServer(
        boolean tls,
        String host,
        int port,
        @Nullable String user,
        @Nullable Secret password) {
    private static final Pattern URL = Pattern.compile("(?is)(smtps?)://(?:(.*)@)?(.*)");
    private static final Pattern PLACE =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\[\\]:/?#@\\s]+))(?::([0-9]{1,5}))?(?:[/?#].*)?");
    private static final int PORT = 587;
    private static final int TLS_PORT = 465;
    private static final int PORT_MAX = 65_535;
    private static final int HEX = 16;

    /// Reads `smtp://user:password@host:port`, or `smtps://…`. User and password may be percent-encoded; characters
    /// that should be may also stand for themselves.
    ///
    /// @throws IllegalArgumentException with a message that says what the text is not
    public static SmtpServer parse(String text) {
        Matcher url = URL.matcher(text);
        Matcher place = PLACE.matcher(url.matches() ? url.group(3) : "");
        if (!place.matches()) {
            throw new IllegalArgumentException("is no smtp or smtps URL");
        }
        boolean tls = url.group(1).toLowerCase(Locale.ROOT).equals("smtps");
        int port = place.group(3) == null ? (tls ? TLS_PORT : PORT) : Integer.parseInt(place.group(3));
        if (port == 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("has no port between 1 and " + PORT_MAX);
        }
        String host = place.group(1) == null ? place.group(2) : place.group(1);
        String credentials = url.group(2);
        if (credentials == null || credentials.isEmpty()) {
            return new SmtpServer(tls, host, port, null, null);
        }
        String[] pair = credentials.split(":", 2);
        String password = pair.length == 1 ? "" : decode(pair[1]);
        return new SmtpServer(tls, host, port, decode(pair[0]), new Secret(password));
    }

    /// Undoes percent-encoding. A percent sign without two hexadecimal digits behind it stands for itself.
    private static String decode(String text) {
        var bytes = new ByteArrayOutputStream();
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < encoded.length; i++) {
            int high = encoded[i] == '%' && i + 2 < encoded.length ? Character.digit(encoded[i + 1], HEX) : -1;
            int low = high < 0 ? -1 : Character.digit(encoded[i + 2], HEX);
            if (low < 0) {
                bytes.write(encoded[i]);
            } else {
                bytes.write(HEX * high + low);
                i += 2;
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
