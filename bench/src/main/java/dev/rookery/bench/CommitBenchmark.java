package dev.rookery.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.commit.Commit;
import dev.rookery.atproto.crypto.Algorithm;
import dev.rookery.atproto.crypto.SigningKey;
import dev.rookery.atproto.crypto.VerifyingKey;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Tid;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A commit built, signed and hashed; and read and verified.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
public class CommitBenchmark {
    private static final Did DID = new Did("did:plc:ewvi7nxzyoun6zhxrhs64oiz");
    private static final Tid REV = new Tid("3jzfcijpj2z2a");
    private static final Cid DATA = Cid.dagCbor("data".getBytes(UTF_8));

    @Param({"K256", "P256"})
    Algorithm algorithm = Algorithm.K256;

    private SigningKey key = SigningKey.generate(algorithm, new SecureRandom());
    private VerifyingKey publicKey = key.verifyingKey();
    private byte[] block = Commit.sign(DID, REV, DATA, key).encode();

    @Setup
    public void useAlgorithm() {
        key = SigningKey.generate(algorithm, new SecureRandom());
        publicKey = key.verifyingKey();
        block = Commit.sign(DID, REV, DATA, key).encode();
    }

    @Benchmark
    public Cid buildAndSign() {
        return Cid.dagCbor(Commit.sign(DID, REV, DATA, key).encode());
    }

    @Benchmark
    public boolean readAndVerify() {
        return Commit.decode(block).isSignedBy(publicKey);
    }
}
