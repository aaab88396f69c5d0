package dev.rookery.atproto.data;

/// Unicode text. Half a surrogate pair has no encoding: readers refuse it, and [CborWriter] too.
public record DataString(String value) implements DataValue {}
