package dev.rookery.pds.firehose;

import static dev.rookery.pds.api.repo.Notes.NOTE;
import static dev.rookery.pds.api.repo.Notes.call;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.pds.TestPds;
import dev.rookery.pds.firehose.TestFollower.Frame;
import dev.rookery.pds.repo.Followed;
import dev.rookery.pds.sequencer.EventLog;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Followers come and go while many write: each sees every number from its beginning on, once and in order, and every
/// commit proves itself and follows from the one before (I2, I3, I6).
class FollowersTest {
    private static final int ACCOUNTS = 4;
    private static final int WRITERS = 16;
    private static final int WRITES_EACH = 25;
    private static final int FOLLOWERS = 12;
    private static final int KEYS = 10;

    @RegisterExtension
    static final TestPds pds = TestPds.start(Map.of("PDS_MAX_SUBSCRIBERS_PER_IP", "1000"));

    private static final AtomicInteger NAMES = new AtomicInteger();

    static List<Long> seeds() {
        var given = Long.getLong("rookery.seed");
        return given == null ? List.of(1L, new Random().nextLong()) : List.of(given);
    }

    @ParameterizedTest(name = "-Drookery.seed={0}")
    @MethodSource("seeds")
    void followersAtRandomMoments_seeEverythingOnceAndInOrder(long seed) throws Exception {
        var users = new ArrayList<TestPds.User>();
        for (int i = 0; i < ACCOUNTS; i++) {
            users.add(pds.user("follow" + NAMES.incrementAndGet() + ".test"));
        }
        var random = new Random(seed);
        var begun = new CountDownLatch(FOLLOWERS);
        var work = new ArrayList<Callable<List<Long>>>();
        for (int i = 0; i < WRITERS; i++) {
            var user = users.get(i % ACCOUNTS);
            var choices = new Random(random.nextLong());
            int writer = i;
            work.add(() -> write(user, writer, choices));
        }
        for (int i = 0; i < FOLLOWERS; i++) {
            var choices = new Random(random.nextLong());
            work.add(() -> follow(choices, begun));
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                var witness = new TestFollower(pds.url(), "?cursor=0")) {
            var running = work.stream().map(threads::submit).toList();
            assertThat(begun.await(60, TimeUnit.SECONDS)).isTrue();
            for (var writer : running.subList(0, WRITERS)) {
                writer.get();
            }
            pds.user("end" + NAMES.incrementAndGet() + ".test");
            var followed = check(witness, users);
            for (Future<List<Long>> each : running) {
                areWithoutGap(each.get());
            }
            assertThat(followed).hasSize(ACCOUNTS);
        }
    }

    private static List<Long> write(TestPds.User user, int writer, Random random) {
        for (int i = 0; i < WRITES_EACH; i++) {
            var key = "'collection':'" + NOTE + "','rkey':'w" + writer + "k" + random.nextInt(KEYS) + "'";
            var answer = random.nextInt(3) == 0
                    ? call(user, "deleteRecord", key)
                    : call(user, "putRecord", key + ",'record':{'text':'" + random.nextLong() + "'}");
            answer.expect(200);
        }
        return List.of();
    }

    /// Begins after some of the events, with or without the cursor of one of them, and reads to the end.
    private static List<Long> follow(Random random, CountDownLatch begun) {
        var seen = new ArrayList<Long>();
        try (var first = new TestFollower(pds.url(), "?cursor=0")) {
            var past = first.next(1 + random.nextInt(WRITERS * WRITES_EACH / 2));
            var cursor = "?cursor=" + past.get(random.nextInt(past.size())).sequence();
            try (var follower = new TestFollower(pds.url(), random.nextInt(4) == 0 ? "" : cursor)) {
                readToTheEnd(follower, seen, begun);
            }
        }
        return seen;
    }

    private static void readToTheEnd(TestFollower follower, List<Long> seen, CountDownLatch begun) {
        follower.ping("");
        var frame = follower.receive();
        while (!(frame instanceof TestFollower.Pong)) {
            seen.add(((Frame) frame).sequence());
            frame = follower.receive();
        }
        begun.countDown();
        while (!isEnd(seen, follower.next())) {
            // until the last account
        }
    }

    private static boolean isEnd(List<Long> seen, Frame frame) {
        seen.add(frame.sequence());
        return ("end" + NAMES.get() + ".test").equals(frame.body().text("handle"));
    }

    private static void areWithoutGap(List<Long> numbers) {
        if (!numbers.isEmpty()) {
            assertThat(numbers)
                    .containsExactlyElementsOf(LongStream.rangeClosed(numbers.getFirst(), numbers.getLast())
                            .boxed()
                            .toList());
        }
    }

    /// Checks every event of these accounts, up to the end.
    private static Map<String, Followed> check(TestFollower witness, List<TestPds.User> users) {
        var followed = new HashMap<String, Followed>();
        users.forEach(user -> followed.put(
                user.did().text(),
                new Followed(pds.inside().keys().of(user.did()).verifyingKey())));
        var seen = new ArrayList<Long>();
        Frame frame;
        do {
            frame = witness.next();
            var did = frame.body().text(frame.type().equals("#commit") ? "repo" : "did");
            var of = followed.get(did);
            if (of != null) {
                of.take(new EventLog.Logged(frame.sequence(), frame.content()));
            }
        } while (!isEnd(seen, frame));
        areWithoutGap(seen);
        return followed;
    }
}
