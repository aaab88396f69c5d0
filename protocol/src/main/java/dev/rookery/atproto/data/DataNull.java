package dev.rookery.atproto.data;

/// Null, which is a value of its own and not the absence of one.
public enum DataNull implements DataValue {
    NULL
}
