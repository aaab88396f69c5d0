package dev.rookery.atproto.data;

import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The keys of a map in canonical order, as a view.
final class KeySet extends AbstractSet<String> {
    private final String[] keys;

    KeySet(String[] keys) {
        this.keys = keys;
    }

    @Override
    public Iterator<String> iterator() {
        return List.of(keys).iterator();
    }

    @Override
    public boolean contains(@Nullable Object key) {
        return key instanceof String text && Arrays.binarySearch(keys, text, KeyOrder.CANONICAL) >= 0;
    }

    @Override
    public int size() {
        return keys.length;
    }
}
