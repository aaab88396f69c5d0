package dev.rookery.pds.xrpc;

/// What an endpoint says about itself: its name, its policy and the shape of what goes in and out.
///
/// Whether it is a query or a procedure, and which encodings it takes, stands in the lexicon of that name.
///
/// @param bodyLimit the most bytes a request body may have once decompressed
/// @param memory what handling a call may hold beyond what a small request does, in bytes
public record Method<C extends Caller, I, O>(
        String nsid,
        Access<C> access,
        RateLimit rateLimit,
        Class<I> input,
        Class<O> output,
        long bodyLimit,
        long memory) {

    /// The most bytes of JSON that a method takes unless it says otherwise.
    public static final long JSON_BYTES_MAX = 150 * 1024;

    /// The most bytes of JSON that a method which writes records takes.
    public static final long WRITE_BYTES_MAX = 1_000_000;

    /// About what a page of a thousand short entries takes in memory.
    public static final long PAGE_BYTES = 512 << 10;

    /// About the most bytes that a stored record has.
    public static final long RECORD_BYTES_MAX = 1 << 20;

    public Method(String nsid, Access<C> access, RateLimit rateLimit, Class<I> input, Class<O> output) {
        this(nsid, access, rateLimit, input, output, JSON_BYTES_MAX);
    }

    public Method(String nsid, Access<C> access, RateLimit rateLimit, Class<I> input, Class<O> output, long bodyLimit) {
        this(nsid, access, rateLimit, input, output, bodyLimit, 0);
    }

    /// Returns this method with another limit on the request body.
    public Method<C, I, O> bodyLimit(long bytes) {
        return new Method<>(nsid, access, rateLimit, input, output, bytes, memory);
    }

    /// Returns this method with so much memory for each call, taken before it begins.
    public Method<C, I, O> memory(long bytes) {
        return new Method<>(nsid, access, rateLimit, input, output, bodyLimit, bytes);
    }
}
