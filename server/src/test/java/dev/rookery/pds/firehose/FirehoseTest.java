package dev.rookery.pds.firehose;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rookery.atproto.car.CarBlock;
import dev.rookery.atproto.cid.Cid;
import dev.rookery.atproto.data.DataInteger;
import dev.rookery.atproto.data.DataMap;
import dev.rookery.atproto.lexicon.Lexicons;
import dev.rookery.atproto.syntax.Did;
import dev.rookery.atproto.syntax.Tid;
import dev.rookery.pds.XrpcClient;
import dev.rookery.pds.config.IpNetwork;
import dev.rookery.pds.firehose.TestFollower.Closed;
import dev.rookery.pds.firehose.TestFollower.Frame;
import dev.rookery.pds.firehose.TestFollower.Ping;
import dev.rookery.pds.firehose.TestFollower.Pong;
import dev.rookery.pds.http.ClientAddresses;
import dev.rookery.pds.http.FrontDoor;
import dev.rookery.pds.http.HttpServer;
import dev.rookery.pds.http.TestPages;
import dev.rookery.pds.load.HeavyWork;
import dev.rookery.pds.load.TestMemory;
import dev.rookery.pds.sequencer.EventFrame;
import dev.rookery.pds.sequencer.Events;
import dev.rookery.pds.storage.keyvalue.KeyValueRepoStore;
import dev.rookery.pds.storage.memory.MemoryKeyValues;
import dev.rookery.pds.xrpc.Access;
import dev.rookery.pds.xrpc.Authenticator;
import dev.rookery.pds.xrpc.Caller;
import dev.rookery.pds.xrpc.Exchange;
import dev.rookery.pds.xrpc.Guesses;
import dev.rookery.pds.xrpc.Router;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The firehose over a real web server, with a log in memory and short limits.
class FirehoseTest {
    private static final Did ALICE = new Did("did:plc:alice");
    private static final Duration KEPT_FOR = Duration.ofHours(1);
    private static final int BIG_BYTES = 1 << 20;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(300);

    private Instant now = Instant.parse("2030-01-01T00:00:00Z");
    private final KeyValueRepoStore log = new KeyValueRepoStore(new MemoryKeyValues(), () -> now);
    private final long start = log.last();
    private Firehose firehose;
    private HttpServer server;

    record Nobody() implements Authenticator {
        @Override
        public <C extends Caller> C authenticate(Access<C> access, Exchange exchange) {
            throw new IllegalStateException("nobody is asked for here");
        }

        @Override
        public boolean isOperator(Exchange exchange) {
            return false;
        }
    }

    private void start(FirehoseLimits limits) {
        start(limits, 32L << 20);
    }

    private void start(FirehoseLimits limits, long heldBytesMax) {
        firehose = new Firehose(log, Lexicons.bundled(), KEPT_FOR, limits, null, () -> now, heldBytesMax);
        var router = new Router(
                List.of(),
                Lexicons.bundled(),
                new Nobody(),
                null,
                new Guesses(InstantSource.system()),
                new HeavyWork());
        server = HttpServer.start(
                0,
                new FrontDoor(
                        router,
                        TestPages.none(),
                        new ClientAddresses(IpNetwork.PRIVATE),
                        TestMemory.budget(),
                        firehose));
    }

    private void start() {
        start(new FirehoseLimits(100, 100, 500));
    }

    @AfterEach
    void stop() {
        firehose.close();
        server.close();
    }

    private URI url() {
        return URI.create("http://localhost:" + server.port());
    }

    private TestFollower follow(String query) {
        return new TestFollower(url(), query);
    }

    private static EventFrame small() {
        return Events.identity(ALICE, null, Instant.EPOCH);
    }

    private static EventFrame big() {
        var block = new byte[BIG_BYTES];
        return Events.sync(ALICE, Tid.of(1, 1), new CarBlock(Cid.dagCbor(block), block), Instant.EPOCH);
    }

    private void append(int count) {
        for (int i = 0; i < count; i++) {
            log.append(List.of(small()));
        }
    }

    /// A follower without a cursor, which has been let in: what is appended from now on reaches it.
    private TestFollower live() {
        return letIn(follow(""));
    }

    private static TestFollower letIn(TestFollower follower) {
        follower.ping("here?");
        assertThat(follower.receive()).isEqualTo(new Pong("here?"));
        return follower;
    }

    @Test
    void withoutCursor_getsWhatHappensFromNowOn() {
        start();
        append(3);
        try (var follower = live()) {
            append(2);

            assertThat(follower.next(2)).extracting(Frame::sequence).containsExactly(start + 4, start + 5);
        }
    }

    @Test
    void cursor_getsWhatComesBehindIt() {
        start();
        append(5);
        try (var follower = follow("?cursor=" + (start + 2))) {
            append(1);

            assertThat(follower.next(4))
                    .extracting(Frame::sequence)
                    .containsExactly(start + 3, start + 4, start + 5, start + 6);
        }
    }

    @Test
    void cursor_atTheLast_isLive() {
        start();
        append(1);
        try (var follower = follow("?cursor=" + log.last())) {
            append(1);

            assertThat(follower.next().sequence()).isEqualTo(start + 2);
        }
    }

    @Test
    void cursorZero_getsAllThereIs() {
        append(3000);
        start();
        try (var follower = follow("?cursor=0")) {
            assertThat(follower.next(3000))
                    .extracting(Frame::sequence)
                    .containsExactlyElementsOf(LongStream.rangeClosed(start + 1, start + 3000)
                            .boxed()
                            .toList());
        }
    }

    @Test
    void largeFrames_arriveWhole() {
        start();
        try (var follower = live()) {
            log.append(List.of(small(), big(), small()));

            assertThat(follower.next(3)).extracting(Frame::type).containsExactly("#identity", "#sync", "#identity");
        }
    }

    @Test
    void cursorInTheFuture_isRefusedByName() {
        start();
        append(1);
        try (var follower = follow("?cursor=" + (log.last() + 1))) {
            var frame = follower.next();

            assertThat(frame.header()).isEqualTo(DataMap.of("op", new DataInteger(-1)));
            assertThat(frame.body().text("error")).isEqualTo("FutureCursor");
            assertThat(frame.body().text("message")).isEqualTo("Cursor in the future.");
            assertThat(follower.receive()).isEqualTo(new Closed(1008, "FutureCursor"));
        }
    }

    @Test
    void cursorThatIsNoNumber_isRefusedAsAParameter() {
        start();
        try (var follower = follow("?cursor=abc")) {
            assertThat(follower.next().body().text("error")).isEqualTo("InvalidRequest");
            assertThat(follower.receive()).isEqualTo(new Closed(1008, "InvalidRequest"));
        }
    }

    @Test
    void cursorBelowZero_getsAllFromTheFirst_andIsNotOutdated() {
        start();
        append(2);
        try (var follower = follow("?cursor=-1")) {
            assertThat(follower.next(2)).extracting(Frame::sequence).containsExactly(start + 1, start + 2);
        }
    }

    @Test
    void outdatedCursor_isToldSo_andGetsWhatIsKept() {
        start();
        append(3);
        now = now.plus(KEPT_FOR).plusMillis(1);
        append(2);
        for (var cleaned : List.of(false, true)) {
            if (cleaned) {
                log.clean(now.minus(KEPT_FOR));
            }
            try (var follower = follow("?cursor=1")) {
                var info = follower.next();
                assertThat(info.type()).isEqualTo("#info");
                assertThat(info.body().text("name")).isEqualTo("OutdatedCursor");
                assertThat(info.body().text("message"))
                        .isEqualTo("Requested cursor exceeded limit. Possibly missing events");
                assertThat(follower.next(2)).extracting(Frame::sequence).containsExactly(start + 4, start + 5);
            }
            try (var follower = follow("?cursor=" + (start + 3))) {
                assertThat(follower.next().sequence()).isEqualTo(start + 4);
            }
        }
    }

    @Test
    void scrubbedEvents_areNotSent() {
        start();
        append(3);
        log.scrub(ALICE, log.last());
        try (var follower = follow("?cursor=0")) {
            append(1);

            assertThat(follower.next(2)).extracting(Frame::sequence).containsExactly(start + 3, start + 4);
        }
        log.scrub(ALICE, log.last() + 1);
        try (var follower = follow("?cursor=0")) {
            append(1);

            assertThat(follower.next().sequence()).isEqualTo(start + 5);
        }
    }

    @Test
    void plainRequest_isToldToUpgrade() {
        start();
        var answer = new XrpcClient(url(), null).get(Firehose.NSID);

        answer.expect(426, "InvalidRequest");
        assertThat(answer.header("Upgrade")).isEqualTo("websocket");
        new XrpcClient(url(), null).post(Firehose.NSID, "{}").expect(400, "InvalidRequest");
    }

    @Test
    void pings_comeAndAreAnswered() {
        start(new FirehoseLimits(100, 100, 500, LONG, LONG, SHORT, LONG));
        try (var follower = live()) {
            assertThat(follower.receive()).isEqualTo(new Ping());
            follower.ping("hello");
            var next = follower.receive();
            assertThat(next instanceof Ping ? follower.receive() : next).isEqualTo(new Pong("hello"));
        }
    }

    @Test
    void pingWithoutContent_isAnsweredAtOnce() {
        start();
        try (var follower = live()) {
            follower.ping("");

            assertThat(follower.receive()).isEqualTo(new Pong(""));
        }
    }

    @Test
    void followerThatAnswersPings_stays() {
        start(new FirehoseLimits(100, 100, 500, SHORT, LONG, SHORT, Duration.ofSeconds(1)));
        try (var follower = live()) {
            long end = System.nanoTime() + Duration.ofSeconds(2).toNanos();
            while (System.nanoTime() < end) {
                assertThat(follower.receive()).isEqualTo(new Ping());
                follower.control(0xA, "");
            }
            append(1);

            assertThat(follower.next().sequence()).isEqualTo(log.last());
        }
    }

    @Test
    void silentFollower_isCut() {
        start(new FirehoseLimits(100, 100, 500, SHORT, LONG, SHORT, Duration.ofSeconds(1)));
        try (var follower = live()) {
            assertThat(follower.isCut()).isTrue();
        }
    }

    @Test
    void followerThatLeaves_isAnswered() {
        start();
        try (var follower = live()) {
            assertThat(follower.leave()).isInstanceOf(Closed.class);
            assertThat(follower.isCut()).isTrue();
        }
    }

    @Test
    void slowFollower_isDropped_andNobodyElseNotices() {
        start(new FirehoseLimits(100, 100, 10, SHORT, LONG, LONG, LONG));
        try (var slow = new TestFollower(url(), "?cursor=" + start, 4096, "");
                var quick = live()) {
            for (int i = 0; i < 40; i++) {
                log.append(List.of(big()));
                assertThat(quick.next().type()).isEqualTo("#sync");
            }
            awaitSlow();

            var received = slow.rest();
            assertThat(received.getLast()).isEqualTo(new Closed(1008, "ConsumerTooSlow"));
            assertThat(((Frame) received.get(received.size() - 2)).body().text("error"))
                    .isEqualTo("ConsumerTooSlow");
            assertThat(received).hasSizeLessThan(42);
            append(1);
            assertThat(quick.next().type()).isEqualTo("#identity");
        }
    }

    /// Waits until a follower has been found too slow.
    private void awaitSlow() {
        await(() -> firehose.tooSlow() > 0);
    }

    @Test
    void followerThatTakesNothing_isCut() {
        start(new FirehoseLimits(100, 100, 10, LONG, SHORT, LONG, LONG));
        try (var stuck = new TestFollower(url(), "?cursor=" + start, 4096, "")) {
            for (int i = 0; i < 40; i++) {
                log.append(List.of(big()));
            }
            await(() -> firehose.count() == 0);
            assertThat(stuck.isCut()).isTrue();
        }
    }

    @Test
    void nothingIsKeptInMemory_forOneThatTakesNothing_andItMissesNothing() {
        start();
        try (var stalled = letIn(new TestFollower(url(), "", 4096, ""))) {
            await(() -> log.recent().isFollowed());
            long before = log.last();
            for (int i = 0; i < 40; i++) {
                log.append(List.of(big()));
            }
            await(() -> !log.recent().isFollowed());

            for (int i = 1; i <= 40; i++) {
                assertThat(stalled.next().sequence()).isEqualTo(before + i);
            }
            await(() -> log.recent().isFollowed());
            append(1);
            assertThat(stalled.next().sequence()).isEqualTo(before + 41);
        }
    }

    /// Each is stuck at an event of its own.
    @Test
    void followersWhoTogetherHoldTooMuch_areEnded_andNobodyElseNotices() {
        start(new FirehoseLimits(100, 100, 100_000, LONG, LONG, LONG, LONG), 4L * BIG_BYTES);
        List<TestFollower> stuck = new ArrayList<>();
        try (var quick = live()) {
            for (int i = 0; i < 10; i++) {
                stuck.add(letIn(new TestFollower(url(), "", 4096, "")));
                for (int event = 0; event < 10; event++) {
                    log.append(List.of(big()));
                    assertThat(quick.next().sequence()).isEqualTo(log.last());
                }
            }

            await(() -> firehose.count() <= 1 + 4);
            append(1);
            assertThat(quick.next().sequence()).isEqualTo(log.last());
            assertThat(firehose.count()).isGreaterThan(1);
        } finally {
            stuck.forEach(TestFollower::close);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X-Forwarded-For: 192.0.2.7\r\n"})
    void followersWhoTakeNothingOfTheLog_makeRoomForOneWhoReadsOn(String elsewhere) {
        for (int i = 0; i < 40; i++) {
            log.append(List.of(big()));
        }
        start(new FirehoseLimits(100, 100, 100_000, LONG, LONG, LONG, LONG), 16L * BIG_BYTES);
        List<TestFollower> stuck = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            stuck.add(new TestFollower(url(), "?cursor=" + start, 4096, ""));
        }
        try (var quick = new TestFollower(url(), "?cursor=" + start, 0, elsewhere)) {
            for (int i = 1; i <= 40; i++) {
                assertThat(quick.next().sequence()).isEqualTo(start + i);
            }
        } finally {
            stuck.forEach(TestFollower::close);
        }
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + LONG.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void addressesOfOneIpv6Network_countAsOne() {
        start(new FirehoseLimits(100, 2, 500));
        try (var one = letIn(from("2001:db8:1:2::1"));
                var two = letIn(from("2001:db8:1:2:ffff::1"));
                var three = from("2001:db8:1:2::3");
                var elsewhere = letIn(from("2001:db8:1:3::1"))) {
            assertThat(three.next().body().text("error")).isEqualTo("RateLimitExceeded");
            append(1);
            for (var each : List.of(one, two, elsewhere)) {
                assertThat(each.next().sequence()).isEqualTo(log.last());
            }
        }
    }

    private TestFollower from(String address) {
        return new TestFollower(url(), "", 0, "X-Forwarded-For: " + address + "\r\n");
    }

    @Test
    void tooManyOfOneAddress_areRefused() {
        start(new FirehoseLimits(100, 2, 500));
        try (var one = live();
                var two = live();
                var three = follow("")) {
            assertThat(three.next().body().text("error")).isEqualTo("RateLimitExceeded");
            assertThat(three.receive()).isEqualTo(new Closed(1008, "RateLimitExceeded"));
            try (var elsewhere = letIn(from("192.0.2.1"))) {
                append(1);
                assertThat(elsewhere.next().sequence()).isEqualTo(log.last());
            }
            one.leave();
            try (var again = live()) {
                append(1);
                assertThat(again.next().sequence()).isEqualTo(log.last());
                assertThat(two.next(2)).hasSize(2);
            }
        }
    }

    @Test
    void tooManyTogether_areRefused() {
        start(new FirehoseLimits(1, 10, 500));
        try (var one = live();
                var two = new TestFollower(url(), "", 0, "X-Forwarded-For: 192.0.2.1\r\n")) {
            assertThat(two.next().body().text("error")).isEqualTo("RateLimitExceeded");
            append(1);
            assertThat(one.next().sequence()).isEqualTo(log.last());
        }
    }

    @Test
    void close_saysGoodbye() {
        start();
        try (var follower = live()) {
            var closing = Thread.ofVirtual().start(firehose::close);
            assertThat(follower.rest().getLast()).isEqualTo(new Closed(1001, ""));
            follower.control(0x8, "");
            assertThat(follower.isCut()).isTrue();
            assertThat(closing).isNotNull();
        }
    }
}
