package dev.rookery.atproto.data;

import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// A map from text to values, its entries in the order of canonical DAG-CBOR: shorter keys first, then by bytes.
public final class DataMap implements DataValue, Iterable<DataMap.Entry> {
    private static final DataMap EMPTY = new DataMap(new String[0], new DataValue[0]);
    private static final int SEARCH_LINEAR_MAX = 16;

    private final String[] keys;
    private final DataValue[] values;

    /// One key and its value.
    public record Entry(String key, DataValue value) {}

    /// Takes over arrays whose keys are in canonical order, without duplicates.
    DataMap(String[] keys, DataValue[] values) {
        this.keys = keys;
        this.values = values;
    }

    public static DataMap of() {
        return EMPTY;
    }

    public static DataMap of(String key, DataValue value) {
        return new DataMap(new String[] {key}, new DataValue[] {value});
    }

    public static DataMap of(String key1, DataValue value1, String key2, DataValue value2) {
        return builder().put(key1, value1).put(key2, value2).build();
    }

    public static DataMap of(
            String key1, DataValue value1, String key2, DataValue value2, String key3, DataValue value3) {
        return builder().put(key1, value1).put(key2, value2).put(key3, value3).build();
    }

    public static DataMapBuilder builder() {
        return new DataMapBuilder();
    }

    public int size() {
        return keys.length;
    }

    public boolean isEmpty() {
        return keys.length == 0;
    }

    /// Returns the key of the entry at `index` in canonical order.
    public String keyAt(int index) {
        return keys[index];
    }

    /// Returns the value of the entry at `index` in canonical order.
    public DataValue valueAt(int index) {
        return values[index];
    }

    /// Returns the value of a key, or null if there is no such key.
    public @Nullable DataValue get(String key) {
        int index = indexOf(key);
        return index < 0 ? null : values[index];
    }

    /// Returns the text of a key, or null if there is no such key or its value is no text.
    public @Nullable String text(String key) {
        return get(key) instanceof DataString(String value) ? value : null;
    }

    public boolean has(String key) {
        return indexOf(key) >= 0;
    }

    public Set<String> keys() {
        return new KeySet(keys);
    }

    public List<Entry> entries() {
        var entries = new Entry[keys.length];
        Arrays.setAll(entries, i -> new Entry(keys[i], values[i]));
        return List.of(entries);
    }

    public void forEach(BiConsumer<String, DataValue> action) {
        for (int i = 0; i < keys.length; i++) {
            action.accept(keys[i], values[i]);
        }
    }

    /// Returns this map with a key set to a value, in place of any that it had.
    public DataMap with(String key, DataValue value) {
        int index = indexOf(key);
        if (index >= 0) {
            var changed = values.clone();
            changed[index] = value;
            return new DataMap(keys, changed);
        }
        var builder = new DataMapBuilder();
        forEach(builder::put);
        return builder.put(key, value).build();
    }

    /// Returns this map without a key.
    public DataMap without(String key) {
        int index = indexOf(key);
        if (index < 0) {
            return this;
        }
        var fewerKeys = new String[keys.length - 1];
        var fewerValues = new DataValue[keys.length - 1];
        System.arraycopy(keys, 0, fewerKeys, 0, index);
        System.arraycopy(values, 0, fewerValues, 0, index);
        System.arraycopy(keys, index + 1, fewerKeys, index, fewerKeys.length - index);
        System.arraycopy(values, index + 1, fewerValues, index, fewerKeys.length - index);
        return new DataMap(fewerKeys, fewerValues);
    }

    private int indexOf(String key) {
        if (keys.length > SEARCH_LINEAR_MAX) {
            return Arrays.binarySearch(keys, key, KeyOrder.CANONICAL);
        }
        for (int i = 0; i < keys.length; i++) {
            if (keys[i].equals(key)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public Iterator<Entry> iterator() {
        return new EntryIterator();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DataMap map && Arrays.equals(keys, map.keys) && Arrays.equals(values, map.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(keys) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "DataMap" + entries();
    }

    private final class EntryIterator implements Iterator<Entry> {
        private int next;

        @Override
        public boolean hasNext() {
            return next < keys.length;
        }

        @Override
        public Entry next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            var entry = new Entry(keys[next], values[next]);
            next++;
            return entry;
        }
    }
}
