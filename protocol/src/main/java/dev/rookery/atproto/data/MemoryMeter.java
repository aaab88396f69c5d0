package dev.rookery.atproto.data;

/// Is told what parsed values take in memory while they are made, because their text says little about that: three
/// bytes of JSON may become fifty.
@FunctionalInterface
public interface MemoryMeter {
    /// Counts nothing.
    MemoryMeter NONE = _ -> {};

    /// About so many bytes more. What it throws ends the parsing.
    void take(long bytes);
}
