package dev.rookery.pds.repo;

import dev.rookery.pds.storage.keyvalue.KeyValues;
import java.util.Random;
import java.util.function.Consumer;

/// An engine that fails now and then, at a step that a seed decides: before a write took effect, or after it did and
/// nobody was told.
public final class FaultyKeyValues implements KeyValues {
    /// What a failing disk looks like from above.
    public static final class FaultException extends RuntimeException {
        FaultException(String message) {
            super(message);
        }
    }

    private final KeyValues engine;
    private final Random random;
    private final double odds;
    private boolean armed;

    public FaultyKeyValues(KeyValues engine, Random random, double odds) {
        this.engine = engine;
        this.random = random;
        this.odds = odds;
    }

    public synchronized void arm(boolean faulty) {
        armed = faulty;
    }

    private synchronized void maybeFail(String when) {
        if (armed && random.nextDouble() < odds) {
            throw new FaultException(when);
        }
    }

    @Override
    public void write(Consumer<Batch> writes) {
        maybeFail("before a write");
        engine.write(writes);
        maybeFail("after a write");
    }

    @Override
    public void writeLazily(Consumer<Batch> writes) {
        maybeFail("before a lazy write");
        engine.writeLazily(writes);
        maybeFail("after a lazy write");
    }

    @Override
    public void sync() {
        maybeFail("before a sync");
        engine.sync();
    }

    @Override
    public byte[] get(Space space, byte[] key) {
        maybeFail("before a read");
        return engine.get(space, key);
    }

    @Override
    public Entry ceiling(Space space, byte[] key) {
        maybeFail("before a seek");
        return engine.ceiling(space, key);
    }

    @Override
    public Scan ascending(Space space, byte[] from) {
        maybeFail("before a scan");
        return engine.ascending(space, from);
    }

    @Override
    public Scan descending(Space space, byte[] below) {
        maybeFail("before a scan");
        return engine.descending(space, below);
    }

    @Override
    public StillReads snapshot() {
        return engine.snapshot();
    }

    @Override
    public void close() {
        engine.close();
    }
}
