package dev.rookery.atproto.syntax;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TidTest {
    @Test
    void number_survivesTheWayThroughText() {
        long seed = new Random().nextLong();
        var numbers = LongStream.concat(
                        LongStream.of(0, 1, Long.MAX_VALUE),
                        new Random(seed).longs(1_000).map(Math::absExact))
                .boxed()
                .toList();

        var tids = numbers.stream().map(Tid::of).toList();

        assertThat(tids).as("seed " + seed).extracting(Tid::toLong).containsExactlyElementsOf(numbers);
    }

    @Test
    void order_isTheSameForTextAndNumber() {
        long seed = new Random().nextLong();
        var tids = new Random(seed)
                .longs(1_000, 0, Long.MAX_VALUE)
                .mapToObj(Tid::of)
                .toList();

        var byText = tids.stream().sorted().toList();

        assertThat(byText).as("seed " + seed).isSortedAccordingTo(Comparator.comparingLong(Tid::toLong));
    }

    @Test
    void parts_areReadBack() {
        var tid = Tid.of(1_700_000_000_123_456L, 513);

        assertThat(tid.micros()).isEqualTo(1_700_000_000_123_456L);
        assertThat(tid.clockId()).isEqualTo(513);
    }

    @Test
    void numberWithHighBit_isRefused() {
        assertThatThrownBy(() -> Tid.of(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void clock_risesThoughTimeGoesBack() {
        var times = new long[] {5_000, 5_000, 3_000, 4_000, 6_000};
        var at = new int[1];
        InstantSource time = () -> Instant.ofEpochMilli(times[at[0]++]);
        var clock = new TidClock(time, 7);

        var tids = Stream.generate(clock::next).limit(times.length).toList();

        assertThat(tids).isSorted().doesNotHaveDuplicates();
        assertThat(tids.getLast().micros()).isEqualTo(6_000_000);
    }

    @Test
    void clockAfterFutureTid_stepsOverItOnce() {
        var clock = new TidClock(InstantSource.fixed(Instant.ofEpochSecond(100)), 0);
        var future = Tid.of(900_000_000, 9);

        var after = clock.nextAfter(future);
        var next = clock.next();

        assertThat(after).isGreaterThan(future);
        assertThat(next).isLessThan(future);
    }
}
