package dev.rookery.pds.xrpc;

/// What an endpoint says about itself: its name, its policy and the shape of what goes in and out.
///
/// Whether it is a query or a procedure, and which encodings it takes, stands in the lexicon of that name.
///
/// @param bodyLimit the most bytes a request body may have once decompressed
public record Method<C extends Caller, I, O>(
        String nsid, Access<C> access, RateLimit rateLimit, Class<I> input, Class<O> output, long bodyLimit) {

    /// The most bytes of JSON that a method takes unless it says otherwise.
    public static final long JSON_BYTES_MAX = 150 * 1024;

    /// The most bytes of JSON that a method which writes records takes.
    public static final long WRITE_BYTES_MAX = 1_000_000;

    public Method(String nsid, Access<C> access, RateLimit rateLimit, Class<I> input, Class<O> output) {
        this(nsid, access, rateLimit, input, output, JSON_BYTES_MAX);
    }

    /// Returns this method with another limit on the request body.
    public Method<C, I, O> bodyLimit(long bytes) {
        return new Method<>(nsid, access, rateLimit, input, output, bytes);
    }
}
