package dev.rookery.pds.api;

import dev.rookery.pds.xrpc.XrpcException;
import org.jspecify.annotations.Nullable;

/// Where a page ends in a list that is sorted by a number and, among equals, by a text: `number::text`.
public record PageCursor(long number, String text) {
    private static final String SEPARATOR = "::";

    /// Reads what a client sent back. Null where it wants the first page.
    public static @Nullable PageCursor parse(@Nullable String cursor) {
        if (cursor == null || cursor.isEmpty()) {
            return null;
        }
        String[] parts = cursor.split(SEPARATOR, -1);
        if (parts.length == 2 && !parts[1].isEmpty()) {
            try {
                return new PageCursor(Long.parseLong(parts[0]), parts[1]);
            } catch (NumberFormatException _) {
                // it is refused like any other
            }
        }
        throw XrpcException.invalidRequest("Malformed cursor");
    }

    @Override
    public String toString() {
        return number + SEPARATOR + text;
    }
}
