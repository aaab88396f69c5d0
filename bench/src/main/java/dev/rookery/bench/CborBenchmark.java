package dev.rookery.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DagCbor;
import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataValue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A post of about 1 KB between JSON, the data model and DAG-CBOR.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CborBenchmark {
    private static final String TEXT = "Words as people write them, some with ümlauts. ".repeat(6);
    private static final String LINK = "bafyreidngizrqdjlponvyjrsgwndvf3xlp25kh32mu2frb63grghr3erwa";

    private final byte[] json = post().getBytes(UTF_8);
    private final DataMap value = DataJson.parseMap(json);
    private final byte[] cbor = DagCbor.encode(value);

    private static String post() {
        var uri = "at://did:plc:ewvi7nxzyoun6zhxrhs64oiz/app.bsky.feed.post/3jzfcijpj2z2a";
        var ref = "{\"uri\":\"" + uri + "\",\"cid\":\"" + LINK + "\"}";
        var facet =
                "{\"index\":{\"byteStart\":5,\"byteEnd\":20},\"features\":[{\"$type\":\"app.bsky.richtext.facet#link\","
                        + "\"uri\":\"https://example.com\"}]}";
        return "{\"$type\":\"app.bsky.feed.post\",\"text\":\"" + TEXT + "\",\"createdAt\":\"2026-01-02T03:04:05.678Z\","
                + "\"langs\":[\"en\",\"de\"],\"reply\":{\"root\":" + ref + ",\"parent\":" + ref + "},\"facets\":["
                + facet
                + "],\"link\":{\"$link\":\"" + LINK + "\"}}";
    }

    @Benchmark
    public byte[] encode() {
        return DagCbor.encode(value);
    }

    @Benchmark
    public DataValue decode() {
        return DagCbor.decode(cbor);
    }

    @Benchmark
    public byte[] jsonFromCbor() {
        return DataJson.fromCbor(cbor);
    }

    @Benchmark
    public byte[] jsonToCbor() {
        return DataJson.toCbor(json);
    }

    /// The way of a written record: JSON in, block and CID out.
    @Benchmark
    public Cid jsonToCid() {
        return Cid.dagCbor(DataJson.toCbor(json));
    }
}
