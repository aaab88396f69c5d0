package dev.rookery.pds.storage.keyvalue;

import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import org.jspecify.annotations.Nullable;

/// What can be asked of an engine. Arrays that come back are the caller's.
public interface Reads {
    byte @Nullable [] get(Space space, byte[] key);

    /// The first key that is not below the given one, with its value; null where there is none.
    @Nullable
    Entry ceiling(Space space, byte[] key);

    /// All keys from one on, in order.
    Scan ascending(Space space, byte[] from);

    /// All keys below one, from the highest down.
    Scan descending(Space space, byte[] below);

    /// A key with its value.
    record Entry(byte[] key, byte[] value) {}

    /// A walk over keys in order. Belongs to one thread.
    interface Scan extends AutoCloseable {
        /// The next entry, or null at the end.
        @Nullable
        Entry next();

        @Override
        void close();
    }
}
