package dev.rookery.atproto.lexicon;

import dev.rookery.atproto.data.Blob;
import dev.rookery.atproto.data.DataBoolean;
import dev.rookery.atproto.data.DataBytes;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataLink;
import dev.rookery.atproto.data.DataList;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataNull;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.data.DataValue;
import dev.rookery.atproto.data.LegacyBlob;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Values as messages show them: short, whatever the value's size.
final class Preview {
    private static final int TEXT_LENGTH_MAX = 256;
    private static final int ITEMS_MAX = 2;

    private Preview() {}

    static String of(@Nullable DataValue value) {
        return switch (value) {
            case null -> "undefined";
            case DataNull _ -> "null";
            case DataBoolean it -> String.valueOf(it.value());
            case DataInteger(long it) -> String.valueOf(it);
            case DataString(String it) -> of(it);
            case DataBytes _ -> "object";
            case DataLink _ -> "cid";
            case DataList(List<DataValue> items) -> "[" + some(items, Preview::of) + "]";
            case DataMap map -> "{" + some(List.copyOf(map.keys()), key -> of(key) + ": ...") + "}";
            case Blob _ -> "{\"$type\": ..., \"ref\": ..., ...}";
            case LegacyBlob _ -> "{\"cid\": ..., \"mimeType\": ...}";
        };
    }

    /// Text as a JSON string.
    static String of(String text) {
        var out = new StringBuilder("\"");
        boolean isCut = text.length() >= TEXT_LENGTH_MAX;
        int end = isCut ? TEXT_LENGTH_MAX - 1 : text.length();
        for (int i = 0; i < end; i++) {
            appendEscaped(out, text.charAt(i));
        }
        return out.append(isCut ? "…\"" : "\"").toString();
    }

    private static void appendEscaped(StringBuilder out, char c) {
        switch (c) {
            case '"', '\\' -> out.append('\\').append(c);
            case '\n' -> out.append("\\n");
            case '\r' -> out.append("\\r");
            case '\t' -> out.append("\\t");
            default -> {
                if (c < ' ') {
                    out.append("\\u").append(HexFormat.of().toHexDigits(c));
                } else {
                    out.append(c);
                }
            }
        }
    }

    private static <T> String some(List<T> items, Function<T, String> preview) {
        return items.stream().limit(ITEMS_MAX).map(preview).collect(Collectors.joining(", "))
                + (items.size() > ITEMS_MAX ? ", ..." : "");
    }

    static boolean isIdentifier(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean isLetter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c == '$' && i == 0);
            if (!isLetter && (i == 0 || c < '0' || c > '9')) {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
