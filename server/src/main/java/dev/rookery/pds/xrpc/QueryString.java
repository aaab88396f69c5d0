package dev.rookery.pds.xrpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Takes the query of a URL apart as browsers do: `+` is a space, a percent sign that starts no code stands for
/// itself.
public final class QueryString {
    private static final int PAIRS_MAX = 1_000;

    private QueryString() {}

    /// Returns each name with its values, in order.
    public static Map<String, List<String>> parse(String query) {
        if (query.isEmpty()) {
            return Map.of();
        }
        Map<String, List<String>> parsed = new HashMap<>();
        int pairs = 0;
        for (int start = 0; start < query.length(); ) {
            int end = query.indexOf('&', start);
            end = end < 0 ? query.length() : end;
            if (++pairs > PAIRS_MAX) {
                throw XrpcException.invalidRequest("Too many query parameters");
            }
            if (end > start) {
                add(query, start, end, parsed);
            }
            start = end + 1;
        }
        return parsed;
    }

    private static void add(String query, int start, int end, Map<String, List<String>> parsed) {
        int equals = query.indexOf('=', start);
        int nameEnd = equals < 0 || equals > end ? end : equals;
        String value = nameEnd == end ? "" : decode(query, nameEnd + 1, end);
        parsed.merge(decode(query, start, nameEnd), List.of(value), QueryString::joined);
    }

    private static List<String> joined(List<String> before, List<String> after) {
        var all = before instanceof ArrayList<String> list ? list : new ArrayList<>(before);
        all.addAll(after);
        return all;
    }

    private static String decode(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '+') {
                return decodeEscaped(text.substring(start, end));
            }
        }
        return text.substring(start, end);
    }

    private static String decodeEscaped(String text) {
        byte[] raw = text.getBytes(StandardCharsets.UTF_8);
        int length = 0;
        for (int i = 0; i < raw.length; i++) {
            byte b = raw[i];
            if (b == '%' && i + 2 < raw.length && hex(raw[i + 1]) >= 0 && hex(raw[i + 2]) >= 0) {
                b = (byte) (hex(raw[i + 1]) << 4 | hex(raw[i + 2]));
                i += 2;
            } else if (b == '+') {
                b = ' ';
            }
            raw[length++] = b;
        }
        return new String(raw, 0, length, StandardCharsets.UTF_8);
    }

    private static int hex(byte digit) {
        return Character.digit(digit, 16);
    }
}
