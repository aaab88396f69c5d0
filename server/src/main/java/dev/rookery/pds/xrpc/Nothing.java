package dev.rookery.pds.xrpc;

/// The input or output of a method that has none.
public record Nothing() {
    public static final Nothing NOTHING = new Nothing();
}
