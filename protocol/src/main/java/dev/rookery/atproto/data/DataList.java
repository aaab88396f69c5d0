package dev.rookery.atproto.data;

import java.util.Iterator;
import java.util.List;

/// A list of values.
public record DataList(List<DataValue> items) implements DataValue, Iterable<DataValue> {
    static final DataList EMPTY = new DataList(List.of());

    public DataList {
        items = List.copyOf(items);
    }

    public static DataList of(DataValue... items) {
        return new DataList(List.of(items));
    }

    public int size() {
        return items.size();
    }

    public DataValue get(int index) {
        return items.get(index);
    }

    @Override
    public Iterator<DataValue> iterator() {
        return items.iterator();
    }
}
