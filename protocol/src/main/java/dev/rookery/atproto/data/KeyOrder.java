package dev.rookery.atproto.data;

import java.util.Comparator;

/// The order of keys in canonical DAG-CBOR: the shorter encoding first, then by the bytes of UTF-8.
final class KeyOrder {
    static final Comparator<String> CANONICAL = KeyOrder::compare;

    private KeyOrder() {}

    static int compare(String left, String right) {
        int leftLength = Utf8.length(left);
        int rightLength = Utf8.length(right);
        if (leftLength != rightLength) {
            return Integer.compare(leftLength, rightLength);
        }
        if (leftLength == left.length() && rightLength == right.length()) {
            return left.compareTo(right);
        }
        return compareCodePoints(left, right);
    }

    /// Compares as the bytes of UTF-8 do, which is by code point, where `compareTo` puts surrogates below U+E000.
    private static int compareCodePoints(String left, String right) {
        int shared = Math.min(left.length(), right.length());
        for (int i = 0; i < shared; i++) {
            char leftUnit = left.charAt(i);
            char rightUnit = right.charAt(i);
            if (leftUnit != rightUnit) {
                return Integer.compare(rank(leftUnit), rank(rightUnit));
            }
        }
        return Integer.compare(left.length(), right.length());
    }

    private static int rank(char unit) {
        return Character.isSurrogate(unit) ? unit + 0x10000 : unit;
    }
}
