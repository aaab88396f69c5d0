package dev.rookery.pds.xrpc;

import org.jspecify.annotations.Nullable;

/// The value of a property that may be left out and may also be null, where the two mean different things.
///
/// A component `@Nullable Given<Cid> swapRecord` is null if the property was left out, and a `Given` of null if it
/// was there and null.
public record Given<T>(@Nullable T value) {}
