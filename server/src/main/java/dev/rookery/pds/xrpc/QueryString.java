package dev.rookery.pds.xrpc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The names and values of a URL's query, in order, taken apart as browsers do: `+` is a space, a percent sign that
/// starts no code stands for itself.
final class QueryString {
    private static final int PAIRS_MAX = 1_000;

    private final List<String> names = new ArrayList<>(4);
    private final List<String> values = new ArrayList<>(4);

    private QueryString() {}

    static QueryString parse(String query) {
        var parsed = new QueryString();
        int start = 0;
        while (start < query.length()) {
            int end = query.indexOf('&', start);
            if (end < 0) {
                end = query.length();
            }
            parsed.add(query, start, end);
            start = end + 1;
        }
        return parsed;
    }

    private void add(String query, int start, int end) {
        if (start == end) {
            return;
        }
        if (names.size() == PAIRS_MAX) {
            throw XrpcException.invalidRequest("Too many query parameters");
        }
        int equals = query.indexOf('=', start);
        int nameEnd = equals < 0 || equals > end ? end : equals;
        names.add(decode(query, start, nameEnd));
        values.add(nameEnd == end ? "" : decode(query, nameEnd + 1, end));
    }

    int size() {
        return names.size();
    }

    String name(int index) {
        return names.get(index);
    }

    String value(int index) {
        return values.get(index);
    }

    private static String decode(String text, int start, int end) {
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '%' || c == '+' || c > 127) {
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
