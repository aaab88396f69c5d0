package dev.rookery.pds.devnet;

import dev.rookery.atproto.data.DataJson;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.data.DataString;
import dev.rookery.atproto.syntax.Datetime;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.pds.identity.PlcOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// All identities of the directory, in memory and in a file with one line of JSON for each operation.
///
/// One lock guards everything; an operation is in the file before it is in the answer.
final class PlcLedger implements AutoCloseable {
    private final InstantSource time;
    private final FileChannel file;
    private final Map<Did, List<PlcEntry>> identities = new HashMap<>();
    private final List<PlcEntry> all = new ArrayList<>();

    PlcLedger(Path path, InstantSource time) {
        this.time = time;
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            load(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads the file. A last line that a crash cut short was never answered for, and is dropped.
    private void load(byte[] bytes) throws IOException {
        int start = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                DataMap line = DataJson.parseMap(new String(bytes, start, i - start, StandardCharsets.UTF_8));
                PlcOperation operation = PlcOperation.parse((DataMap) required(line, "operation"));
                add(new Did(text(line, "did")), operation, new Datetime(text(line, "createdAt")).toInstant());
                start = i + 1;
            }
        }
        file.truncate(start);
        file.position(start);
    }

    private static Object required(DataMap map, String key) {
        Object value = map.get(key);
        if (value == null) {
            throw new IllegalStateException("the PLC ledger has a line without " + key);
        }
        return value;
    }

    private static String text(DataMap map, String key) {
        return ((DataString) required(map, key)).value();
    }

    /// Appends an operation that follows the rules.
    synchronized void append(Did did, PlcOperation operation) {
        PlcLimits.check(operation);
        PlcEntry entry = add(did, operation, time.instant().truncatedTo(ChronoUnit.MILLIS));
        try {
            file.write(ByteBuffer.wrap((DataJson.toString(entry.sequenced()) + "\n").getBytes(StandardCharsets.UTF_8)));
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PlcEntry add(Did did, PlcOperation operation, Instant now) {
        List<PlcEntry> inForce =
                entries(did).filter(entry -> !entry.nullified()).toList();
        int remaining = PlcLog.accept(did, inForce, operation, now);
        for (PlcEntry entry : inForce.subList(remaining, inForce.size())) {
            replace(entry, entry.nullify());
        }
        PlcEntry entry = new PlcEntry(did, operation, operation.cid().toString(), now, all.size() + 1L, false);
        all.add(entry);
        identities.computeIfAbsent(did, key -> new ArrayList<>()).add(entry);
        return entry;
    }

    private void replace(PlcEntry old, PlcEntry replacement) {
        all.set((int) old.seq() - 1, replacement);
        identities
                .getOrDefault(old.did(), List.of())
                .replaceAll(entry -> entry.seq() == old.seq() ? replacement : entry);
    }

    private Stream<PlcEntry> entries(Did did) {
        return identities.getOrDefault(did, List.of()).stream();
    }

    /// The identity's entries in the order they came, nullified ones included; empty if there is no such identity.
    synchronized List<PlcEntry> audit(Did did) {
        return entries(did).toList();
    }

    /// Entries of all identities after a sequence number.
    synchronized List<PlcEntry> after(long seq, int count) {
        return all.stream().filter(entry -> entry.seq() > seq).limit(count).toList();
    }

    /// Entries of all identities after a time, or from the first.
    synchronized List<PlcEntry> after(@Nullable Instant createdAt, int count) {
        return all.stream()
                .filter(entry -> createdAt == null || entry.createdAt().isAfter(createdAt))
                .limit(count)
                .toList();
    }

    @Override
    public synchronized void close() {
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
