package dev.rookery.pds.storage.rocksdb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.storage.keyvalue.KeyValues.Space;
import dev.rookery.pds.storage.keyvalue.Reads.Scan;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Long scans, which are read in portions ahead of whoever uses them.
class RocksScanTest {
    private static final int COUNT = 5_000;
    private static final byte[] BELOW_ALL = key(0);
    private static final byte[] ABOVE_ALL = key(COUNT);

    @TempDir
    Path folder;

    private RocksKeyValues engine;

    @BeforeEach
    void fill() {
        engine = new RocksKeyValues(folder);
        engine.write(batch -> {
            for (int i = 0; i < COUNT; i++) {
                batch.put(Space.META, key(i), key(-i));
            }
        });
    }

    @AfterEach
    void close() {
        engine.close();
    }

    private static byte[] key(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    /// The first entries of a scan, as the numbers in their keys, each with its own value.
    private static List<Integer> read(Scan scan, int limit) {
        var numbers = new ArrayList<Integer>();
        try (scan) {
            for (var entry = scan.next(); entry != null && numbers.size() < limit; entry = scan.next()) {
                int number = ByteBuffer.wrap(entry.key()).getInt();
                assertThat(entry.value()).isEqualTo(key(-number));
                numbers.add(number);
            }
        }
        return numbers;
    }

    private static <T> T onVirtualThread(Callable<T> work) throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            return threads.submit(work).get();
        }
    }

    @Test
    void allEntries_comeInOrder() throws Exception {
        List<Integer> all = IntStream.range(0, COUNT).boxed().toList();

        assertThat(read(engine.ascending(Space.META, BELOW_ALL), COUNT)).isEqualTo(all);
        assertThat(onVirtualThread(() -> read(engine.ascending(Space.META, BELOW_ALL), COUNT)))
                .isEqualTo(all);
        assertThat(onVirtualThread(() -> read(engine.descending(Space.META, ABOVE_ALL), COUNT)))
                .isEqualTo(all.reversed());
    }

    @Test
    void scanThatIsClosedWhileItReadsAhead_endsWell() throws Exception {
        for (int limit = 900; limit < 1_100; limit++) {
            int count = limit;
            assertThat(onVirtualThread(() -> read(engine.ascending(Space.META, BELOW_ALL), count)))
                    .hasSize(limit);
        }
    }
}
