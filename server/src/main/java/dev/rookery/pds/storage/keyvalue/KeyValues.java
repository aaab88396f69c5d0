package dev.rookery.pds.storage.keyvalue;

import java.util.function.Consumer;

/// An engine that keeps bytes under ordered keys, in several spaces.
///
/// Promises: writes of one batch appear together or not at all; a durable one survives a crash once [#write] returns.
/// Safe for use by several threads.
public interface KeyValues extends Reads, AutoCloseable {
    /// A set of keys of its own.
    enum Space {
        META,
        HEADS,
        RECORDS,
        NODES,
        CIDS,
        HIDDEN,
        BLOB_USES,
        BACKLINKS,
        COLLECTIONS,
        BLOBS,
        EVENTS
    }

    /// Collects what is to be written together. Belongs to one thread.
    interface Batch {
        void put(Space space, byte[] key, byte[] value);

        void delete(Space space, byte[] key);

        /// Deletes all keys from one up to but not including another.
        void deleteRange(Space space, byte[] from, byte[] to);
    }

    /// Writes what the callback puts into the batch, durably.
    void write(Consumer<Batch> writes);

    /// Writes without waiting for the disk; [#sync] makes it durable.
    void writeLazily(Consumer<Batch> writes);

    /// Makes all writes so far durable.
    void sync();

    /// Gives back memory that is kept for writes to come, where there is such.
    default void giveBack() {}

    /// One state, whatever is written meanwhile.
    StillReads snapshot();

    /// The reads of one state, to be closed when done.
    interface StillReads extends Reads, AutoCloseable {
        @Override
        void close();
    }

    @Override
    void close();
}
