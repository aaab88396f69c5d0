package dev.rookery.atproto.data;

import java.util.Arrays;
import java.util.Comparator;

/// Gathers the entries of a [DataMap], in any order. A key that is put twice is refused by [#build].
public final class DataMapBuilder {
    private static final int INSERTION_SORT_MAX = 24;

    private String[] keys = new String[8];
    private DataValue[] values = new DataValue[8];
    private int size;
    private boolean sorted = true;

    DataMapBuilder() {}

    public DataMapBuilder put(String key, DataValue value) {
        if (size == keys.length) {
            keys = Arrays.copyOf(keys, size * 2);
            values = Arrays.copyOf(values, size * 2);
        }
        if (sorted && size > 0 && KeyOrder.compare(keys[size - 1], key) >= 0) {
            sorted = false;
        }
        keys[size] = key;
        values[size++] = value;
        return this;
    }

    public DataMapBuilder put(String key, String value) {
        return put(key, new DataString(value));
    }

    public DataMapBuilder put(String key, long value) {
        return put(key, new DataInteger(value));
    }

    public DataMapBuilder put(String key, boolean value) {
        return put(key, DataBoolean.of(value));
    }

    /// Returns the map.
    ///
    /// @throws InvalidDataException if a key was put twice
    public DataMap build() {
        if (size == 0) {
            return DataMap.of();
        }
        if (!sorted) {
            sort();
            refuseDuplicates();
            sorted = true;
        }
        return new DataMap(Arrays.copyOf(keys, size), Arrays.copyOf(values, size));
    }

    private void sort() {
        if (size > INSERTION_SORT_MAX) {
            sortMany();
            return;
        }
        for (int i = 1; i < size; i++) {
            var key = keys[i];
            var value = values[i];
            int to = i;
            for (; to > 0 && KeyOrder.compare(keys[to - 1], key) > 0; to--) {
                keys[to] = keys[to - 1];
                values[to] = values[to - 1];
            }
            keys[to] = key;
            values[to] = value;
        }
    }

    private void sortMany() {
        var entries = new DataMap.Entry[size];
        Arrays.setAll(entries, i -> new DataMap.Entry(keys[i], values[i]));
        Arrays.sort(entries, Comparator.comparing(DataMap.Entry::key, KeyOrder.CANONICAL));
        for (int i = 0; i < size; i++) {
            keys[i] = entries[i].key();
            values[i] = entries[i].value();
        }
    }

    private void refuseDuplicates() {
        for (int i = 1; i < size; i++) {
            if (keys[i].equals(keys[i - 1])) {
                throw new InvalidDataException("Duplicate key: " + keys[i]);
            }
        }
    }
}
