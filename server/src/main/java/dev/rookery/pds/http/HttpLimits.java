package dev.rookery.pds.http;

import java.time.Duration;

/// What the web server takes of its clients, in sum.
///
/// @param connectionsMax the most connections at once
/// @param http2ConnectionsMax the most of them that speak HTTP/2
/// @param headerBytesMax what unfinished headers may take together
/// @param headerMax how long a header may take to be whole
/// @param writeMax how long a piece of an answer may wait for a client that takes nothing
/// @param watchEvery how often it looks for clients that are too slow
record HttpLimits(
        int connectionsMax,
        int http2ConnectionsMax,
        long headerBytesMax,
        Duration headerMax,
        Duration writeMax,
        Duration watchEvery) {
    private static final int CONNECTIONS_MAX = 16_384;

    /// About what a connection takes of the heap, four times over.
    private static final int HEAP_BYTES_A_CONNECTION = 20 << 10;

    private static final int HEAP_BYTES_AN_HTTP2_CONNECTION = 1 << 20;
    private static final int HEAP_PARTS_FOR_HEADERS = 64;

    /// The limits for a heap of this size.
    static HttpLimits ofHeap(long heapBytes) {
        return new HttpLimits(
                (int) Math.min(CONNECTIONS_MAX, heapBytes / HEAP_BYTES_A_CONNECTION),
                (int) Math.min(CONNECTIONS_MAX, heapBytes / HEAP_BYTES_AN_HTTP2_CONNECTION),
                heapBytes / HEAP_PARTS_FOR_HEADERS,
                Duration.ofSeconds(10),
                Duration.ofMinutes(2),
                Duration.ofSeconds(1));
    }

    /// These, with another limit on writing.
    HttpLimits writeMax(Duration max) {
        return new HttpLimits(connectionsMax, http2ConnectionsMax, headerBytesMax, headerMax, max, max.dividedBy(8));
    }
}
